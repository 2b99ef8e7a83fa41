"""What the rules say about a screening on a day, and the summary of it that lists show."""

import json
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import criteria
from criteria import Assessment, PatientRecord, Protocol
from criteria.dates import Dates
from criteria.record import vocabulary
from criteria.truth import Verdict
from screening.facts import Facts, facts_of, pattern_of, record_of
from screening.models import Judgement, OverallWord, Screening

_log = logging.getLogger(__name__)

Word = Literal["pass", "fail", "notyet", "missing", "judge", "na"]
WORDS: tuple[Word, ...] = ("pass", "fail", "notyet", "missing", "judge", "na")


@lru_cache(maxsize=16)
def protocol(spec: str | None = None) -> Protocol:
    """A protocol by "slug@version"; the newest where nothing is named."""
    return criteria.load_protocol(spec)


def protocol_of(screening: Screening) -> Protocol:
    return protocol(screening.protocol_spec)


def assess(
    screening: Screening,
    *,
    today: date,
    enrolment: date | None = None,
    judgements: Iterable[Judgement] | None = None,
) -> Assessment:
    """The verdicts on this day. Without `judgements` they are fetched (one query)."""
    dates = Dates(assessment=today, enrolment=enrolment, first_dose=screening.planned_first_dose)
    return _assess(screening, facts_of(screening, judgements), dates)


def assessed(
    screening: Screening, *, today: date, enrolment: date | None = None, judgements: Iterable[Judgement] | None = None
) -> Assessment:
    """The same for a page that shows it: not worked out again while nothing that it depends on has changed."""
    dates = Dates(assessment=today, enrolment=enrolment, first_dose=screening.planned_first_dose)
    facts = facts_of(screening, judgements)
    return _remembered.get(_input(screening, facts, dates)) or _assess(screening, facts, dates)


def _assess(screening: Screening, facts: Facts, dates: Dates) -> Assessment:
    made = criteria.assess(protocol_of(screening), PatientRecord.from_json(facts), dates)
    for result in made.criteria:
        if result.failure:
            _log.error("%s: %s could not be computed and stays open (%s)", screening.number, result.id, result.failure)
    if is_computed(made):
        _remember(_input(screening, facts, dates), made)
    return made


# Per process, bounded. The key is everything that went in, not a digest of it: no verdict is ever shown for other facts.
Input = tuple[str, str, Dates]
_remembered: dict[Input, Assessment] = {}
_MOST_REMEMBERED = 100


def _input(screening: Screening, facts: Facts, dates: Dates) -> Input:
    return protocol_of(screening).digest, json.dumps(facts, sort_keys=True), dates


def _remember(key: Input, made: Assessment) -> None:
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[key] = made


def is_computed(assessment: Assessment) -> bool:
    """False where an error in the program left an item open: such a result may be shown, and decides nothing."""
    return not any(result.failure for result in assessment.criteria)


def record_json(screening: Screening) -> dict[str, Any]:
    """The public facts as a photograph holds them."""
    return record_of(screening).to_json()


def word_of(result: criteria.CriterionResult) -> Word:
    """One criterion in the word of the screens, from the participant's side: does this line block enrolment?"""
    if result.verdict.passes:
        return "pass" if result.applicable else "na"
    if result.verdict.fails:
        clears = result.flips_on is not None and result.flips_to is not None and Verdict(result.flips_to).passes
        return "notyet" if clears else "fail"
    return "judge" if result.verdict is Verdict.JUDGEMENT else "missing"


_FIRST_THAT_APPLIES: tuple[tuple[Word, OverallWord], ...] = (
    ("fail", OverallWord.FAIL),
    ("missing", OverallWord.MISSING),
    ("judge", OverallWord.JUDGE),
    ("notyet", OverallWord.NOT_YET),
)


def overall_word(counts: dict[str, int]) -> OverallWord:
    return next((overall for word, overall in _FIRST_THAT_APPLIES if counts.get(word)), OverallWord.ELIGIBLE)


def counts_of(assessment: Assessment) -> dict[str, int]:
    """How many of the 42 items have each word; every word is there."""
    counted = Counter(word_of(result) for result in assessment.criteria)
    return {word: counted[word] for word in WORDS}


def missing_paths(assessment: Assessment) -> list[str]:
    """The public paths that items without data ask for, in protocol order, each once; judgements are not data."""
    paths = (
        path
        for result in assessment.criteria
        if word_of(result) == "missing"
        for path in result.missing
        if not _is_judgement(path)
    )
    return list(dict.fromkeys(paths))


def _is_judgement(path: str) -> bool:
    info = vocabulary().get(pattern_of(path))
    return info is not None and info.judgement


def section_of(path: str) -> str:
    """The form's section in which a public path is entered; empty for one that the vocabulary does not have."""
    pattern = pattern_of(path)
    info = vocabulary().get(pattern) or vocabulary().get(f"{pattern}[]")
    return "" if info is None else info.section


def summary_of(assessment: Assessment) -> dict[str, Any]:
    """The values of the verdict columns of a Screening."""
    overall, counts, missing = assessment.overall, counts_of(assessment), missing_paths(assessment)
    first = missing[0] if missing else ""
    earliest = overall.earliest_eligible_date or overall.earliest_eligible_date_if_resolved
    return {
        "verdict": overall_word(counts).value,
        "verdict_counts": counts,
        "earliest_date": earliest,
        "earliest_if_resolved": earliest is not None and overall.earliest_eligible_date is None,
        "eligible_until": overall.eligible_until,
        "limited_by": list(overall.limited_by),
        "failing": [result.id for result in assessment.criteria if result.verdict.fails],
        "missing_count": len(missing),
        "first_missing_path": first,
        "first_missing_section": section_of(first),
        "verdict_as_of": assessment.dates.assessment,
        "verdict_digest": assessment.protocol.digest,
    }


SUMMARY_COLUMNS = (
    "verdict",
    "verdict_counts",
    "earliest_date",
    "earliest_if_resolved",
    "eligible_until",
    "limited_by",
    "failing",
    "missing_count",
    "first_missing_path",
    "first_missing_section",
    "verdict_as_of",
    "verdict_digest",
)


def write_summary(screening: Screening, assessment: Assessment) -> None:
    """Set the columns on the object; the caller saves them."""
    for column, value in summary_of(assessment).items():
        setattr(screening, column, value)
