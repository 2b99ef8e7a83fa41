"""How far a section is: what is asked depends on what was answered."""

import pytest

from criteria.record import SECTIONS
from screening.forms.questions import Progress, is_asked, judgement_paths, progress
from tests.factories import example, stored


def counted(facts: dict, **more: object) -> dict:
    given: dict = {"judged": set(), "to_judge": set(), "first_dose_planned": False}
    return progress(facts, **(given | more))


def test_nothing_is_answered_on_an_empty_record() -> None:
    assert {section: one.answered for section, one in counted({}).items()} == dict.fromkeys(SECTIONS, 0)


def test_a_complete_record_is_complete_in_every_section() -> None:
    facts = stored(example()["facts"])
    judged = {"ability_to_comply", "investigator_other_condition", "poor_compliance"}

    found = counted(facts, judged=judged, to_judge=set(), first_dose_planned=True)

    assert [section for section, one in found.items() if not one.is_done] == []
    assert found["judgement"] == Progress(3, 3)


@pytest.mark.parametrize(
    ("answer", "total"),
    [(None, 6), (False, 6), (True, 10)],
)
def test_a_yes_opens_further_questions(answer: bool | None, total: int) -> None:
    facts = {} if answer is None else {"brain": {"metastasis": answer}}

    assert counted(facts)["disease"].total == total - 1


def test_a_reviewed_empty_list_is_an_answer_and_a_list_not_reviewed_is_none() -> None:
    assert counted({"vaccines": []})["medications"].answered == 1
    assert counted({})["medications"].answered == 0


def test_graft_versus_host_disease_is_asked_after_a_transplantation_only() -> None:
    assert not is_asked({}, "active_gvhd")
    assert not is_asked({"sct": []}, "active_gvhd")
    assert is_asked({"sct": [{"id": "x"}]}, "active_gvhd")


def test_what_an_investigator_is_asked_follows_the_rows() -> None:
    facts = {"wounds_fractures": [{"id": "a"}, {"id": "b"}], "effusion": {"present": True}}

    assert judgement_paths(facts) == [
        "ability_to_comply",
        "survival_at_least_12_weeks",
        "wounds_fractures/a/long_term",
        "wounds_fractures/b/long_term",
        "effusion/investigator_accepts",
        "investigator_other_condition",
        "poor_compliance",
    ]


def test_a_result_without_a_value_is_not_an_answer() -> None:
    assert counted({"labs": [{"id": "a", "test": "ANC"}]})["laboratory"].answered == 0
    assert counted({"labs": [{"id": "a", "test": "ANC", "value": "0"}]})["laboratory"].answered == 1
