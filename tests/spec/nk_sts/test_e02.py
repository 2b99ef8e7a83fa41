"""E02 Cardiovascular disease: any one limb excludes."""

import pytest

from .support import judged, verdict, without

HISTORY = "cardiac.other_cardiovascular_history"


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("max_ischaemia_grade_ever", 0, "ABSENT"),
        ("max_ischaemia_grade_ever", 1, "ABSENT"),
        ("max_ischaemia_grade_ever", 2, "PRESENT"),
        ("max_ischaemia_grade_ever", 3, "PRESENT"),
        ("max_ischaemia_grade_ever", None, "UNKNOWN"),
        ("myocardial_infarction_ever", True, "PRESENT"),
        ("myocardial_infarction_ever", None, "UNKNOWN"),
        ("uncontrolled_arrhythmia_ever", True, "PRESENT"),
        ("uncontrolled_arrhythmia_ever", None, "UNKNOWN"),
        ("nyha_class", 1, "ABSENT"),
        ("nyha_class", 2, "ABSENT"),
        ("nyha_class", 3, "PRESENT"),
        ("nyha_class", 4, "PRESENT"),
        ("nyha_class", None, "UNKNOWN"),
        ("lvef_percent", "49", "PRESENT"),
        ("lvef_percent", "49.9", "PRESENT"),
        ("lvef_percent", "50", "ABSENT"),
        ("lvef_percent", "50.1", "ABSENT"),
        ("lvef_percent", "<50", "PRESENT"),
        ("lvef_percent", "≥50", "ABSENT"),
        ("lvef_percent", ">45", "UNKNOWN"),
        ("lvef_percent", None, "UNKNOWN"),
    ],
)
def test_each_limb(fact, value, expected):
    assert verdict("E02", {f"cardiac.{fact}": value}) == expected


@pytest.mark.parametrize(
    ("qtc", "male", "female", "sex_missing"),
    [
        ("449", "ABSENT", "ABSENT", "ABSENT"),
        ("449.9", "ABSENT", "ABSENT", "ABSENT"),
        ("450", "PRESENT", "ABSENT", "UNKNOWN"),
        ("451", "PRESENT", "ABSENT", "UNKNOWN"),
        ("469.9", "PRESENT", "ABSENT", "UNKNOWN"),
        ("470", "PRESENT", "PRESENT", "PRESENT"),
        ("471", "PRESENT", "PRESENT", "PRESENT"),
        (450, "PRESENT", "ABSENT", "UNKNOWN"),
        ("<450", "ABSENT", "ABSENT", "ABSENT"),
        ("≥470", "PRESENT", "PRESENT", "PRESENT"),
        (None, "UNKNOWN", "UNKNOWN", "UNKNOWN"),
    ],
)
def test_qtc_by_sex(qtc, male, female, sex_missing):
    facts = {"cardiac.qtc_ms": qtc}
    assert verdict("E02", {**facts, "sex": "male"}) == male
    assert verdict("E02", {**facts, "sex": "female"}) == female
    assert verdict("E02", {**facts, **without("sex")}) == sex_missing


@pytest.mark.parametrize(("qtc", "missing"), [("449", []), ("450", ["sex"]), ("470", [])])
def test_sex_is_asked_for_only_between_the_limits(qtc, missing):
    assert judged("E02", {"cardiac.qtc_ms": qtc, **without("sex")})["missing"] == missing


@pytest.mark.parametrize("lvef", ["45", "64"])
@pytest.mark.parametrize("method", ["MUGA", "CMR", None])
def test_only_echocardiography_answers_for_the_ejection_fraction(method, lvef):
    assert verdict("E02", {"cardiac.lvef_method": method, "cardiac.lvef_percent": lvef}) == "UNKNOWN"


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("lvef_percent", "0.55", "UNKNOWN"),
        ("lvef_percent", "90", "ABSENT"),
        ("lvef_percent", "91", "UNKNOWN"),
        ("qtc_ms", "0.45", "UNKNOWN"),
        ("qtc_ms", "299", "UNKNOWN"),
        ("qtc_ms", "300", "ABSENT"),
        ("qtc_ms", "700", "PRESENT"),
        ("qtc_ms", "701", "UNKNOWN"),
    ],
)
def test_implausible_values_are_unknown(fact, value, expected):
    assert verdict("E02", {f"cardiac.{fact}": value}) == expected


@pytest.mark.parametrize(
    ("history", "expected", "asked"),
    [([], "ABSENT", False), (["Kawasaki disease in infancy"], "UNKNOWN", True), (None, "UNKNOWN", False)],
    ids=["reviewed, none", "an entry", "not reviewed"],
)
def test_other_history(history, expected, asked):
    found = judged("E02", {HISTORY: history})
    assert (found["verdict"], found["query"] is not None) == (expected, asked)


@pytest.mark.parametrize(
    "facts",
    [
        {"cardiac": {"nyha_class": 3}},
        {"cardiac": {"myocardial_infarction_ever": True}},
        {"cardiac": {"lvef_percent": "40", "lvef_method": "echo"}},
        {"cardiac": {"qtc_ms": "480"}},
        {"cardiac.max_ischaemia_grade_ever": 2, HISTORY: ["Kawasaki disease in infancy"]},
    ],
    ids=["NYHA", "infarction", "LVEF", "QTc", "ischaemia beside a query"],
)
def test_one_true_limb_decides_whatever_is_missing(facts):
    found = judged("E02", facts)
    assert (found["verdict"], found["missing"]) == ("PRESENT", [])


def test_nothing_recorded():
    assert verdict("E02", without("cardiac")) == "UNKNOWN"


@pytest.mark.parametrize(("nyha", "reading_dependent"), [(2, False), (3, True), (4, False)])
def test_three_or_only_four_in_the_nyha_classification(nyha, reading_dependent):
    assert judged("E02", {"cardiac.nyha_class": nyha})["reading_dependent"] is reading_dependent
