"""Twelve slips of unit and of writing, seeded into a record that is otherwise eligible: none is counted, each is explained
with what to do, none passes, none is rescaled. Once through the form over HTTP, once through `manage.py evaluate`.
"""

import copy
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from screening.facts import value_at
from screening.models import Role, Screening
from screening.verdicts import assess
from tests import factories, people
from tests.integration.forms.pages import Page

COUNTED = {"MET", "ABSENT", "NOT_MET", "PRESENT"}


@dataclass(frozen=True)
class Trap:
    """`lab`: columns of a result of `test`, as typed; or `facts` by their public path. `first`: what has to stand before.

    `said`: a part of the explanation; `remedy`: what one click offers. `refused`: not even stored.
    """

    name: str
    criterion: str
    said: str
    section: str = "laboratory"
    test: str = ""
    lab: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, Any] = field(default_factory=dict)
    remedy: tuple[str, ...] = ()
    refused: bool = False


TRAPS = [
    Trap("mg/dL for µmol/L", "I12d", "outside the possible range", test="CREATININE",
         lab={"value": "0.54", "unit": "umol/L", "uln": "62"}, remedy=("Change unit to mg/dL",)),
    Trap("µmol/L for mg/dL", "I12d", "outside the possible range", test="CREATININE",
         lab={"value": "41", "unit": "mg/dL", "uln": "62"}, remedy=("The limit is in µmol/L", "Change unit to µmol/L")),
    Trap("/µL for 10^9/L", "I12a", "outside the possible range", test="ANC",
         lab={"value": "2400", "unit": "10^9/L"}, remedy=("Change unit to /µL",)),
    Trap("fraction for per cent", "E02", "A fraction?", "cardiac", facts={"cardiac.lvef_percent": "0.64"},
         remedy=("Change to 64 %",)),
    Trap("seconds for ms", "E02", "Seconds?", "cardiac", facts={"cardiac.qtc_ms": "0.412"},
         remedy=("Change to 412 ms",)),
    Trap("limit in the other unit", "I12d", "looks like that of another unit", test="CREATININE",
         lab={"value": "0.46", "unit": "mg/dL", "uln": "62"}, remedy=("The limit is in µmol/L",)),
    Trap("decimal comma", "I12a", "has a comma", test="ANC", lab={"value": "2,4", "unit": "10^9/L"},
         remedy=("Read as 2.4",)),
    Trap("thousands separator", "I12b", "has a comma", test="PLT", lab={"value": "182,000", "unit": "/uL"},
         remedy=("Read as 182.000", "Read as 182000")),
    Trap("full-width digits", "I12b", "full-width digits", test="PLT", lab={"value": "９８", "unit": "10^9/L"},
         remedy=("Read as 98",)),
    Trap("K/uL", "I12b", "outside the possible range", test="PLT", lab={"value": "182000", "unit": "K/uL"},
         remedy=("Change unit to /µL",)),
    Trap("g/L for g/24 h", "E11", "g/L", facts={"urine_protein_24h.value": "0.5", "urine_protein_24h.unit": "g/L"},
         first={"urine_protein_dipstick": "++"}, refused=True),
    Trap("copies/mL for IU/mL", "E23", "copies/mL", "infection", facts={"virology.hbv_dna": "500 copies/mL"},
         first={"virology": {"hbsag": "positive", "anti_hcv": "negative", "hiv": "negative", "hbv_dna_upper_limit": "1000"}},
         refused=True),
]  # fmt: skip
each_trap = pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)


def test_there_are_twelve() -> None:
    assert len({trap.name for trap in TRAPS}) == 12


# --- the form, over HTTP ----------------------------------------------------------------------------------------------


@dataclass
class Desk:
    client: Client
    screening: Screening
    url: str

    def read(self) -> Page:
        return Page(self.client.get(self.url).content.decode())

    def verdict(self, criterion: str) -> str:
        self.screening.refresh_from_db()
        assessed = assess(self.screening, today=people.today_at(self.screening.site))
        assert assessed.overall.verdict != "ELIGIBLE"
        return next(str(one.verdict) for one in assessed.criteria if one.id == criterion)


