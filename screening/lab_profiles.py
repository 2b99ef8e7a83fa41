"""Which profile of a site's laboratory holds for a result: by the day of the sample, the sex and the age on that day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from criteria.calculators.age import birthday
from criteria.intervals import DateInterval, parse_date
from screening.models import LabProfile

# Stands in the history beside a unit or a limit that nobody typed.
SOURCE = "laboratory profile"
_LONGEST_LIFE = 200


def profile_for(profiles: Iterable[LabProfile], test: str, *, day: date, facts: Mapping[str, Any]) -> LabProfile | None:
    """The newest that holds on this day; one for this sex, or for fewer years, before one for everybody.

    A sex or an age that is not known, or only partly, fits no profile that asks for it.
    """
    newest: dict[tuple[str, int | None, int | None], LabProfile] = {}
    for each in sorted(profiles, key=lambda one: (one.valid_from, one.pk or 0)):
        if each.test == test and each.valid_from <= day:
            newest[each.sex, each.age_from, each.age_until] = each
    fitting = [each for each in newest.values() if _holds(each, day, facts)]
    return min(fitting, key=_breadth, default=None)


def _holds(profile: LabProfile, day: date, facts: Mapping[str, Any]) -> bool:
    if profile.retired_on is not None and profile.retired_on <= day:
        return False
    if profile.sex and profile.sex != facts.get("sex"):
        return False
    if profile.age_from is None and profile.age_until is None:
        return True
    text = facts.get("birth_date")
    return bool(text) and _is_of_age(parse_date(text), profile, day)


def _is_of_age(birth: DateInterval, profile: LabProfile, day: date) -> bool:
    old_enough = profile.age_from is None or birthday(birth.last, profile.age_from) <= day
    young_enough = profile.age_until is None or birthday(birth.first, profile.age_until) > day
    return old_enough and young_enough


def _breadth(profile: LabProfile) -> tuple[bool, int]:
    low = 0 if profile.age_from is None else profile.age_from
    return not profile.sex, (_LONGEST_LIFE if profile.age_until is None else profile.age_until) - low
