"""A rule that cannot be computed never passes, whatever was done to the facts it looks at.

Every fact of a record is destroyed in every way we could think of, one at a time, and all 42 items are judged. Either
the record is refused, or the item no longer passes, or the fact does not matter there. "Does not matter" is proved,
not listed: the item must pass for every value that the fact may truthfully have. `SAID` holds the few exceptions that
the decision tables state in words; a line of it that nothing needs any more fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria import (
    Criterion,
    Evidence,
    Overall,
    PatientRecord,
    RecordError,
    Verdict,
    assess,
    read_document,
    to_json,
    verdicts,
    vocabulary,
)
from criteria.evaluate import _MEANING
from criteria.nodes import Elapsed, Node, facts_of, walk
from tests.sizes import size

from .destroyed import (
    DATES,
    DESTROYED,
    FUTURE,
    MALFORMED,
    PARTIAL,
    PARTIAL_BIRTHS,
    PROTOCOL,
    RECORDS,
    STALE,
    Document,
    Judged,
    Path,
    admissible,
    at,
    changed,
    days_inside,
    judge,
    leaves,
    pattern_of,
    places,
)
from .strategies import documents

PLACES = places()

# What counts only if it was found in the screening period (G8, B04, B18).
MUST_BE_RECENT = {"labs[].date", "performance.date", "virology.date"}

# (item, fact, what was done) -> the sentence of the decision tables that lets the item pass.
SAID = {
    ("I01", "icf.withdrawn", "missing"): "I01: consent stands until a withdrawal is recorded",
    (
        "I07",
        "chemo[].nitrosourea",
        "missing",
    ): "I07: nitrosourea ever = no decides; a drug marked yes overrides it (Q29)",
    ("I05", "estimated_survival_weeks", "huge"): "I05: at least 12 weeks, no upper end",
    ("E23", "virology.hbv_dna_upper_limit", "huge"): "B45: the laboratory's limit as entered",
    ("I12c", "labs[].value", "zero"): "I12c: at most 1.5 x ULN; Q20 names a lower end for umol/L only",
    ("I12e", "labs[].value", "zero"): "I12e: at most the limit; Q21 names no lower end that blocks",
    ("E04", "labs[].value", "zero"): "E04: PT at most ULN + 4 s; Q22 names no lower end for PT",
    ("E11", "urine_protein_24h.value", "zero"): "E11: below 1.0 g",
    ("E23", "virology.hbv_dna", "zero"): "E23: at most the limit",
    ("I06", "chemo_acute_toxicities[].current_grade", "zero"): "I06: grade 0 is recovered",
    ("E02", "cardiac.max_ischaemia_grade_ever", "zero"): "E02: grade 0 is none",
    ("E20", "vaccines[].date", "future"): "E20: a vaccination planned between A and P counts when it happens",
}
# What a passing item never misses, and why.
NEVER_MISSED: dict[str, set[str]] = {
    "I01": {"icf.withdrawn", "icf.signed_date"},  # SAID; a date that is missing is I13's business
    "I03": {"performance.date"},  # "missing -> A"; one before the screening period contradicts the record
    "I06": {"chemo[]"},  # toxicities that were reviewed decide alone
    "I07": {"chemo[].nitrosourea"},  # SAID
    "I13": {"assent.applicable"},  # an assent that was obtained decides alone
    "E06": {"known_bleeding_or_thrombotic_tendency[].kind"},  # no entry passes
    "E23": {"virology.date"},  # as above
    "E24": {"allogeneic_transplants[].kind"},  # no entry passes
}
needed: set[tuple[str, str, str]] = set()


def is_partial(value: Any) -> bool:
    return value in PARTIAL or value in PARTIAL_BIRTHS


def done(value: Any) -> str:
    """What was done, in the words of SAID."""
    if value is None:
        return "missing"
    if value in FUTURE:
        return "future"
    if is_partial(value):
        return "partial"
    if value == 0 or (isinstance(value, str) and value.lstrip("0.") in {"", "1"}):
        return "zero"
    return "huge" if isinstance(value, str) and value.startswith("99") else "spoilt"


def judged_or_refused(facts: Document) -> Judged | None:
    try:
        return judge(facts)
    except RecordError:
        return None


def alternatives(facts: Document, path: Path, value: Any) -> Iterator[Document]:
    """What the record may truly be, now that this fact says `value`."""
    info = vocabulary()[pattern_of(path)]
    if is_partial(value):
        yield from (changed(facts, path, day) for day in days_inside(value))
    elif info.path == "screening_start" and value is None:
        yield changed(
            facts, path, facts.get("icf", {}).get("signed_date")
        )  # what stands in for it, by the record format
    elif info.path == "labs[].test":
        rows = at(facts, path[:1])
        yield changed(
            facts, path[:1], [row for number, row in enumerate(rows) if number != path[1]]
        )  # no result at all
    else:
        yield from (changed(facts, path, truth) for truth in admissible(facts, path))


def pass_always(possible: Iterable[Judged | None], unblemished: frozenset[str]) -> frozenset[str]:
    """The items that pass on every one of these records that does not contradict itself; on every one, if all do."""
    judged = [each for each in possible if each is not None]
    consistent = [each for each in judged if not each.blocked - unblemished]
    return frozenset.intersection(*(each.passing for each in consistent or judged))


def suspects(facts: Document, path: Path, values: Iterable[Any]) -> Iterator[tuple[str, str, str]]:
    """(item, fact, what was done) where an item passes on a fact with which it would not always pass."""
    unblemished = judge(changed(facts, path, None)).blocked
    known: dict[Any, frozenset[str]] = {}
    for value in values:
        after = judged_or_refused(changed(facts, path, value))
        if after is None:
            continue
        kind = value if is_partial(value) else "" if value is not None else None
        if kind not in known:
            known[kind] = pass_always(map(judged_or_refused, alternatives(facts, path, value)), unblemished)
        for item in sorted(after.passing - known[kind]):
            yield item, pattern_of(path), done(value)


def fails_open(facts: Document, path: Path, values: Iterable[Any]) -> list[tuple[str, str, str]]:
    """The suspects that the decision tables do not excuse."""
    found = set(suspects(facts, path, values))
    needed.update(found & SAID.keys())
    return sorted(found - SAID.keys())


def without_nothing(value: Any) -> Any:
    """The generated facts without the keys that say nothing, with the public names of classes."""
    if isinstance(value, dict):
        return {key.rstrip("_"): without_nothing(inner) for key, inner in value.items() if inner is not None}
    return [without_nothing(inner) for inner in value] if isinstance(value, list) else value


def ways_to_destroy(path: Path) -> tuple[Any, ...]:
    info = vocabulary()[pattern_of(path)]
    if info.path == "birth_date":
        return (None, *FUTURE, *PARTIAL_BIRTHS)
    stale = STALE if info.path in MUST_BE_RECENT else ()
    return (*DESTROYED.get(info.kind, (None,)), *stale)


def words(place: tuple[str, Path]) -> str:
    return ".".join(str(step) for step in (place[0], *place[1]))


@pytest.mark.parametrize("place", PLACES, ids=words)
def test_no_item_passes_on_a_fact_that_was_destroyed_unless_it_would_pass_on_any(place):
    name, path = place
    assert fails_open(RECORDS[name], path, ways_to_destroy(path)) == []


@pytest.mark.parametrize("place", PLACES, ids=words)
def test_what_is_not_in_the_public_format_is_refused_before_any_rule_sees_it(place):
    name, path = place
    for value in MALFORMED[vocabulary()[pattern_of(path)].kind]:
        with pytest.raises(RecordError):
            judge(changed(RECORDS[name], path, value))


# --- the oracle itself ------------------------------------------------------------------------------------------------


def named_by(item: str) -> set[str]:
    """The facts that an item's rule looks at; for a result of the laboratory its value, unit, date and upper limit."""
    tests = {"I12a": "", "I12b": "", "I12c": "uln", "I12d": "uln", "I12e": "uln", "E04": "uln"}
    rule, found = PROTOCOL[item].rule, set()
    for node in walk(rule):
        found |= set(facts_of(node))
    if "labs[]" in found:
        found |= {"labs[].value", "labs[].unit", "labs[].date", "labs[].test"} | (
            {"labs[].uln"} if tests[item] else set()
        )
    return found