@pytest.fixture
def desk(client: Client, db: None, trap: Trap) -> Desk:
    """Everything entered but what the trap is about."""
    site, team = factories.make_team()
    facts = people.example_today(people.today_at(site))["facts"]
    changes: dict[str, Any] = dict(trap.first)
    if trap.test:
        changes["labs"] = [one for one in facts["labs"] if one["test"] != trap.test]
    if trap.section == "cardiac":
        changes["cardiac"] = {key: each for key, each in facts["cardiac"].items() if f"cardiac.{key}" not in trap.facts}
    client.force_login(team[Role.COORDINATOR])
    screening = people.filled(team, site, **changes)
    return Desk(client, screening, f"/screenings/{screening.number}/form/{trap.section}/")


def typed(page: Page, trap: Trap) -> dict[str, list[str]]:
    lab = {page.ids[f"id_labs-{trap.test}-{key}"]["name"]: [text] for key, text in trap.lab.items()}
    return lab | {path.replace(".", "-"): [text] for path, text in trap.facts.items()}


@each_trap
def test_in_the_form_it_is_not_counted_and_explained(desk: Desk, trap: Trap) -> None:
    page = desk.read()
    sent = page.filled(stay="1") | typed(page, trap)
    answer = desk.client.post(desk.url, sent)

    assert answer.status_code == (422 if trap.refused else 302)
    shown = html.unescape(answer.content.decode() if trap.refused else desk.client.get(desk.url).content.decode())
    assert trap.said in shown
    assert desk.verdict(trap.criterion) == "UNKNOWN"
    for path, text in trap.facts.items():
        assert value_at(desk.screening.facts, path.replace(".", "/")) == (None if trap.refused else text)
    for name, (text,) in typed(page, trap).items():
        if name.startswith("labs-"):
            _labs, item, key = re.fullmatch(r"(labs)-([0-9a-f-]{36})-(\w+)", name).groups()
            assert value_at(desk.screening.facts, f"labs/{item}/{key}") == text  # as typed, to the letter
    offered = re.findall(r'name="set" value="[^"]+">(.*?)</button>', shown)
    assert tuple(offered) == trap.remedy
    if not trap.refused:
        assert "Not counted until checked." in shown


@each_trap
def test_one_click_settles_it(desk: Desk, trap: Trap) -> None:
    """The remedy that is offered last is the right one in each of these stories."""
    if not trap.remedy:
        return
    page = desk.read()
    desk.client.post(desk.url, page.filled(stay="1") | typed(page, trap))
    again = desk.read()
    button = [each for each in again.buttons if each.get("name") == "set"][-1]

    answer = desk.client.post(desk.url, again.filled(set=button["value"]))

    assert answer.status_code == 302
    if trap.name == "mg/dL for µmol/L":  # the limit was right for the other unit: now it is the one in doubt
        assert "looks like that of another unit" in desk.client.get(desk.url).content.decode()
    else:
        assert desk.verdict(trap.criterion) in COUNTED


# --- the command ------------------------------------------------------------------------------------------------------


def record_with(trap: Trap) -> dict[str, Any]:
    record = copy.deepcopy(factories.example())
    record.pop("expected")
    facts = record["facts"]
    facts |= copy.deepcopy(dict(trap.first))
    for one in facts["labs"]:
        if one["test"] == trap.test:
            one.pop("uln", None)
            one.update(trap.lab)
    for path, text in trap.facts.items():
        group, _dot, key = path.partition(".")
        facts.setdefault(group, {})[key] = text
    return record


def evaluate(record: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit status, output, message."""
    file = folder / "record.json"
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    try:
        call_command("evaluate", str(file))
    except CommandError as refused:
        return refused.returncode, capsys.readouterr().out, str(refused)
    return 0, capsys.readouterr().out, ""


@each_trap
def test_in_the_command_it_is_not_counted_and_explained(
    trap: Trap, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, err = evaluate(record_with(trap), tmp_path, capsys)

    if trap.refused:
        assert (status, out) == (2, "")
        assert trap.said in err
        assert any(path in err for path in trap.facts)
        return
    result = json.loads(out)
    assert status == 0
    assert result["overall"]["verdict"] == "PENDING"
    assert next(one["verdict"] for one in result["criteria"] if one["id"] == trap.criterion) == "UNKNOWN"
    assert any(trap.said in one["message"] for one in result["findings"] if one["severity"] == "block")
