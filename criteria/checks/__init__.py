"""Data-quality checks: what in a record contradicts itself, cannot be, or needs another look. Nothing is changed.

`find` is a function of its arguments alone. A finding of severity "block" names in `blocks` what no rule may use.
"""

from criteria.checks.application import (
    ConsentVersion,
    GivenJudgement,
    find_changes_since_signing,
    find_consent_version,
    find_judgements,
    find_same_person,
    find_unanswered_at_signing,
)
from criteria.checks.case import build_case
from criteria.checks.finding import Finding, Severity
from criteria.checks.order import check_date_text
from criteria.checks.registry import CHECKS, Check
from criteria.dates import Dates
from criteria.record import PatientRecord

__all__ = [
    "CHECKS",
    "Check",
    "ConsentVersion",
    "Finding",
    "GivenJudgement",
    "Severity",
    "check_date_text",
    "find",
    "find_changes_since_signing",
    "find_consent_version",
    "find_judgements",
    "find_same_person",
    "find_unanswered_at_signing",
]

_FINDERS = tuple(check.find for check in CHECKS.values() if check.find is not None)


def find(
    record: PatientRecord, dates: Dates, *, age_of_majority: int = 18, result_max_age_days: int = 7
) -> tuple[Finding, ...]:
    """Every finding about the record on these dates, in the order Q01 to Q48 and then of the record.

    `age_of_majority` in years (B24), `result_max_age_days` in days before the planned first dose (B18).
    """
    case = build_case(record, dates, age_of_majority, result_max_age_days)
    return tuple(finding for find_in in _FINDERS for finding in find_in(case))
