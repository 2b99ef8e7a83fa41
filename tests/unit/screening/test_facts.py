"""Between rows and the record: paths, rows with identifiers, judgements, what is typed."""

from decimal import Decimal
from typing import Any

import pytest

from criteria.record import PatientRecord, vocabulary
from screening import facts as door
from screening.errors import InvalidInput
from screening.facts import (
    as_stored,
    facts_of,
    leaves,
    place_of,
    public_facts,
    public_path,
    put,
    record_of,
    remove_item,
    storage_path,
    value_at,
    with_judgements,
)
from screening.models import Judgement, Screening
from tests.factories import example, storage_changes, stored

A, B = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def screening(**facts: Any) -> Screening:
    return Screening(facts=facts)


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "pattern", "kind"),
    [
        ("sex", "sex", "choice"),
        ("icf/signed", "icf.signed", "yes_no"),
        ("chemo", "chemo[]", "list"),
        (f"chemo/{A}/last_dose", "chemo[].last_dose", "date"),
        (f"infection/therapy/{A}/class", "infection.therapy[].class", "choice"),
        (f"cardiac/other_cardiovascular_history/{A}/value", "cardiac.other_cardiovascular_history[]", "list"),
        ("diagnosis/prior_treatment", "diagnosis.prior_treatment", "choices"),
    ],
)
def test_a_storage_path_names_a_fact_of_the_vocabulary(path: str, pattern: str, kind: str) -> None:
    place = place_of(path)

    assert (place.info.path, place.info.kind, place.item) == (pattern, kind, False)


def test_a_row_is_no_fact_of_its_own() -> None:
    assert place_of(f"chemo/{A}").item


@pytest.mark.parametrize(
    "path",
    ["", "icf/nothing", "nothing", "chemo/0/agent", f"chemo/{A}/nothing", f"chemo/{A}/agent/more", f"chemo/{A}/value",
     "sex/female", "__class__", f"cardiac/other_cardiovascular_history/{A}/other"],
)  # fmt: skip
def test_a_path_that_the_form_does_not_have_is_named(path: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        place_of(path)

    assert set(caught.value.fields) == {path}


def test_every_fact_of_the_vocabulary_can_be_stored() -> None:
    for pattern, info in vocabulary().items():
        path = pattern.removesuffix("[]").replace("[].", f"/{A}/").replace(".", "/")
        assert place_of(path).info == info


def test_both_ways_between_storage_and_public_paths() -> None:
    one = screening(
        icf={"signed": True},
        chemo=[{"id": A, "agent": "a"}, {"id": B, "agent": "b"}],
        infection={"therapy": [{"id": B}]},
        cardiac={"other_cardiovascular_history": [{"id": A, "value": "palpitation"}]},
    )
    for stored_path, public in [
        ("icf/signed", "icf.signed"),
        ("chemo", "chemo"),
        (f"chemo/{B}/last_dose", "chemo[1].last_dose"),
        (f"chemo/{A}", "chemo[0]"),
        (f"infection/therapy/{B}/route", "infection.therapy[0].route"),
        (f"cardiac/other_cardiovascular_history/{A}/value", "cardiac.other_cardiovascular_history[0]"),
        ("brain/treated", "brain.treated"),
    ]:
        assert public_path(one, stored_path) == public
        assert storage_path(one, public) == stored_path


def test_a_row_that_is_not_there_has_no_path() -> None:
    with pytest.raises(KeyError):
        storage_path(screening(chemo=[]), "chemo[0].agent")
    with pytest.raises(KeyError):
        public_path(screening(chemo=[{"id": A}]), f"chemo/{B}/agent")


# --- the document -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["EX1", "EX2", "EX3", "EX4"])
def test_whole_records_come_back_as_they_went_in(name: str) -> None:
    given = example(name)["facts"]
    judged = set(door.judgement_facts())
    kept = {key: value for key, value in given.items() if key not in judged}

    assert PatientRecord.from_json(public_facts(stored(given))).to_json() == PatientRecord.from_json(kept).to_json()


def test_rows_and_groups_are_made_on_the_way() -> None:
    facts: dict[str, Any] = {}
    put(facts, f"chemo/{A}/agent", "vincristine")
    put(facts, f"chemo/{A}/last_dose", "2026-02")
    put(facts, "brain/metastasis", False)

    assert facts == {
        "chemo": [{"id": A, "agent": "vincristine", "last_dose": "2026-02"}],
        "brain": {"metastasis": False},
    }
    assert value_at(facts, f"chemo/{A}/agent") == "vincristine"
    assert value_at(facts, f"chemo/{B}/agent") is None
    assert value_at(facts, "brain/metastasis") is False


def test_the_last_row_gone_is_not_recorded_and_never_none() -> None:
    facts: dict[str, Any] = {"chemo": [{"id": A}, {"id": B}], "infection": {"therapy": [{"id": A}]}}
    remove_item(facts, "chemo", A)
    remove_item(facts, "infection/therapy", A)
    assert facts == {"chemo": [{"id": B}], "infection": {}}

    remove_item(facts, "chemo", B)
    assert facts == {"infection": {}}


def test_a_group_without_facts_is_left_out_but_an_empty_row_is_an_entry() -> None:
    assert public_facts({"brain": {}, "chemo": [{"id": A}], "sct": []}) == {"chemo": [{}], "sct": []}


def test_leaves_are_what_was_entered() -> None:
    given = stored(example()["facts"])

    assert len(dict(leaves(given))) == len(storage_changes(example()["facts"]))
    assert dict(leaves({"sct": [], "brain": {"metastasis": False}})) == {"sct": [], "brain/metastasis": False}
    assert dict(leaves({"estimated_survival_weeks": {"low": "8"}})) == {"estimated_survival_weeks": {"low": "8"}}


# --- judgements -------------------------------------------------------------------------------------------------------


def judged(path: str, answer: bool | None, pk: int = 1) -> Judgement:
    return Judgement(pk=pk, path=path, answer=answer)


def test_the_latest_judgement_governs_and_the_document_stays_as_it_was() -> None:
    one = screening(effusion={"present": True})
    answers = [judged("effusion/investigator_accepts", False, 2), judged("effusion/investigator_accepts", True, 1)]

    assert facts_of(one, answers) == {"effusion": {"present": True, "investigator_accepts": False}}
    assert one.facts == {"effusion": {"present": True}}


def test_a_judgement_that_is_put_off_leaves_the_question_open() -> None:
    answers = [judged("poor_compliance", False, 1), judged("poor_compliance", None, 2)]

    assert facts_of(screening(), answers) == {}


def test_a_judgement_about_a_removed_row_brings_no_row_back() -> None:
    path = f"wounds_fractures/{A}/long_term"

    assert with_judgements({"wounds_fractures": [{"id": A}]}, [judged(path, True)]) == {
        "wounds_fractures": [{"id": A, "long_term": True}]
    }
    assert with_judgements({"wounds_fractures": []}, [judged(path, True)]) == {"wounds_fractures": []}
    assert with_judgements({}, [judged(path, True)]) == {}


def test_the_record_is_what_the_rules_read() -> None:
    assert record_of(screening(sex="male"), []).to_json() == {"sex": "male"}


# --- what is typed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("weight_kg", " 38.50 ", "38.50"),
        ("weight_kg", "３８．５", "３８．５"),  # confirmed by a person before it counts
        ("weight_kg", 38, "38"),
        ("virology/hbv_dna", "<20", "<20"),
        ("birth_date", "2012-05", "2012-05"),
        ("birth_date", "２０１２-05-05", "2012-05-05"),
        ("sex", "", None),
        ("sex", "  ", None),
        ("sex", None, None),
        ("icf/signed", False, False),
        ("cardiac/nyha_class", "2", 2),
        ("cardiac/max_ischaemia_grade_ever", 0, 0),
        (f"chemo/{A}/last_dose", "ongoing", "ongoing"),
        (f"labs/{A}/unit", "10⁹/L", "10⁹/L"),
        (f"chemo/{A}/agent", "环磷酰胺（CTX）", "环磷酰胺（CTX）"),
        ("urine_protein_dipstick", "±", "±"),
        ("estimated_survival_weeks", {"low": "8", "high": "16"}, {"low": "8", "high": "16"}),
        ("diagnosis/prior_treatment", ["surgery"], ["surgery"]),
        ("diagnosis/prior_treatment", [], []),
        ("chemo", [], []),
    ],
)
def test_values_are_kept_as_typed(path: str, typed: Any, kept: Any) -> None:
    assert as_stored(place_of(path), typed) == kept


