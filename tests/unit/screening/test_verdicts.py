"""From an assessment to the six words of the screens and to what a list shows. No database."""

from datetime import date, timedelta
from typing import Any

import pytest

from screening import verdicts
from screening.models import Judgement, OverallWord, Screening
from tests.factories import FIRST_DOSE, TODAY, example, stored

JUDGED = {"ability_to_comply": True, "investigator_other_condition": False, "poor_compliance": False}


def screening(**changes: Any) -> Screening:
    facts = {key: value for key, value in {**example()["facts"], **changes}.items() if value is not None}
    return Screening(facts=stored(facts), protocol_slug="nk-sts", protocol_version="1.0", planned_first_dose=FIRST_DOSE)


def judgements(**answers: bool | None) -> list[Judgement]:
    return [Judgement(pk=number, path=path, answer=answer) for number, (path, answer) in enumerate(answers.items())]


def summary(one: Screening, today: date = TODAY, **answers: bool | None) -> dict[str, Any]:
    assessed = verdicts.assess(one, today=today, judgements=judgements(**JUDGED | answers))
    return verdicts.summary_of(assessed)


def chemo(last_dose: str | None) -> list[dict[str, Any]]:
    return [{"agent": "vincristine", "myelosuppressive": True, "nitrosourea": False, "last_dose": last_dose}]


def test_a_child_who_may_enter() -> None:
    found = summary(screening())

    assert (found["verdict"], found["earliest_date"], found["verdict_as_of"]) == ("eligible", TODAY, TODAY)
    assert found["verdict_counts"] | {"pass": 0, "na": 0} == dict.fromkeys(verdicts.WORDS, 0)
    assert found["verdict_counts"]["pass"] + found["verdict_counts"]["na"] == 42
    assert (found["failing"], found["limited_by"], found["missing_count"], found["first_missing_path"]) == (
        [],
        [],
        0,
        "",
    )


def test_a_treatment_never_given_is_not_applicable() -> None:
    assert (
        summary(screening(sct=[]))["verdict_counts"]["na"]
        > summary(screening(sct=[{"date": "2020-01-01", "donor": "autologous", "tbi": False}], active_gvhd=False))[
            "verdict_counts"
        ]["na"]
    )


def test_a_wait_is_not_a_failure() -> None:
    found = summary(screening(chemo=chemo("2026-05-10")))

    assert (found["verdict"], found["earliest_date"], found["earliest_if_resolved"]) == (
        "notyet",
        date(2026, 5, 31),
        False,
    )
    assert (found["verdict_counts"]["notyet"], found["verdict_counts"]["fail"]) == (1, 0)
    assert found["limited_by"] == found["failing"] == ["I07"]


def test_a_wait_beside_a_question_is_only_not_before() -> None:
    found = summary(screening(chemo=chemo("2026-05-10")), poor_compliance=None)

    assert found["verdict"] == "judge"
    assert (found["earliest_date"], found["earliest_if_resolved"]) == (date(2026, 5, 31), True)


def test_what_is_missing_names_the_first_field_and_its_section() -> None:
    found = summary(screening(chemo=chemo(None), il2_contraindication=None))

    assert (found["verdict"], found["missing_count"]) == ("missing", 2)
    assert (found["first_missing_path"], found["first_missing_section"]) == ("chemo[0].last_dose", "therapies")


def test_an_open_judgement_is_not_missing_data() -> None:
    found = summary(screening(), poor_compliance=None)

    assert (found["verdict"], found["missing_count"], found["verdict_counts"]["judge"]) == ("judge", 0, 1)


def test_a_failure_outweighs_everything() -> None:
    found = summary(screening(interstitial_lung_disease_ever=True, il2_contraindication=None), poor_compliance=None)

    assert (found["verdict"], found["earliest_date"]) == ("fail", None)


@pytest.mark.parametrize(
    ("counts", "overall"),
    [
        ({"fail": 1, "missing": 1, "judge": 1, "notyet": 1, "pass": 38}, OverallWord.FAIL),
        ({"missing": 1, "judge": 1, "notyet": 1, "pass": 39}, OverallWord.MISSING),
        ({"judge": 1, "notyet": 1, "pass": 40}, OverallWord.JUDGE),
        ({"notyet": 1, "pass": 41}, OverallWord.NOT_YET),
        ({"pass": 40, "na": 2}, OverallWord.ELIGIBLE),
    ],
)
def test_the_first_that_applies(counts: dict[str, int], overall: OverallWord) -> None:
    assert verdicts.overall_word(counts) == overall


def test_the_day_decides() -> None:
    facts = example()["facts"]
    grown_up_tomorrow = screening(
        birth_date="2007-05-21",
        icf=facts["icf"] | {"signer": "participant"},
        performance=facts["performance"] | {"scale": "karnofsky"},
        assent={"applicable": False},
    )

    assert summary(grown_up_tomorrow, TODAY)["verdict"] == "eligible"
    assert summary(grown_up_tomorrow, TODAY)["eligible_until"] == TODAY
    assert summary(grown_up_tomorrow, TODAY + timedelta(1))["failing"] == ["I02"]


@pytest.mark.parametrize(
    ("path", "section"),
    [("chemo[0].last_dose", "therapies"), ("chemo", "therapies"), ("sex", "demographics"), ("", ""), ("nothing", "")],
)
def test_sections(path: str, section: str) -> None:
    assert verdicts.section_of(path) == section


def test_the_summary_fills_exactly_the_columns_of_a_screening() -> None:
    one = screening()
    assessed = verdicts.assess(one, today=TODAY, judgements=[])
    verdicts.write_summary(one, assessed)

    assert tuple(verdicts.summary_of(assessed)) == verdicts.SUMMARY_COLUMNS
    assert set(verdicts.SUMMARY_COLUMNS) <= {field.name for field in Screening._meta.concrete_fields}
    assert (one.verdict, one.verdict_digest) == ("judge", assessed.protocol.digest)
