"""Writing facts: merged where the fields differ, told where they do not, all or nothing."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from screening.errors import Conflict, InvalidInput, NotAllowedNow, PermissionRefused
from screening.models import FactChange, Role, Screening, User
from screening.services import records
from screening.services.records import Saved
from tests.factories import (
    FIRST_DOSE,
    TODAY,
    enter,
    make_eligible,
    make_site,
    make_team,
    make_user,
    open_screening,
    row,
    sign,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> dict[Role, User]:
    return make_team()[1]


@pytest.fixture
def coordinator(team: dict[Role, User]) -> User:
    return team[Role.COORDINATOR]


@pytest.fixture
def screening(coordinator: User) -> Screening:
    return open_screening(coordinator, coordinator.memberships.get().site)


def test_a_change_is_kept_with_its_reason_and_source(coordinator: User, screening: Screening) -> None:
    saved = enter(
        coordinator, screening, {"weight_kg": " 38.50 "}, reason="weighed again", source="imported: visit.csv row 3"
    )

    assert saved == Saved(2, ("weight_kg",))
    assert (screening.facts["weight_kg"], screening.version) == ("38.50", 2)
    change = screening.fact_changes.get(path="weight_kg")
    assert (change.old, change.new, change.reason, change.source, change.by, change.base_version, change.version) == (
        None, "38.50", "weighed again", "imported: visit.csv row 3", coordinator, 1, 2,
    )  # fmt: skip


def test_a_false_answer_and_a_zero_are_answers(coordinator: User, screening: Screening) -> None:
    enter(coordinator, screening, {"bleeding_tendency": False, "cardiac/max_ischaemia_grade_ever": 0, "sct": []})

    assert screening.facts["bleeding_tendency"] is False
    assert screening.facts["cardiac"] == {"max_ischaemia_grade_ever": 0}
    assert screening.facts["sct"] == []


def test_the_same_value_again_is_no_change(coordinator: User, screening: Screening) -> None:
    enter(coordinator, screening, {"weight_kg": "38.5"})

    assert enter(coordinator, screening, {"weight_kg": "38.5", "height_cm": None}) == Saved(2, ())
    assert FactChange.objects.filter(path="weight_kg").count() == 1


def test_clearing_a_fact_makes_it_unknown_again(coordinator: User, screening: Screening) -> None:
    enter(coordinator, screening, {"weight_kg": "38.5"})
    enter(coordinator, screening, {"weight_kg": ""})

    assert "weight_kg" not in screening.facts
    assert screening.fact_changes.last().old == "38.5"


def test_different_fields_of_two_people_merge(team: dict[Role, User], screening: Screening) -> None:
    first = enter(team[Role.COORDINATOR], screening, {"weight_kg": "38.5"}, base_version=1)
    second = enter(team[Role.INVESTIGATOR], screening, {"height_cm": "147"}, base_version=1)

    assert (first.version, second.version) == (2, 3)
    assert [change.path for change in second.others] == ["weight_kg"]
    assert (screening.facts["weight_kg"], screening.facts["height_cm"]) == ("38.5", "147")


def test_the_same_field_of_two_people_is_a_conflict(team: dict[Role, User], screening: Screening) -> None:
    coordinator, investigator = team[Role.COORDINATOR], team[Role.INVESTIGATOR]
    enter(coordinator, screening, {"weight_kg": "38.5"}, base_version=1)

    with pytest.raises(Conflict) as caught:
        enter(investigator, screening, {"weight_kg": "83.5", "height_cm": "147"}, base_version=1)

    assert caught.value.version == 2
    assert list(caught.value.fields) == ["weight_kg"]
    clash = caught.value.fields["weight_kg"]
    assert (clash.mine, clash.theirs, clash.who) == ("83.5", "38.5", coordinator.printed_name)
    screening.refresh_from_db()
    assert screening.facts["weight_kg"] == "38.5"
    assert "height_cm" not in screening.facts  # all of it or nothing


def test_the_same_value_from_two_people_is_no_conflict(team: dict[Role, User], screening: Screening) -> None:
    enter(team[Role.COORDINATOR], screening, {"weight_kg": "38.5"}, base_version=1)

    assert enter(team[Role.INVESTIGATOR], screening, {"weight_kg": "38.5"}, base_version=1).changed == ()


def test_rows_added_by_two_people_both_stay(team: dict[Role, User], screening: Screening) -> None:
    enter(team[Role.COORDINATOR], screening, row("chemo", agent="vincristine"), base_version=1)
    enter(team[Role.INVESTIGATOR], screening, row("chemo", agent="irinotecan"), base_version=1)

    assert [each["agent"] for each in screening.facts["chemo"]] == ["vincristine", "irinotecan"]


def test_none_said_over_a_row_that_was_just_added_is_a_conflict(team: dict[Role, User], screening: Screening) -> None:
    enter(team[Role.COORDINATOR], screening, row("chemo", agent="vincristine"), base_version=1)

    with pytest.raises(Conflict):
        enter(team[Role.INVESTIGATOR], screening, {"chemo": []}, base_version=1)


def test_a_field_of_a_row_that_was_just_removed_is_a_conflict(team: dict[Role, User], screening: Screening) -> None:
    item = str(uuid4())
    enter(team[Role.COORDINATOR], screening, {f"chemo/{item}/agent": "vincristine"})
    records.remove_item(
        by=team[Role.COORDINATOR], screening=screening, list_path="chemo", item_id=item, reason="wrong patient",
        base_version=2, today=TODAY,
    )  # fmt: skip

    with pytest.raises(Conflict) as caught:
        enter(team[Role.INVESTIGATOR], screening, {f"chemo/{item}/agent": "irinotecan"}, base_version=2)

    assert caught.value.fields[f"chemo/{item}/agent"].theirs is None


def test_a_removed_row_stays_in_the_history(coordinator: User, screening: Screening) -> None:
    item = str(uuid4())
    enter(coordinator, screening, {f"chemo/{item}/agent": "vincristine"})
    remove: dict[str, Any] = {
        "by": coordinator,
        "screening": screening,
        "list_path": "chemo",
        "item_id": item,
        "today": TODAY,
    }

    with pytest.raises(InvalidInput):
        records.remove_item(**remove, reason=" ", base_version=2)
    saved = records.remove_item(**remove, reason="entered twice", base_version=2)
    again = records.remove_item(**remove, reason="entered twice", base_version=2)

    screening.refresh_from_db()
    assert "chemo" not in screening.facts
    assert (saved.changed, again.changed) == ((f"chemo/{item}",), ())
    change = screening.fact_changes.last()
    assert (change.old, change.new, change.reason) == ({"id": item, "agent": "vincristine"}, None, "entered twice")


def test_none_is_refused_while_there_are_rows(coordinator: User, screening: Screening) -> None:
    enter(coordinator, screening, row("chemo", agent="vincristine"))
    for value in ([], None):
        with pytest.raises(InvalidInput) as caught:
            enter(coordinator, screening, {"chemo": value})
        assert list(caught.value.fields) == ["chemo"]


def test_none_can_become_rows(coordinator: User, screening: Screening) -> None:
    enter(coordinator, screening, {"chemo": []})
    enter(coordinator, screening, row("chemo", agent="vincristine"))

    assert len(screening.facts["chemo"]) == 1


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(coordinator: User, screening: Screening) -> None:
    with pytest.raises(InvalidInput) as caught:
        enter(
            coordinator,
            screening,
            {"weight_kg": "heavy", "icf/nothing": True, "height_cm": "147", "poor_compliance": False},
        )

    assert set(caught.value.fields) == {"weight_kg", "icf/nothing", "poor_compliance"}
    screening.refresh_from_db()
    assert (screening.version, "height_cm" in screening.facts) == (1, False)


@pytest.mark.parametrize("path", ["icf", "brain", "chemo/0f4c1e7a-2b0d-4c53-9a51-6f1d2c3b4a59"])
def test_groups_and_rows_are_entered_field_by_field(coordinator: User, screening: Screening, path: str) -> None:
    with pytest.raises(InvalidInput):
        enter(coordinator, screening, {path: {"signed": True}})


@pytest.mark.parametrize("base_version", [0, 2, 99])
def test_a_version_that_never_was_is_refused(coordinator: User, screening: Screening, base_version: int) -> None:
    with pytest.raises(NotAllowedNow) as caught:
        enter(coordinator, screening, {"weight_kg": "38.5"}, base_version=base_version)
    assert caught.value.code == "version_unknown"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MONITOR])
def test_readers_write_nothing(team: dict[Role, User], screening: Screening, role: Role) -> None:
    with pytest.raises(PermissionRefused):
        enter(team[role], screening, {"weight_kg": "38.5"})


def test_a_person_of_another_site_writes_nothing(screening: Screening) -> None:
    with pytest.raises(PermissionRefused):
        enter(make_user(Role.COORDINATOR, make_site()), screening, {"weight_kg": "38.5"})


def test_a_role_taken_away_counts_at_once(coordinator: User, screening: Screening) -> None:
    assert coordinator.roles  # read before, as a page would have
    coordinator.memberships.update(active=False)

    with pytest.raises(PermissionRefused):
        enter(coordinator, screening, {"weight_kg": "38.5"})


def test_a_closed_account_counts_at_once(coordinator: User, screening: Screening) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_active=False)

    with pytest.raises(PermissionRefused) as caught:
        enter(coordinator, screening, {"weight_kg": "38.5"})
    assert caught.value.code == "account_closed"


def test_the_planned_first_dose_is_data_too(coordinator: User, screening: Screening) -> None:
    saved = records.set_dates(
        by=coordinator, screening=screening, planned_first_dose=FIRST_DOSE, base_version=1, today=TODAY
    )
    again = records.set_dates(
        by=coordinator, screening=screening, planned_first_dose=FIRST_DOSE, base_version=2, today=TODAY
    )

    screening.refresh_from_db()
    assert (screening.planned_first_dose, saved.version, again.changed) == (FIRST_DOSE, 2, ())
    assert screening.fact_changes.last().new == "2026-05-22"
    with pytest.raises(Conflict):
        records.set_dates(
            by=coordinator, screening=screening, planned_first_dose=date(2026, 6, 1), base_version=1, today=TODAY
        )


def test_a_section_that_is_done_asks_for_a_reason(coordinator: User, screening: Screening) -> None:
    records.mark_section(by=coordinator, screening=screening, section="demographics", done=True)
    with pytest.raises(InvalidInput) as caught:
        enter(coordinator, screening, {"weight_kg": "38.5"})
    assert list(caught.value.fields) == ["reason"]

    enter(coordinator, screening, {"bleeding_tendency": False})  # another section
    enter(coordinator, screening, {"weight_kg": "38.5"}, reason="typing error")
    records.mark_section(by=coordinator, screening=screening, section="demographics", done=False)
    enter(coordinator, screening, {"weight_kg": "38.6"})
    assert screening.section_marks == {}


def test_after_a_signature_every_change_asks_for_a_reason() -> None:
    site, team = make_team()
    screening = make_eligible(team, site)
    sign(team[Role.INVESTIGATOR], screening)

    with pytest.raises(InvalidInput) as caught:
        enter(team[Role.COORDINATOR], screening, {"weight_kg": "39"})
    assert list(caught.value.fields) == ["reason"]


def test_the_verdict_follows_every_save(coordinator: User, screening: Screening) -> None:
    assert screening.verdict == "missing"
    enter(coordinator, screening, {"interstitial_lung_disease_ever": True})

    assert screening.verdict == "fail"
    assert screening.verdict_counts["fail"] == 1
    assert len(screening.failing) == 1
    assert screening.verdict_as_of == TODAY