def open_without(item: str) -> set[str]:
    """The facts without which this item, which passes on some record, passes no longer."""
    return {
        pattern_of(path)
        for name, path in PLACES
        if item in passing_on(name) and item not in passing_without(name, path)
    }


@cache
def passing_on(name: str) -> frozenset[str]:
    return judge(RECORDS[name]).passing


@cache
def passing_without(name: str, path: Path) -> frozenset[str]:
    return judge(changed(RECORDS[name], path, None)).passing


@pytest.mark.parametrize("item", [criterion.id for criterion in PROTOCOL.criteria])
def test_every_fact_that_an_items_rule_names_can_take_the_pass_away_by_being_missing(item):
    """So the test above destroys what matters: a fact that could vanish from every record unnoticed would show here."""
    assert named_by(item) - open_without(item) == NEVER_MISSED.get(item, set())


def test_every_exception_is_still_needed():
    """All places once more, for the exceptions alone: a sentence that excuses nothing is a hole for tomorrow."""
    for name, path in PLACES:
        ways = {way for _, fact, way in SAID.keys() - needed if fact == pattern_of(path)}
        fails_open(RECORDS[name], path, [value for value in ways_to_destroy(path) if done(value) in ways])
    assert sorted(SAID.keys() - needed) == []


# --- records that nobody wrote ----------------------------------------------------------------------------------------


