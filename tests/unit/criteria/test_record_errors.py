"""A record that is not in the public format: the path, the value and what is allowed, in one sentence."""

from decimal import Decimal

import pytest

from criteria import PatientRecord, RecordError

DEEP: list[object] = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"icf": {"sgned": 1}}, "facts.icf.sgned: unknown key; allowed: signed, signed_date, signer, withdrawn"),
        (
            {"chemo": [{}, {"drug": 1}]},
            "facts.chemo[1].drug: unknown key; allowed: agent, myelosuppressive, nitrosourea, last_dose",
        ),
        ({"sex": "x"}, "facts.sex: 'x' is not allowed; allowed: 'female' or 'male'"),
        ({"sex": True}, "facts.sex: True is not allowed; allowed: 'female' or 'male'"),
        ({"icf": {"signed": 1}}, "facts.icf.signed: 1 is not a yes/no answer; allowed: true, false or null"),
        ({"performance": {"score": 101}}, "facts.performance.score: 101 is too large; at most 100"),
        ({"performance": {"score": -1}}, "facts.performance.score: -1 is too small; at least 0"),
        ({"performance": {"score": "many"}}, "facts.performance.score: 'many': write a whole number"),
        ({"performance": {"score": True}}, "facts.performance.score: True: write a whole number"),
        ({"chemo": 5}, "facts.chemo: 5 is not a list; write [] for reviewed-none or null for not recorded"),
        ({"chemo": [5]}, "facts.chemo[0]: 5 is not an object with keys"),
        ({"icf": []}, "facts.icf: [] is not an object with keys"),
        ({"chemo": [{"agent": "x" * 401}]}, "facts.chemo[0].agent: longer than 400 characters"),
        ({"chemo": [{"agent": 5}]}, "facts.chemo[0].agent: 5: Input should be a valid string"),
        ({"birth_date": "2026-02-30"}, "facts.birth_date: '2026-02-30': there is no such day in the calendar"),
        (
            {"weight_kg": Decimal("1E+999999999")},
            'facts.weight_kg: 1E+999999999: write a number such as "0.9", or a censored one such as "<20" or ">75"',
        ),
        (
            {"weight_kg": 0.5},
            'facts.weight_kg: 0.5: binary floats are not exact: write the number as a string, such as "0.9"',
        ),
        (
            {"estimated_survival_weeks": {"lo": 1}},
            "facts.estimated_survival_weeks: {'lo': 1}: a range has the keys low and high only",
        ),
        (
            {"estimated_survival_weeks": {}},
            'facts.estimated_survival_weeks: {}: the ends of a range are plain numbers such as "8" and "16"',
        ),
        (
            {"estimated_survival_weeks": {"low": "9", "high": "8"}},
            "facts.estimated_survival_weeks: {'low': '9', 'high': '8'}: the low end lies above the high end",
        ),
        ({"sex": "x", "chemo": 5}, "facts.sex: 'x' is not allowed; allowed: 'female' or 'male' (and 1 more)"),
    ],
)
def test_what_is_wrong_is_named(facts, sentence):
    with pytest.raises(RecordError) as caught:
        PatientRecord.from_json(facts)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("value", ["x" * 10_000, 10**5000, DEEP], ids=["long", "huge", "deep"])
def test_a_value_of_any_size_gets_a_short_sentence(value):
    with pytest.raises(RecordError) as caught:
        PatientRecord.from_json({"weight_kg": value})
    assert len(str(caught.value)) < 250


def test_a_record_is_the_same_after_json():
    facts = {
        "birth_date": "2012-05",
        "weight_kg": "<38.50",
        "icf": {"signed": False},
        "chemo": [{"last_dose": "ongoing"}],
        "radiotherapy": [{"class": "other"}],
        "first_protocol_procedure_date": "none_yet",
        "estimated_survival_weeks": {"low": "8"},
        "sct": [],
    }
    record = PatientRecord.from_json(facts)
    assert record.to_json() == facts
    assert PatientRecord.from_json(record.to_json()) == record
