"""Every page of the site, from its table of addresses: a new address is looked at without anybody thinking of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from criteria.record import SECTIONS
from screening.doors import DOORS, Door, Whom
from screening.models import Role, Screening, Site, User
from tests import people
from tests.integration.access.table import arguments

# Who looks at a page that several may see: those who work there first.
READERS = (Role.COORDINATOR, Role.INVESTIGATOR, Role.ADMINISTRATOR, Role.MONITOR)
# Seen once more through the eyes of somebody whose page differs.
SEEN_AGAIN = {
    "screening:verdict": (Role.INVESTIGATOR, Role.MONITOR),
    "screening:worklist": (Role.INVESTIGATOR, Role.MONITOR),
    "screening:form": (Role.MONITOR,),
}
# Pages that first want something to be done, and are looked at where that is done.
SEEN_ELSEWHERE = {
    "sign_in_code": "test_second_factor.py",
    "recovery_codes": "test_second_factor.py",
    "second_factor_off": "test_second_factor.py",
    "screening:new_row": "test_autosave.py: a part of a page",
}


@dataclass(frozen=True)
class Stop:
    path: str
    reader: Role | None

    def __str__(self) -> str:
        return f"{self.path} as {self.reader or 'nobody'}"


@dataclass(frozen=True)
class World:
    """A site at work: somebody in screening, judged, signed, failed and enrolled."""

    team: Mapping[Role, User]
    screenings: Sequence[Screening]

    @classmethod
    def at(cls, site: Site, team: Mapping[Role, User]) -> "World":
        made = (people.filled, people.judged, people.signed, people.failed, people.enrolled)
        screenings = [make(team, site) for make in made]
        people.queried(team, screenings[0])
        return cls(team, screenings)

    def client(self, reader: Role | None) -> Client:
        client = Client()
        if reader is not None:
            client.force_login(self.team[reader])
        return client

    def stops(self) -> list[Stop]:
        """Raises LookupError for an address that nobody can be shown a page of."""
        names = [name for name in DOORS if DOORS[name].reads and ":*" not in name and name not in SEEN_ELSEWHERE]
        return [stop for name in names for stop in self._stops_at(name)]

    def _stops_at(self, name: str) -> Iterator[Stop]:
        first = next(reader for reader in _readers(DOORS[name]))
        for reader in (first, *SEEN_AGAIN.get(name, ())):
            client = self.client(reader)
            answers = [(path, client.get(path)) for path in self._paths(name)]
            pages = [path for path, answer in answers if _is_page(answer)]
            if not pages and not all(answer.status_code in {200, 302} for _path, answer in answers):
                raise LookupError(f"{name}: no page for {reader}; say in tests/browser/stops.py what it needs")
            sections = name == "screening:form"
            yield from (Stop(path, reader) for path in (pages[: len(SECTIONS)] if sections else pages[:1]))

    def _paths(self, name: str) -> list[str]:
        numbers = [screening.number for screening in self.screenings]
        if name == "screening:form":
            return [reverse(name, args=[numbers[0], section]) for section in SECTIONS]
        return list(dict.fromkeys(reverse(name, kwargs=arguments(name, number)) for number in numbers))


def _readers(door: Door) -> Iterator[Role | None]:
    if door.whom is Whom.ANYBODY:
        yield None
    yield from (role for role in READERS if role in door.roles("GET"))


def _is_page(answer: Any) -> bool:
    """A file (a PDF, a CSV), a part of a page and an address that only leads elsewhere are no pages."""
    return answer.status_code == 200 and "<html" in answer.content[:200].decode(errors="replace")
