"""Laws that hold for every record, whatever is in it."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from criteria import evaluate_document

from .strategies import ASSESSMENT, FACTS, Document, Path, blanked, documents, maybe, text_of

settings.register_profile(
    "ci", max_examples=35, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), print_blob=True
)
settings.load_profile("ci")

PASSES = {"MET", "ABSENT"}
FAILS = {"NOT_MET", "PRESENT"}
OPEN = {"UNKNOWN", "JUDGEMENT"}

# Facts whose absence has a meaning of its own, stated by the record format: not withdrawn, consent starts the
# screening, the score is as old as the assessment, the serology belongs to the screening.
HAVE_A_DEFAULT = frozenset({"icf.withdrawn", "screening_start", "performance.date", "virology.date"})
CONTRADICTIONS = {"Q29", "Q33"}


def verdicts(result: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["verdict"] for item in result["criteria"]}


def alarms(result: dict[str, Any]) -> set[tuple[str, tuple[str, ...]]]:
    """The findings that make an item unusable, or that set one fact aside for another."""
    return {
        (finding["check"], tuple(finding["facts"]))
        for finding in result["findings"]
        if finding["severity"] == "block" or finding["check"] in CONTRADICTIONS
    }


def before_and_after(case: tuple[Document, Document, list[Path]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both results, where learning the facts has not raised an alarm."""
    before, after, _ = case
    known, learnt = evaluate_document(before), evaluate_document(after)
    assume(alarms(learnt) <= alarms(known))
    return known, learnt


@given(blank=st.fixed_dictionaries({}, optional={name: st.none() for name in FACTS}), planned=st.booleans())
def test_an_empty_record_is_pending_and_no_item_passes(blank, planned):
    document = {"assessment_date": ASSESSMENT.isoformat(), "facts": blank}
    if planned:
        document["planned_first_dose_date"] = ASSESSMENT.isoformat()
    result = evaluate_document(document)
    assert result["overall"]["verdict"] == "PENDING"
    assert set(verdicts(result).values()) <= OPEN


@given(case=blanked(keep=HAVE_A_DEFAULT))
def test_learning_a_fact_never_turns_a_decided_item_into_the_opposite(case):
    known, learnt = before_and_after(case)
    was, now = verdicts(known), verdicts(learnt)
    turned = [item for item in was if {was[item], now[item]} in ({"MET", "NOT_MET"}, {"ABSENT", "PRESENT"})]
    assert turned == []


@given(case=blanked(keep=HAVE_A_DEFAULT))
def test_what_missing_does_not_name_changes_nothing(case):
    known, learnt = before_and_after(case)
    filled = [text_of(path) for path in case[2]]
    now = verdicts(learnt)
    changed = [
        (item["id"], item["verdict"], now[item["id"]], item["missing"])
        for item in known["criteria"]
        if item["verdict"] != now[item["id"]] and not _names_any(item["missing"], filled)
    ]
    assert changed == []


def _names_any(missing: list[str], filled: list[str]) -> bool:
    return any(_same_or_inside(fact, name) for fact in filled for name in missing)


def _same_or_inside(one: str, other: str) -> bool:
    return one == other or one.startswith((f"{other}.", f"{other}[")) or other.startswith((f"{one}.", f"{one}["))


@given(document=documents())
def test_a_decided_item_misses_nothing(document):
    decided = [item for item in evaluate_document(document)["criteria"] if item["verdict"] not in OPEN]
    assert [(item["id"], item["missing"]) for item in decided if item["missing"]] == []


@given(document=documents())
def test_the_overall_verdict_follows_from_the_items(document):
    result = evaluate_document(document)
    found = set(verdicts(result).values())
    expected = "NOT_ELIGIBLE" if found & FAILS else "PENDING" if found & OPEN else "ELIGIBLE"
    assert result["overall"]["verdict"] == expected


@given(document=documents())
def test_the_earliest_date_agrees_with_the_verdict(document):
    overall = evaluate_document(document)["overall"]
    today = ASSESSMENT.isoformat()
    if overall["verdict"] == "ELIGIBLE":
        assert overall["earliest_eligible_date"] == today
    elif overall["earliest_eligible_date"] is not None:
        assert overall["earliest_eligible_date"] > today
    if overall["verdict"] == "NOT_ELIGIBLE":
        assert overall["earliest_eligible_date_if_resolved"] != today


@given(document=documents())
def test_a_flip_lies_ahead_and_changes_the_verdict(document):
    for item in evaluate_document(document)["criteria"]:
        assert (item["flips_on"] is None) is (item["flips_to"] is None)
        if item["flips_on"] is not None:
            assert item["flips_on"] > ASSESSMENT.isoformat()
            assert item["flips_to"] != item["verdict"]


@given(data=st.data(), document=documents())
def test_the_order_of_entries_does_not_matter(data, document):
    shuffled = copy.deepcopy(document)
    for name, value in shuffled["facts"].items():
        if isinstance(value, list):
            shuffled["facts"][name] = data.draw(st.permutations(value))
    assert verdicts(evaluate_document(shuffled)) == verdicts(evaluate_document(document))


@given(document=documents())
def test_the_same_record_gives_the_same_answer_and_is_left_alone(document):
    sent = copy.deepcopy(document)
    assert evaluate_document(document) == evaluate_document(document)
    assert document == sent


@given(first=maybe(st.booleans()))
def test_a_gap_may_be_written_as_null_or_left_out(first):
    with_null = {"assessment_date": ASSESSMENT.isoformat(), "facts": {"il2_contraindication": first, "sct": None}}
    left_out = copy.deepcopy(with_null)
    del left_out["facts"]["sct"]
    if first is None:
        del left_out["facts"]["il2_contraindication"]
    assert evaluate_document(with_null) == evaluate_document(left_out)
