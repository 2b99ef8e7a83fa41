"""What holds for every check: the 48 codes, the severities they declare, and findings a rule and a person can use."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.checks import CHECKS, Finding, find
from criteria.checks.finding import name_of
from criteria.dates import Dates
from criteria.record import PatientRecord, vocabulary
from tests.unit.checks.patients import DATES, example, facts_with
from tests.unit.checks.test_find import ROWS

NOT_OF_THE_RECORD = {"assessment_date", "enrolment_date", "planned_first_dose_date"}
ANCHORS = {"@N", "@P"}


def _all_findings() -> list[Finding]:
    return [finding for row in ROWS for finding in find(PatientRecord.from_json(facts_with(row.changes)), row.dates)]


def _is_declared(path: str) -> bool:
    declared = re.sub(r"\[\d+\]", "[]", path)
    return declared in vocabulary() or f"{declared}[]" in vocabulary()


def test_the_registry_holds_q01_to_q48_in_order() -> None:
    assert list(CHECKS) == [f"Q{number:02}" for number in range(1, 49)]
    assert [check.code for check in CHECKS.values()] == list(CHECKS)


def test_what_the_record_cannot_tell_has_no_finder() -> None:
    without = {code for code, check in CHECKS.items() if check.find is None}
    assert without == {"Q04", "Q09", "Q44", "Q45", "Q46"}
    assert without == {code for code, check in CHECKS.items() if check.source != "record"}


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.code)
def test_a_check_has_a_title_in_both_languages(check: Any) -> None:
    assert check.title.en.isascii()
    assert not check.title.zh.isascii()


def test_each_declared_severity_of_the_record_checks_occurs_and_no_other() -> None:
    seen: dict[str, set[str]] = {}
    for finding in _all_findings():
        seen.setdefault(finding.check, set()).add(finding.severity)
    assert seen == {code: set(check.severities) for code, check in CHECKS.items() if check.find is not None}


def test_only_blocking_findings_block_and_every_path_is_known() -> None:
    for finding in _all_findings():
        assert finding.severity == "block" or finding.blocks == ()
        assert finding.facts != ()
        assert all(path in NOT_OF_THE_RECORD or _is_declared(path) for path in finding.facts), finding
        assert all(path in ANCHORS or _is_declared(path) for path in finding.blocks), finding


def test_every_message_is_one_sentence_in_each_language() -> None:
    for finding in _all_findings():
        assert finding.message.en.endswith((".", "?")), finding
        assert finding.message.zh.endswith("。"), finding
        assert "None" not in finding.message.en + finding.message.zh, finding


def test_a_clean_record_gives_neither_block_nor_warning() -> None:
    found = find(PatientRecord.from_json(example("EX1")["facts"]), DATES)
    assert [(finding.check, finding.severity) for finding in found] == [("Q25", "info")]


def test_an_empty_record_gives_nothing() -> None:
    assert find(PatientRecord(), Dates(date(2026, 5, 20))) == ()


def test_findings_stand_in_the_order_of_the_checks_and_are_the_same_each_time() -> None:
    changes = {"birth_date": "2008-05-22", "labs[0].value": "101", "poor_compliance": True, "weight_kg": "3"}
    record = PatientRecord.from_json(facts_with(changes))
    found = find(record, DATES)
    assert [finding.check for finding in found] == ["Q08", "Q17", "Q25", "Q27", "Q28", "Q43"]
    assert find(record, DATES) == found


def test_the_settings_move_the_limits() -> None:
    record = PatientRecord.from_json(facts_with({"birth_date": "2010-05-21"}))
    codes = {finding.check for finding in find(record, DATES, age_of_majority=16, result_max_age_days=3)}
    assert {"Q08", "Q11"} <= codes
    assert not {"Q08", "Q11"} & {finding.check for finding in find(record, DATES)}


def test_a_finding_names_the_field_the_value_and_the_next_step() -> None:
    record = PatientRecord.from_json(facts_with({"cardiac.lvef_percent": "0.55"}))
    (finding,) = (finding for finding in find(record, DATES) if finding.facts == ("cardiac.lvef_percent",))
    assert finding.message.en == (
        "Heart, Left ventricular ejection fraction (LVEF): 0.55 % is outside the possible range. A fraction? Enter per cent (55 %)."
    )
    assert finding.message.zh == "心脏，左室射血分数（LVEF）：0.55 %超出可能范围。是否为小数？请按百分数录入（55%）。"


def test_a_list_item_is_named_by_its_place() -> None:
    assert name_of("chemo[1].last_dose").en == "Chemotherapy 2, Last dose"
    assert name_of("infection.therapy[0].end_date").zh == "感染，抗微生物治疗 1，结束日期"


# --- any record -------------------------------------------------------------------------------------------------------

_DATES_AS_GIVEN = st.one_of(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str), st.sampled_from(["2026", "2026-05", "2014-09", "2200-12"])
)
_QUANTITIES = st.one_of(
    st.decimals(Decimal(0), Decimal(10) ** 9, allow_nan=False).map(lambda number: format(number, "f")[:30]),
    st.sampled_from(["0", "<0.001", ">500", "≤1.5", "≥1.0", "1,500", "9" * 39]),
)


def _value(path: str) -> st.SearchStrategy[Any]:
    info = vocabulary()[path]
    match info.kind:
        case "yes_no":
            return st.booleans()
        case "date":
            return _DATES_AS_GIVEN | st.just(info.special) if info.special else _DATES_AS_GIVEN
        case "decimal":
            return _QUANTITIES
        case "integer":
            return st.integers(info.minimum or 0, info.maximum or 9)
        case "choice":
            return st.sampled_from(info.choices)
        case "choices":
            return st.lists(st.sampled_from(info.choices), max_size=2)
        case _:
            return st.sampled_from(["", "carmustine", "PEG-rhG-CSF", "MMR", "heparin", "10^9/L", "mg/dL", "肝素"])


def _group(prefix: str) -> st.SearchStrategy[dict[str, Any]]:
    children = [path for path in vocabulary() if _parent(path) == prefix.removesuffix(".")]
    keys = {path.rpartition(".")[2].removesuffix("[]"): st.none() | _any(path) for path in children}
    return st.fixed_dictionaries({}, optional=keys)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _any(path: str) -> st.SearchStrategy[Any]:
    kind = vocabulary()[path].kind
    has_parts = any(_parent(other) == path for other in vocabulary())
    if kind == "list":
        return st.lists(_group(path) if has_parts else st.just("hypertension"), max_size=3)
    return _group(path) if kind == "group" else _value(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(facts=_group(""), first_dose=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_whatever_is_recorded_the_checks_answer(facts: dict[str, Any], first_dose: date | None) -> None:
    record = PatientRecord.from_json(facts)
    for finding in find(record, Dates(date(2026, 5, 20), None, first_dose)):
        assert finding.severity in CHECKS[finding.check].severities
        assert finding.severity == "block" or finding.blocks == ()