@pytest.mark.parametrize(
    ("path", "typed", "says"),
    [
        ("weight_kg", "heavy", "write a number"),
        ("weight_kg", 38.5, "binary floats"),
        ("weight_kg", Decimal("NaN"), "write a number"),
        ("birth_date", "2012-02-30", "no such day"),
        ("birth_date", "05/05/2012", "YYYY-MM-DD"),
        ("sex", "unknown", "allowed"),
        ("icf/signed", "yes", "yes/no"),
        ("cardiac/nyha_class", 5, "at most 4"),
        ("cardiac/nyha_class", True, "whole number"),
        (f"chemo/{A}/agent", "x" * 401, "400 characters"),
        (f"chemo/{A}/agent", "a\x00b", "cannot be stored"),
        (f"chemo/{A}/agent", "a\ud800b", "cannot be stored"),
        ("chemo", [{"agent": "x"}], "row by row"),
        ("chemo", "none", "row by row"),
        ("diagnosis/prior_treatment", ["magic"], "allowed"),
    ],
)
def test_what_cannot_be_stored_is_said_with_its_field(path: str, typed: Any, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        as_stored(place_of(path), typed)

    assert list(caught.value.fields) == [path]
    assert says in caught.value.fields[path]


# --- what a coordinator writes for the investigator -------------------------------------------------------------------


def test_a_note_is_stored_beside_the_facts_and_the_rules_never_read_it() -> None:
    facts: dict[str, Any] = {"effusion": {"present": True}}
    path = door.note_path("effusion/investigator_accepts")
    put(facts, path, "small, stable since March")

    assert path == "notes/effusion.investigator_accepts"
    assert value_at(facts, path) == "small, stable since March"
    assert public_facts(facts) == {"effusion": {"present": True}}
    assert (path, "small, stable since March") in list(leaves(facts))
    assert as_stored(place_of(path), "  text ") == "text"


@pytest.mark.parametrize("path", ["notes/sex", "notes/nothing", "notes/notes.sex"])
def test_notes_belong_to_questions_of_judgement(path: str) -> None:
    with pytest.raises(InvalidInput):
        place_of(path)


@pytest.mark.parametrize("note", ["x" * 401, 5, True])
def test_a_note_is_a_short_text(note: object) -> None:
    with pytest.raises(InvalidInput):
        as_stored(place_of(door.note_path("poor_compliance")), note)
