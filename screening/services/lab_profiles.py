"""A site's laboratory profiles: added, and taken out of use from a day on; never changed, because records were made with them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from criteria.intervals import parse_decimal
from criteria.units import ANALYTE_UNITS, to_canonical
from screening.errors import InvalidInput
from screening.models import LabProfile, Site, User
from screening.permissions import Action, check
from screening.services.audit import acting
from screening.services.common import as_of_now


def add(*, by: User, site: Site, test: str, unit: str, valid_from: date, **more: Any) -> LabProfile:
    """`more`: lower_limit, upper_limit, sex, age_from, age_until. Raises InvalidInput with all that is wrong."""
    with acting(by=by, verb="lab_profile.add", site=site):
        by = as_of_now(by)
        check(by, Action.MANAGE_PROFILES, site)
        made = LabProfile(site=site, test=test, unit=unit, valid_from=valid_from, by=by, **more)
        _refuse_unfit(made)
        made.save()
        return made


def retire(*, by: User, profile: LabProfile, on: date) -> None:
    """From this day on it no longer holds. One that was retired already stays as it is."""
    with acting(by=by, verb="lab_profile.retire", site=profile.site):
        by = as_of_now(by)
        check(by, Action.MANAGE_PROFILES, profile.site)
        current = LabProfile.objects.get(pk=profile.pk)
        if current.retired_on is None:
            current.retired_on = on
            current.save(update_fields=["retired_on"])


def _refuse_unfit(profile: LabProfile) -> None:
    wrong: dict[str, str] = {}
    if profile.test not in ANALYTE_UNITS:
        wrong["test"] = _("There is no such test in the form.")
    elif to_canonical(profile.test, profile.unit) is None:
        wrong["unit"] = _("“%(unit)s” can't be converted for this test. Choose a unit from the list.") % {
            "unit": profile.unit
        }
    for name in ("lower_limit", "upper_limit"):
        if getattr(profile, name) and not _is_plain(getattr(profile, name)):
            wrong[name] = _("“%(typed)s” is not a plain number like 40 or 1.2.") % {"typed": getattr(profile, name)}
    if profile.age_from is not None and profile.age_until is not None and profile.age_from >= profile.age_until:
        wrong["age_until"] = _("The ages run backwards: from %(low)s, until before %(high)s.") % {
            "low": profile.age_from,
            "high": profile.age_until,
        }
    if profile.sex not in {"", "female", "male"}:
        wrong["sex"] = _("Choose one of the answers.")
    if wrong:
        raise InvalidInput(wrong)


def _is_plain(text: str) -> bool:
    try:
        return parse_decimal(text).is_exact
    except ValueError:
        return False
