"""The public JSON: one input document in, one result document out (record format)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from criteria.assess import Assessment, CriterionResult, assess
from criteria.dates import Dates
from criteria.errors import RecordError
from criteria.explain import reason, rows
from criteria.intervals import parse_date
from criteria.protocol import Protocol
from criteria.protocols import load_protocol
from criteria.record import PatientRecord

DATE_KEYS = ("assessment_date", "enrolment_date", "planned_first_dose_date")
# `expected` is what a file of examples says an evaluation must give; it is not looked at.
INPUT_KEYS = frozenset({"id", "title", "facts", "expected", *DATE_KEYS})


def evaluate_document(document: Mapping[str, Any], protocol: Protocol | None = None) -> dict[str, Any]:
    """Judge one input document. Raises RecordError naming path, value and what is allowed."""
    record, dates = read_document(document)
    result = to_json(assess(protocol or load_protocol(), record, dates))
    carried = {key: document[key] for key in ("id", "title") if document.get(key) is not None}
    return carried | result


def read_document(document: Mapping[str, Any]) -> tuple[PatientRecord, Dates]:
    if not isinstance(document, Mapping):
        raise RecordError("a record is an object with the keys assessment_date and facts")
    for key in document:
        if key not in INPUT_KEYS:
            raise RecordError(f"{key}: unknown key; allowed: {', '.join(sorted(INPUT_KEYS))}")
    facts = document.get("facts")
    if not isinstance(facts, Mapping):
        raise RecordError("facts: required, an object with the recorded facts")
    assessment, enrolment, first_dose = (_day(document, key) for key in DATE_KEYS)
    if assessment is None:
        raise RecordError("assessment_date: required, such as 2026-03-14")
    return PatientRecord.from_json(facts), Dates(assessment, enrolment, first_dose)


def _day(document: Mapping[str, Any], key: str) -> date | None:
    value = document.get(key)
    if value is None:
        return None
    try:
        interval = parse_date(value)
    except ValueError as error:
        raise RecordError(f"{key}: {value!r}: {error}") from None
    if not interval.is_exact:
        raise RecordError(f"{key}: {value!r}: the exact day is needed here, as YYYY-MM-DD")
    return interval.first


def to_json(assessment: Assessment) -> dict[str, Any]:
    """The result document: exactly the scored items, in protocol order, with their evidence in both languages."""
    dates, overall = assessment.dates, assessment.overall
    return {
        "protocol": {
            "slug": assessment.protocol.slug,
            "version": assessment.protocol.version,
            "digest": assessment.protocol.digest,
        },
        "assessment_date": _iso(dates.assessment),
        "enrolment_date": _iso(dates.enrolment or dates.assessment),
        "enrolment_is_provisional": dates.enrolment is None,
        "planned_first_dose_date": _iso(dates.first_dose),
        "overall": {
            "verdict": overall.verdict.value,
            "earliest_eligible_date": _iso(overall.earliest_eligible_date),
            "earliest_eligible_date_if_resolved": _iso(overall.earliest_eligible_date_if_resolved),
            "limited_by": list(overall.limited_by),
            "eligible_until": _iso(overall.eligible_until),
        },
        "criteria": [_criterion_json(result, assessment) for result in assessment.criteria],
        "findings": [
            {
                "check": finding.check,
                "severity": finding.severity,
                "message": finding.message.en,
                "message_zh": finding.message.zh,
                "facts": list(finding.facts),
            }
            for finding in assessment.findings
        ],
    }


def _criterion_json(result: CriterionResult, assessment: Assessment) -> dict[str, Any]:
    criterion, record, dates = result.criterion, assessment.record, assessment.dates
    why = reason(criterion, result.verdict, result.evidence, record, dates, (result.flips_on, result.flips_to))
    query = result.query
    return {
        "id": criterion.id,
        "kind": criterion.kind.value,
        "verdict": result.verdict.value,
        "applicable": result.applicable,
        "text": criterion.text.en,
        "text_zh": criterion.text.zh,
        "reading": None if criterion.reading is None else criterion.reading.en,
        "reading_zh": None if criterion.reading is None else criterion.reading.zh,
        "reading_dependent": result.reading_dependent,
        "other_readings": [
            {
                "code": other.reading.code,
                "reading": other.reading.text.en,
                "reading_zh": other.reading.text.zh,
                "verdict": other.verdict.value,
            }
            for other in result.other_readings
        ],
        "query": None if query is None else query.en,
        "query_zh": None if query is None else query.zh,
        "flips_on": _iso(result.flips_on),
        "flips_to": None if result.flips_to is None else result.flips_to.value,
        "evidence": [
            {
                "fact": row.fact,
                "value": row.value.en,
                "required": row.required.en,
                "observed": row.observed.en,
                "truth": row.truth.name,
            }
            for row in rows(criterion, result.evidence, record, dates)
        ],
        "missing": list(result.missing),
        "reason": why.en,
        "reason_zh": why.zh,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
