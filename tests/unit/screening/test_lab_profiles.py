"""Which profile holds: by the day of the sample, the sex and the age on that day. No database."""

from datetime import date
from typing import Any

import pytest

from screening.lab_profiles import profile_for
from screening.models import LabProfile

DAY = date(2026, 5, 18)
GIRL = {"sex": "female", "birth_date": "2015-05-18"}  # eleven on the day


def profile(limit: str, **more: Any) -> LabProfile:
    given: dict[str, Any] = {
        "test": "CREATININE",
        "unit": "umol/L",
        "upper_limit": limit,
        "valid_from": date(2026, 1, 1),
    }
    return LabProfile(**(given | more))


def limit_of(*profiles: LabProfile, day: date = DAY, **facts: Any) -> str | None:
    found = profile_for(profiles, "CREATININE", day=day, facts=GIRL | facts)
    return None if found is None else found.upper_limit


@pytest.mark.parametrize(
    ("day", "limit"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), "60"),
        (date(2026, 2, 28), "60"),
        (date(2026, 3, 1), "62"),
        (date(2026, 4, 30), "62"),
        (date(2026, 5, 1), None),  # retired, and the one before does not come back
    ],
)
def test_the_newest_that_holds_on_the_day_of_the_sample(day: date, limit: str | None) -> None:
    newer = profile("62", valid_from=date(2026, 3, 1), retired_on=date(2026, 5, 1))
    assert limit_of(newer, profile("60"), day=day) == limit


@pytest.mark.parametrize(("sex", "limit"), [("female", "80"), ("male", "97"), (None, "100")])
def test_one_for_the_sex_goes_before_one_for_both(sex: str | None, limit: str) -> None:
    of_both = [profile("80", sex="female"), profile("97", sex="male"), profile("100")]
    assert limit_of(*of_both, sex=sex) == limit


@pytest.mark.parametrize(
    ("birth", "limit"),
    [
        ("2015-05-19", "60"),  # eleven tomorrow
        ("2015-05-18", "84"),
        ("2015-05", None),  # perhaps yesterday, perhaps tomorrow
        ("2015-04", "84"),
        ("2026-05-17", "60"),
        (None, None),
    ],
)
def test_the_age_is_that_on_the_day_of_the_sample_and_has_to_be_certain(birth: str | None, limit: str | None) -> None:
    assert limit_of(profile("60", age_until=11), profile("84", age_from=11), birth_date=birth) == limit


def test_fewer_years_go_before_more_and_another_test_is_another_test() -> None:
    assert (
        limit_of(profile("70"), profile("60", age_from=10, age_until=12), profile("65", age_from=9, age_until=15))
        == "60"
    )
    assert limit_of(profile("40", test="ALT")) is None
