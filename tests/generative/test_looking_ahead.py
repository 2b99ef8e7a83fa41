"""Looking ahead in steps against looking at every single day.

The engine goes from one turning day to the next. Here the same rules are asked on each of the days that follow, which
is slow and cannot miss one.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria import Dates, PatientRecord, assess, load_protocol, read_document
from criteria.checks import find
from criteria.evaluate import evaluate
from criteria.situation import Situation
from criteria.truth import Verdict, verdict_of

from .strategies import ASSESSMENT, FACTS

PROTOCOL = load_protocol()
EXAMPLES = Path(__file__).parents[1] / "data" / "examples.yaml"
ELIGIBLE = {key: value for key, value in yaml.safe_load(EXAMPLES.read_text("utf-8"))[0].items() if key != "expected"}
HORIZON = 400  # longer than every window of days and of twelve months
DAYS = [ASSESSMENT + timedelta(n) for n in range(HORIZON)]
DATED = [
    *("birth_date", "icf", "performance", "chemo", "nitrosourea_ever", "other_anticancer", "growth_factors"),
    *("radiotherapy", "sct", "labs", "virology", "brain", "thromboembolic_events", "recent_events"),
    *("abdominal_events", "other_trials", "steroids_immunosuppressants", "autoimmune", "vaccines", "poor_compliance"),
]

Daily = dict[str, list[Verdict]]


@st.composite
def nearly_eligible(draw: st.DrawFn) -> dict[str, Any]:
    """A record on which all items hold, with a few facts drawn anew."""
    document = copy.deepcopy(ELIGIBLE)
    for name in draw(st.lists(st.sampled_from([name for name in DATED if name in FACTS]), max_size=3, unique=True)):
        document["facts"][name] = draw(FACTS[name])
    planned = draw(st.sampled_from([None, 0, 2, 30]))
    document["planned_first_dose_date"] = None if planned is None else (ASSESSMENT + timedelta(planned)).isoformat()
    return document


def day_by_day(record: PatientRecord, dates: Dates, plan: Callable[[date], Dates]) -> Daily:
    """The verdict of every item on every day: the facts, and what is wrong with them, as they are today."""
    settings_ = PROTOCOL.parameters
    findings = find(
        record, dates, age_of_majority=settings_.age_of_majority, result_max_age_days=settings_.result_repeat_days
    )
    blocked = frozenset(path for finding in findings for path in finding.blocks)
    daily: Daily = {}
    for criterion in PROTOCOL.criteria:
        found = []
        for day in DAYS if criterion.depends_on_the_day else DAYS[:1]:
            situation = Situation(
                record, plan(day), dates.assessment, blocked, window_days=settings_.screening_window_days
            )
            evidence = evaluate(criterion.rule, situation)
            found.append(verdict_of(criterion.kind, evidence.truth, awaits_judgement=evidence.awaits_judgement))
        daily[criterion.id] = found if len(found) > 1 else found * HORIZON
    return daily


def first(days: list[bool]) -> date | None:
    return next((day for day, is_so in zip(DAYS, days, strict=True) if is_so), None)


@settings(max_examples=25)
@given(document=nearly_eligible())
def test_the_day_on_which_a_verdict_changes(document):
    record, dates = read_document(document)
    dose = dates.first_dose
    daily = day_by_day(record, dates, lambda day: Dates(day, day, None if dose is None else max(dose, day)))
    assessment = assess(PROTOCOL, record, dates)
    for result in assessment.criteria:
        today, *later = daily[result.id]
        assert result.verdict is today, result.id
        flip = first([False] + [not one.is_open if today.is_open else one is not today for one in later])
        named = result.flips_on if result.flips_on in DAYS else None
        assert (result.id, named) == (result.id, flip)
        if named is not None:
            assert result.flips_to is daily[result.id][DAYS.index(named)]


@settings(max_examples=25)
@given(document=nearly_eligible())
def test_the_earliest_day_and_what_limits_it(document):
    record, dates = read_document(document)
    dose = dates.first_dose
    daily = day_by_day(record, dates, lambda day: Dates(day, day, day if dose is None else max(dose, day)))
    eligible = [all(items[n].passes for items in daily.values()) for n in range(HORIZON)]
    unhindered = [not any(items[n].fails for items in daily.values()) for n in range(HORIZON)]
    overall = assess(PROTOCOL, record, dates).overall
    earliest, if_resolved = overall.earliest_eligible_date, overall.earliest_eligible_date_if_resolved
    assert (earliest if earliest in DAYS else None) == first(eligible)
    if earliest is None:
        assert (if_resolved if if_resolved in DAYS else None) == first(unhindered)
    else:
        assert if_resolved is None
    target = earliest or if_resolved
    if target in DAYS[1:]:
        before = DAYS.index(target) - 1
        assert overall.limited_by == tuple(item for item, days in daily.items() if days[before].fails)
    elif target == ASSESSMENT:
        assert overall.limited_by == ()
    if earliest in DAYS:
        start = DAYS.index(earliest)
        end = next((DAYS[n - 1] for n in range(start, HORIZON) if not eligible[n]), None)
        assert (overall.eligible_until if overall.eligible_until in DAYS[:-1] else None) == end
