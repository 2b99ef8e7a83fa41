"""What is true of a patient: may this person enter the trial, and why.

>>> from datetime import date
>>> from criteria import Dates, PatientRecord, assess, load_protocol
>>> record = PatientRecord.from_json({"birth_date": "2012-05-05"})
>>> assess(load_protocol(), record, Dates(date(2026, 3, 14)))["I02"].verdict
<Verdict.MET: 'MET'>
"""

from criteria.assess import Assessment, CriterionResult, OverallResult, assess, verdicts
from criteria.dates import Dates
from criteria.document import evaluate_document, read_document, to_json
from criteria.errors import CriteriaError, RecordError, RuleError
from criteria.evaluate import ENGINE_VERSION
from criteria.explain import reason, rows
from criteria.naming import label_of
from criteria.protocol import Criterion, Parameters, Protocol
from criteria.protocols import load_protocol
from criteria.record import PatientRecord, vocabulary
from criteria.situation import Evidence
from criteria.text import Text
from criteria.truth import Kind, Overall, Truth, Verdict

__all__ = [
    "ENGINE_VERSION",
    "Assessment",
    "CriteriaError",
    "Criterion",
    "CriterionResult",
    "Dates",
    "Evidence",
    "Kind",
    "Overall",
    "OverallResult",
    "Parameters",
    "PatientRecord",
    "Protocol",
    "RecordError",
    "RuleError",
    "Text",
    "Truth",
    "Verdict",
    "assess",
    "evaluate_document",
    "label_of",
    "load_protocol",
    "read_document",
    "reason",
    "rows",
    "to_json",
    "verdicts",
    "vocabulary",
]
