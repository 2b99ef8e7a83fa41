"""No verdict without its evidence: every answer of a tree follows from the answers below it."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given

from criteria import Evidence, load_protocol, read_document, verdicts
from criteria.evaluate import follows_from
from criteria.truth import Truth

from .strategies import documents

PROTOCOL = load_protocol()


def trees(document: dict[str, Any]) -> list[Evidence]:
    record, dates = read_document(document)
    return [evidence for _, evidence in verdicts(PROTOCOL, record, dates).values()]


def walk(evidence: Evidence) -> list[Evidence]:
    return [evidence, *(below for child in evidence.children for below in walk(child))]


@given(document=documents())
def test_every_answer_follows_from_the_answers_below_it(document):
    wrong = [
        (one.node.node, one.truth.name)
        for tree in trees(document)
        for one in walk(tree)
        if follows_from(one) not in (None, one.truth)
    ]
    assert wrong == []


@given(document=documents())
def test_an_answer_that_is_known_asks_for_nothing(document):
    asking = [
        one.missing for tree in trees(document) for one in walk(tree) if one.truth is not Truth.UNKNOWN and one.missing
    ]
    assert asking == []


@given(document=documents())
def test_every_leaf_that_is_open_says_why(document):
    """A fact is missing, a question is asked, or a finding forbids what is recorded or the day it is counted from."""
    silent = [
        one.node.node
        for tree in trees(document)
        for one in walk(tree)
        if one.truth is Truth.UNKNOWN
        and not one.children
        and not one.missing
        and one.node.node not in ("open", "elapsed", "age")
    ]
    assert silent == []


def test_the_record_with_nothing_in_it_names_facts_for_every_item_that_asks_for_facts():
    empty = {"assessment_date": date(2026, 5, 20), "facts": {}}
    record, dates = read_document(empty)
    silent = [item for item, (_, evidence) in verdicts(PROTOCOL, record, dates).items() if not evidence.missing]
    assert silent == []
