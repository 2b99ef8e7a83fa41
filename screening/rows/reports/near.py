"""Near misses: screen failures that hung on one measured limit, and by how much. A protocol learns from them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from criteria.nodes import Lab, walk
from criteria.units import canonical_unit, in_canonical
from screening import verdicts
from screening.presenters import display_code
from screening.rows.reports.bars import bars
from screening.rows.reports.figures import Failing, Failure, Figures
from screening.rows.reports.report import Cell, Report
from screening.wording import in_reader_language

# As a photograph writes what it saw and what was asked for: "0.9 × 10^9/L", "≈ 0.54 × ULN", "≥ 21 days before
# 2026-05-22", "age ≤ 18".
_MEASURED = re.compile(r"(?:≈ )?(?P<number>\d+(?:\.\d+)?)(?: (?P<unit>.+))?")
_REQUIRED = re.compile(r"(?:age )?(?P<sign>[≥≤<>]) (?P<number>\d+(?:\.\d+)?)(?: (?P<rest>.+))?")
# What a photograph calls a length of time -> it in the reader's words.
_UNITS: dict[str, Callable[[int], str]] = {
    "day": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "days": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "weeks": lambda n: ngettext("%(n)s week", "%(n)s weeks", n),
    "months": lambda n: ngettext("%(n)s month", "%(n)s months", n),
    "y": lambda n: ngettext("%(n)s year", "%(n)s years", n),
}


@dataclass(frozen=True, slots=True)
class Miss:
    """`limit` with its sign; `share` of the limit that was lacking."""

    failure: Failure
    code: str
    measured: str
    limit: str
    by: str
    share: Decimal


def near_misses(counted: Figures) -> Report:
    found = sorted(_misses(counted), key=lambda miss: (miss.share, miss.failure.number))
    return Report(
        name="near-misses",
        title=_("Near misses"),
        sentence=_sentence(found),
        header=(_("Screening no."), _("Site"), _("Only"), _("Measured"), _("Limit"), _("Missed by")),
        rows=[
            (
                Cell(miss.failure.number, reverse("screening:verdict", args=[miss.failure.number])),
                miss.failure.site,
                _named(miss),
                miss.measured,
                miss.limit,
                miss.by,
            )
            for miss in found
        ],
        drawing=bars(
            [
                (f"{miss.failure.number}, {_named(miss)}", [("main", float(miss.share), _lacking(miss))])
                for miss in found
            ],
            title=_("Near misses"),
            description=_sentence(found),
        ),
        note=_("Screen failures in which a single criterion failed, and a number decided it; the closest first."),
    )


def _sentence(found: list[Miss]) -> str:
    if not found:
        return _("No screen failure hung on a single measured limit.")
    total, closest = len(found), found[0]
    words = ngettext(
        "%(n)s screen failure hung on a single measured limit", "%(n)s screen failures hung on a single measured limit",
        total,
    ) % {"n": total}  # fmt: skip
    return _("%(words)s; the closest: only %(which)s, by %(by)s.") % {
        "words": words,
        "which": display_code(closest.code),
        "by": closest.by,
    }


def _lacking(miss: Miss) -> str:
    return _("%(by)s (%(percent)s %% of the limit)") % {"by": miss.by, "percent": round(100 * miss.share)}


def _named(miss: Miss) -> str:
    title = in_reader_language(verdicts.protocol(miss.failure.protocol)[miss.code].title)
    return f"{display_code(miss.code)} {title}"


def _misses(counted: Figures) -> Iterator[Miss]:
    for failure in counted.failures:
        if len(failure.failing) == 1:
            yield from _widest(failure, failure.failing[0])


def _widest(failure: Failure, failing: Failing) -> list[Miss]:
    """Of several numbers behind one criterion (ALT and AST) all would have had to be others: the furthest off counts."""
    misses = [miss for row in failing.evidence if (miss := _miss(failure, failing.code, row)) is not None]
    return [max(misses, key=lambda miss: miss.share)] if misses else []


def _miss(failure: Failure, code: str, row: dict[str, str]) -> Miss | None:
    """None where the row is no number against a limit, or is on the right side of it."""
    required = _REQUIRED.fullmatch(row["required"])
    measured = _MEASURED.fullmatch(row["observed"] or row["value"])
    if required is None or measured is None or row["truth"] != ("TRUE" if code.startswith("E") else "FALSE"):
        return None
    unit, asked = measured["unit"] or "", required["rest"] or ""
    limit, number = Decimal(required["number"]), Decimal(measured["number"])
    compared = number if _is_same(unit, asked) else _converted(failure, code, number, unit, asked)
    if compared is None:
        return None
    shared = unit if unit in _UNITS else asked
    lacking = abs(limit - compared)
    return Miss(
        failure,
        code,
        measured=_with_unit(number, unit),
        limit=f"{required['sign']} {_with_unit(limit, shared)}",
        by=_with_unit(lacking, shared),
        share=lacking / limit if limit else lacking,
    )


def _is_same(unit: str, asked: str) -> bool:
    """Days are asked for up to a day: "days", and "days before 2026-05-22". An age is asked for without a unit."""
    if unit == "y":
        return not asked
    return asked == unit or (unit in _UNITS and asked.split()[:1] in ([unit], [f"{unit}s"]))


def _converted(failure: Failure, code: str, number: Decimal, unit: str, asked: str) -> Decimal | None:
    """A result in the unit of its limit, where the criterion is about one test and its laboratory used another unit."""
    rule = verdicts.protocol(failure.protocol)[code].rule
    tests = {node.test for node in walk(rule) if isinstance(node, Lab)}
    if len(tests) != 1:
        return None
    (test,) = tests
    return in_canonical(test, number, unit) if canonical_unit(test) in asked.split() else None


def _with_unit(number: Decimal, unit: str) -> str:
    plain = f"{number.normalize():f}"
    # Half a week is plural, as two are.
    return _UNITS[unit](1 if number == 1 else 2) % {"n": plain} if unit in _UNITS else f"{plain} {unit}".strip()
