"""What one click can do about a doubtful value: another unit, the number read in one way. Offered, never done unasked.

A unit is offered where the same number in it is no longer doubtful, which the checks themselves say.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from criteria import Assessment
from criteria.checks import Finding, find
from criteria.intervals import in_half_width
from criteria.record import PatientRecord
from criteria.units import accepted_units, to_canonical
from screening.facts import storage_path, value_at
from screening.forms.base import Remedy
from screening.forms.fields import pretty_unit
from screening.links import field_name
from screening.models import Screening

_UNIT_CHECKS = frozenset({"Q15", "Q16", "Q17", "Q19", "Q20", "Q21"})
# A value that was written in the larger unit: a fraction for per cent, seconds for milliseconds.
_TIMES = {"cardiac.lvef_percent": (100, "%"), "cardiac.qtc_ms": (1000, "ms")}
# Of the units in which the number would be possible the best known; the others stand in the list of units.
MOST_UNITS = 1


def remedies_for(screening: Screening, assessment: Assessment, finding: Finding) -> tuple[Remedy, ...]:
    """For a finding that keeps a value from being counted; nothing where only the report can tell."""
    if finding.severity == "info":
        return ()
    path = finding.facts[0]
    if finding.check == "Q24":
        return tuple(_readings(screening, path))
    if finding.check == "Q25" and path in _TIMES:
        return tuple(_larger_unit(screening, path))
    if finding.check in _UNIT_CHECKS and path.startswith("labs["):
        return tuple(_other_units(screening, assessment, finding))[:MOST_UNITS]
    return ()


def _readings(screening: Screening, path: str) -> Iterator[Remedy]:
    """1,5 as 1.5; 1,500 as 1.5 or 1500, for a person to choose; full-width digits as the ordinary ones."""
    stored = storage_path(screening, path)
    typed = in_half_width(str(value_at(screening.facts, stored)))
    readings = [typed]
    if typed.count(",") == 1 and "." not in typed:
        whole, _comma, rest = typed.partition(",")
        readings = [f"{whole}.{rest}", *([whole + rest] if len(rest) == 3 else [])]
    elif "," in typed:
        readings = [typed.replace(",", "")] if typed.rfind(",") < typed.rfind(".") or "." not in typed else []
    for text in readings:
        yield Remedy(_("Read as %(number)s") % {"number": text}, field_name(stored), text)


def _larger_unit(screening: Screening, path: str) -> Iterator[Remedy]:
    times, unit = _TIMES[path]
    stored = storage_path(screening, path)
    typed = str(value_at(screening.facts, stored))
    try:
        number = Decimal(typed) * times
    except ArithmeticError:
        return
    if Decimal(10) <= number <= Decimal(1000):
        text = format(number.normalize(), "f")
        yield Remedy(_("Change to %(number)s %(unit)s") % {"number": text, "unit": unit}, field_name(stored), text)


def _other_units(screening: Screening, assessment: Assessment, finding: Finding) -> Iterator[Remedy]:
    """`finding` is about a result ("labs[3]"), its unit or its upper limit."""
    item, _dot, key = finding.facts[0].partition(".")
    stored = storage_path(screening, item)
    result = value_at(screening.facts, stored) or {}
    if not result.get("test") or (key == "uln" and result.get("uln") is None):
        return
    column = "uln_unit" if key in {"uln", "uln_unit"} else "unit"
    said = _("The limit is in %(unit)s") if column == "uln_unit" else _("Change unit to %(unit)s")
    index = int(item[5:-1])
    for unit in _different_units(result["test"], result.get(column) or result.get("unit")):
        if not _is_doubtful(assessment, index, column, unit):
            yield Remedy(said % {"unit": pretty_unit(unit)}, field_name(f"{stored}/{column}"), unit)


def _different_units(test: str, now: str | None) -> Iterator[str]:
    """One spelling for each size of unit; the best known first."""
    seen = {to_canonical(test, now)} if now else set()
    for unit in accepted_units(test):
        if (factor := to_canonical(test, unit)) not in seen:
            seen.add(factor)
            yield unit


def _is_doubtful(assessment: Assessment, index: int, column: str, unit: str) -> bool:
    """Would the checks still refuse this very value, or limit, in that unit?"""
    record = assessment.record.to_json()
    record["labs"][index][column] = unit
    about = (
        {f"labs[{index}].uln", f"labs[{index}].uln_unit"}
        if column == "uln_unit"
        else {f"labs[{index}]", f"labs[{index}].unit"}
    )
    return any(
        one.check in _UNIT_CHECKS and one.severity != "info" and about & {*one.facts[:1]}
        for one in find(PatientRecord.from_json(record), assessment.dates)
    )
