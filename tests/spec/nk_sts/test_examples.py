"""The four whole records of examples.yaml: overall verdict, earliest dates, every item, every flip."""

from datetime import date, timedelta

import pytest

from criteria import evaluate_document

from .support import ITEMS, PASSES, examples

EXAMPLES = {record["id"]: record for record in examples()}
THREE_YEARS = timedelta(days=3 * 365)


def evaluated(record):
    return evaluate_document({key: value for key, value in record.items() if key != "expected"})


@pytest.fixture(params=EXAMPLES, scope="module")
def example(request):
    record = EXAMPLES[request.param]
    return record, evaluated(record)


def test_overall(example):
    record, result = example
    overall = result["overall"]
    assert {key: overall[key] for key in record["expected"]["overall"]} == record["expected"]["overall"]


def test_items_that_do_not_simply_pass(example):
    record, result = example
    found = {item["id"]: item["verdict"] for item in result["criteria"] if item["verdict"] not in PASSES}
    assert found == record["expected"]["not_simply_passing"]


def test_items_that_pass_say_so_in_the_words_of_their_kind(example):
    _, result = example
    words = {(item["kind"], item["verdict"]) for item in result["criteria"] if item["verdict"] in PASSES}
    assert words == {("inclusion", "MET"), ("exclusion", "ABSENT")}


def test_flips_within_three_years(example):
    record, result = example
    horizon = date.fromisoformat(record["assessment_date"]) + THREE_YEARS
    found = {
        item["id"]: {"on": item["flips_on"], "to": item["flips_to"]}
        for item in result["criteria"]
        if item["flips_on"] is not None and date.fromisoformat(item["flips_on"]) <= horizon
    }
    assert found == record["expected"]["flips"]


def test_all_42_in_order(example):
    _, result = example
    assert tuple(item["id"] for item in result["criteria"]) == ITEMS


def test_dates_are_repeated(example):
    record, result = example
    assert result["assessment_date"] == record["assessment_date"]
    assert result["enrolment_date"] == record["assessment_date"]
    assert result["planned_first_dose_date"] == record["planned_first_dose_date"]


def test_there_are_four():
    assert list(EXAMPLES) == ["EX1", "EX2", "EX3", "EX4"]
