"""Due dates: the first day that matters and lies near, whatever lies further ahead."""

from datetime import date, timedelta

import pytest

from screening.due import Due, due_of
from screening.models import Meaning, Role
from screening.selectors import worklist
from tests.factories import FIRST_DOSE, NOW, TODAY, enter, make_eligible, make_team, open_screening, sign

NOTHING = {
    "verdict": "missing",
    "earliest_date": None,
    "eligible_until": None,
    "planned_first_dose": None,
    "protocol_slug": "nk-sts",
    "protocol_version": "1.0",
    "facts__birth_date": None,
    "lab_days": None,
}


def in_days(count):
    return TODAY + timedelta(count)


def born(years, until):
    """The birth date of somebody whose birthday comes in `until` days."""
    day = in_days(until)
    return day.replace(year=day.year - years).isoformat()


@pytest.mark.parametrize(
    ("columns", "due"),
    [
        ({}, None),
        # The end of a waiting time counts however far away it is.
        ({"verdict": "notyet", "earliest_date": in_days(300)}, Due(in_days(300), "washout")),
        # "Not before" is no promise: other things are still open.
        ({"verdict": "missing", "earliest_date": in_days(10)}, None),
        # The last eligible day only when it comes near: a birthday in years is nothing to hurry for.
        ({"verdict": "eligible", "eligible_until": in_days(60)}, Due(in_days(60), "until")),
        ({"verdict": "eligible", "eligible_until": in_days(61)}, None),
        # On the day itself it is due; a day later there is nothing left to hurry for.
        ({"verdict": "eligible", "eligible_until": in_days(0)}, Due(in_days(0), "until")),
        ({"verdict": "eligible", "eligible_until": in_days(-1)}, None),
        # The nineteenth birthday ends "18 or younger"; a seventeenth changes nothing.
        ({"facts__birth_date": born(19, 5)}, Due(in_days(5), "birthday")),
        ({"facts__birth_date": born(17, 5)}, None),
        ({"facts__birth_date": born(19, -1)}, None),
        ({"facts__birth_date": "2007-06"}, None),
        # Results are given a dose on for seven days.
        ({"lab_days": [in_days(-6).isoformat(), None, in_days(-3).isoformat()]}, Due(in_days(4), "results")),
        ({"lab_days": [in_days(-8).isoformat(), "2026-05"]}, None),
        # Who waits for longer takes new ones then.
        (
            {"verdict": "notyet", "earliest_date": in_days(20), "lab_days": [TODAY.isoformat()]},
            Due(in_days(20), "washout"),
        ),
        (
            {"verdict": "notyet", "earliest_date": in_days(20), "planned_first_dose": in_days(2)},
            Due(in_days(20), "washout"),
        ),
        ({"planned_first_dose": in_days(2), "lab_days": [TODAY.isoformat()]}, Due(in_days(2), "dose")),
        ({"planned_first_dose": in_days(-2)}, None),
    ],
)
def test_the_first_day_that_matters(columns, due):
    assert due_of(NOTHING | columns, TODAY) == due


@pytest.mark.django_db
def test_the_list_begins_with_what_is_due_first():
    team = make_team()[1]
    site = team[Role.COORDINATOR].memberships.get().site
    blank = open_screening(team[Role.COORDINATOR], site, initials="AA", birth_date="2014-01-01")
    ready = make_eligible(team, site)
    grown = open_screening(team[Role.COORDINATOR], site, initials="BB", birth_date=born(19, 1))
    failed = open_screening(team[Role.COORDINATOR], site, initials="CC", birth_date=born(19, 1))
    enter(team[Role.COORDINATOR], failed, {"interstitial_lung_disease_ever": True})
    sign(team[Role.INVESTIGATOR], failed, Meaning.SCREEN_FAILURE)

    rows = worklist(team[Role.COORDINATOR], now=NOW).rows

    assert [(row.number, row.due) for row in rows] == [
        (grown.number, Due(in_days(1), "birthday")),
        (ready.number, Due(FIRST_DOSE, "dose")),
        (blank.number, None),
        (failed.number, None),
    ]
    assert date.max > rows[1].eligible_until > in_days(365)