@settings(max_examples=size(full=2000, quick=40), deadline=None)
@given(document=documents(), data=st.data())
def test_on_a_generated_record_no_item_passes_on_a_fact_that_was_destroyed(document, data):
    facts = without_nothing(document["facts"])
    path = data.draw(st.sampled_from(sorted(leaves(facts), key=repr)))
    values = [data.draw(st.sampled_from(ways_to_destroy(path)))]
    assert fails_open(facts, path, values) == []


# --- errors in the program itself -------------------------------------------------------------------------------------

KINDS_OF_NODE = sorted({type(node) for criterion in PROTOCOL.criteria for node in walk(criterion.rule)}, key=str)


ENGINE = import_module("criteria.assess")  # the package's own name of that is the function


class Breakdown(Exception):
    """Whatever may go wrong inside a rule."""


def breaks(*_arguments: Any) -> Any:
    raise Breakdown


@pytest.mark.parametrize("kind", KINDS_OF_NODE, ids=lambda kind: kind.__name__)
def test_an_item_whose_rule_breaks_down_is_open_and_the_others_are_judged_as_ever(kind, monkeypatch):
    record = PatientRecord.from_json(RECORDS["history"])
    before = assess(PROTOCOL, record, DATES)
    # A branch that is not taken cannot break, so the items are told by the evidence of the day and of the days ahead.
    monkeypatch.setitem(_MEANING, kind, breaks)
    after = assess(PROTOCOL, record, DATES)
    today = verdicts(PROTOCOL, record, DATES)

    broken = {result.id for result in after.criteria if result.failure}
    assert broken
    assert broken <= {one.id for one in PROTOCOL.criteria if any(isinstance(node, kind) for node in every_rule(one))}
    for was, now in zip(before.criteria, after.criteria, strict=True):
        assert now.verdict is (Verdict.UNKNOWN if now.id in broken else was.verdict)
        assert today[now.id][0] in {now.verdict, was.verdict}
        assert not (today[now.id][0].passes and uses(kind, was.evidence))
    assert after.overall.verdict is Overall.PENDING
    assert after.overall.earliest_eligible_date is None
    assert {result.failure for result in after.criteria} == {"", "Breakdown"}


def every_rule(criterion: Criterion) -> Iterator[Node]:
    for rule in (criterion.rule, *(other.rule for other in criterion.other_readings)):
        yield from walk(rule)


def uses(kind: type[Node], evidence: Evidence) -> bool:
    return isinstance(evidence.node, kind) or any(uses(kind, child) for child in evidence.children)


def test_without_the_data_checks_no_item_is_judged(monkeypatch):
    """They say which values no rule may use; a record of which that is not known lets nobody in."""
    monkeypatch.setattr(ENGINE, "find", breaks)
    record = PatientRecord.from_json(RECORDS["example"])
    after = assess(PROTOCOL, record, DATES)
    assert {result.verdict for result in after.criteria} == {Verdict.UNKNOWN}
    assert {verdict for verdict, _ in verdicts(PROTOCOL, record, DATES).values()} == {Verdict.UNKNOWN}
    assert (after.overall.verdict, after.overall.earliest_eligible_date) == (Overall.PENDING, None)


def test_an_item_that_cannot_be_looked_ahead_for_is_open(monkeypatch):
    monkeypatch.setattr(ENGINE, "turning_days", breaks)
    after = assess(PROTOCOL, PatientRecord.from_json(RECORDS["example"]), DATES)
    assert {result.id for result in after.criteria if result.failure} == {
        one.id for one in PROTOCOL.criteria if one.depends_on_the_day
    }
    assert (after.overall.verdict, after.overall.earliest_eligible_date) == (Overall.PENDING, None)


def test_the_public_result_says_so_in_both_languages_and_names_no_value(monkeypatch):
    monkeypatch.setitem(_MEANING, Elapsed, breaks)
    result = to_json(assess(PROTOCOL, PatientRecord.from_json(RECORDS["example"]), DATES))
    item = next(each for each in result["criteria"] if each["id"] == "I07")
    assert (item["verdict"], item["missing"], item["evidence"]) == ("UNKNOWN", [], [])
    assert "could not work this item out" in item["reason"]
    assert "程序未能判定本条" in item["reason_zh"]


@settings(max_examples=size(full=5000, quick=60), deadline=None)
@given(document=documents())
def test_the_program_does_not_break_down_on_any_generated_record(document):
    """An open item must not hide an error of our own."""
    record, dates = read_document(document)
    assert [result.failure for result in assess(PROTOCOL, record, dates).criteria if result.failure] == []
