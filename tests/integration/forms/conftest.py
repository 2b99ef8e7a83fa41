from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from screening.models import Role, Screening, User
from tests.factories import make_team, open_screening
from tests.integration.forms.pages import Page


@dataclass
class Desk:
    """A coordinator before one screening's form."""

    client: Client
    screening: Screening
    team: Mapping[Role, User]

    def url(self, section: str) -> str:
        return f"/screenings/{self.screening.number}/form/{section}/"

    def read(self, section: str) -> Page:
        response = self.client.get(self.url(section))
        assert response.status_code == 200
        return Page(response.content.decode())

    def send(self, section: str, page: Page, press: str = "", value: str = "1", **answers: Any) -> HttpResponse:
        """Send the page as it was read, with these answers; `press` is the button's name."""
        return self.client.post(self.url(section), page.filled(**answers) | ({press: [value]} if press else {}))

    def facts(self) -> dict[str, Any]:
        self.screening.refresh_from_db()
        return self.screening.facts


@pytest.fixture
def desk(client: Client, db: None) -> Desk:
    site, team = make_team()
    client.force_login(team[Role.COORDINATOR])
    return Desk(client, open_screening(team[Role.COORDINATOR], site), team)
