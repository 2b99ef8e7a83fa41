"""CTCAE grades of laboratory values: every boundary of both versions, and everything that may be missing.

The tables follow the wording of CTCAE 5.0 and 6.0; rows marked "admiral" are examples from the tests of the R package
admiral (pharmaverse), which grades the same definitions.
"""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.calculators.ctcae import (
    Baseline,
    BaselinePosition,
    CtcaeGrade,
    CtcaeVersion,
    aptt,
    bilirubin,
    creatinine,
    inr,
    neutrophils,
    platelets,
    transaminase,
)

V5, V6 = CtcaeVersion.V5, CtcaeVersion.V6
VERSIONS = [V5, V6]
NORMAL = Baseline(BaselinePosition.NORMAL)
LOW = Baseline(BaselinePosition.LOW)


def high(value: str) -> Baseline:
    return Baseline(BaselinePosition.HIGH, Decimal(value))


def low(value: str) -> Baseline:
    return Baseline(BaselinePosition.LOW, Decimal(value))


def normal(value: str) -> Baseline:
    return Baseline(BaselinePosition.NORMAL, Decimal(value))


def decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def graded(grade: int) -> CtcaeGrade:
    return CtcaeGrade(grade, grade)


# Neutrophils


@pytest.mark.parametrize(
    ("anc", "lln", "grade"),
    [
        ("0", "2.0", 4),
        ("0.49", "2.0", 4),
        ("0.499999", "2.0", 4),
        ("0.5", "2.0", 3),
        ("0.99", "2.0", 3),
        ("1.0", "2.0", 2),
        ("1.00", "2.0", 2),
        ("1.49", "2.0", 2),
        ("1.5", "2.0", 1),
        ("1.99", "2.0", 1),
        ("2.0", "2.0", 0),
        ("2.00001", "2.0", 0),
        # Below 1.5 the laboratory's own limit plays no part, even when it is lower.
        ("1.4", "1.2", 2),
        ("1.5", "1.2", 0),
        # ... and is not needed
        ("0.49", None, 4),
        ("0.5", None, 3),
        ("1.0", None, 2),
        ("1.49", None, 2),
    ],
)
def test_neutrophils_v5(anc: str, lln: str | None, grade: int) -> None:
    assert neutrophils(Decimal(anc), lln_1e9_per_l=decimal(lln), version=V5) == graded(grade)


@pytest.mark.parametrize("anc", ["1.5", "1.6", "5", "40"])
def test_neutrophils_v5_without_the_lower_limit_are_grade_0_or_1(anc: str) -> None:
    grade = neutrophils(Decimal(anc), lln_1e9_per_l=None, version=V5)
    assert grade == CtcaeGrade(0, 1, ("lln_1e9_per_l",))
    assert grade.grade is None
    assert grade.reason == "grade 0 to 1, because lln_1e9_per_l is missing"


@pytest.mark.parametrize(
    ("anc", "grade"),
    [  # admiral
        ("0.09", 4),
        ("0.1", 3),
        ("0.49", 3),
        ("0.5", 2),
        ("0.99", 2),
        ("1", 1),
        ("1.49", 1),
        ("1.5", 0),
    ],
)
@pytest.mark.parametrize("lln", [None, "2.0"])
def test_neutrophils_v6(anc: str, grade: int, lln: str | None) -> None:
    assert neutrophils(Decimal(anc), lln_1e9_per_l=decimal(lln), version=V6) == graded(grade)


def test_the_protocols_neutrophil_limit_is_grade_2_in_v5_and_grade_1_in_v6() -> None:
    grades = [neutrophils(Decimal("1.0"), lln_1e9_per_l=None, version=version).grade for version in VERSIONS]
    assert grades == [2, 1]


# Platelets


@pytest.mark.parametrize(
    ("plt", "lln", "v5", "v6"),
    [
        ("0", "150", 4, 4),
        ("9", "150", 4, 4),
        ("9.99", "150", 4, 4),
        ("10", "150", 4, 3),
        ("24", "150", 4, 3),
        ("24.9", "150", 4, 3),
        ("25", "150", 3, 3),
        ("49", "150", 3, 3),
        ("50", "150", 2, 2),
        ("74", "150", 2, 2),
        ("74.99", "150", 2, 2),
        ("75", "150", 1, 1),
        ("149", "150", 1, 1),
        ("150", "150", 0, 0),
        ("400", "150", 0, 0),
        ("24", None, 4, 3),
        ("74", None, 2, 2),
    ],
)
def test_platelets(plt: str, lln: str | None, v5: int, v6: int) -> None:
    grades = [platelets(Decimal(plt), lln_1e9_per_l=decimal(lln), version=version) for version in VERSIONS]
    assert grades == [graded(v5), graded(v6)]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("plt", ["75", "99", "100"])  # admiral
def test_platelets_without_the_lower_limit_are_grade_0_or_1(plt: str, version: CtcaeVersion) -> None:
    grade = platelets(Decimal(plt), lln_1e9_per_l=None, version=version)
    assert grade == CtcaeGrade(0, 1, ("lln_1e9_per_l",))


# Bilirubin

# ULN 1.2 mg/dL; 1.8 is exactly 1.5 x ULN, which binary floats call more.
BILIRUBIN_BY_ULN = [
    ("0", 0),
    ("1.2", 0),
    ("1.2001", 1),
    ("1.8", 1),
    ("1.8001", 2),
    ("3.6", 2),
    ("3.6001", 3),
    ("12", 3),
    ("12.0001", 4),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("baseline", [NORMAL, LOW, normal("1.1")])
@pytest.mark.parametrize(("value", "grade"), BILIRUBIN_BY_ULN)
def test_bilirubin_after_a_baseline_that_was_not_high(
    value: str, grade: int, baseline: Baseline, version: CtcaeVersion
) -> None:
    result = bilirubin(Decimal(value), uln=Decimal("1.2"), baseline=baseline, version=version)
    assert result == graded(grade)


@pytest.mark.parametrize(
    ("value", "v5", "v6"),
    [
        ("39", 0, 0),
        ("39.999", 0, 0),
        ("40", 0, 1),  # 5.0 says ">1.0", 6.0 says "1.0"
        ("40.001", 1, 1),
        ("60", 1, 1),
        ("60.001", 2, 2),
        ("100", 2, 2),
        ("100.001", 2, 3),
        ("120", 2, 3),
        ("120.001", 3, 3),
        ("400", 3, 3),
        ("400.001", 4, 4),
    ],
)
@pytest.mark.parametrize("uln", [None, "21"])
def test_bilirubin_after_a_high_baseline_of_40(value: str, v5: int, v6: int, uln: str | None) -> None:
    grades = [bilirubin(Decimal(value), uln=decimal(uln), baseline=high("40"), version=version) for version in VERSIONS]
    assert grades == [graded(v5), graded(v6)]


# ALT, AST


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("baseline", [NORMAL, LOW])
@pytest.mark.parametrize(
    ("value", "grade"),
    [  # admiral, ULN 40
        ("39", 0),
        ("40", 0),
        ("41", 1),
        ("120", 1),
        ("121", 2),
        ("200", 2),
        ("201", 3),
        ("800", 3),
        ("801", 4),
    ],
)
def test_transaminase_after_a_baseline_that_was_not_high(
    value: str, grade: int, baseline: Baseline, version: CtcaeVersion
) -> None:
    assert transaminase(Decimal(value), uln=Decimal(40), baseline=baseline, version=version) == graded(grade)


@pytest.mark.parametrize(
    ("version", "value", "grade"),
    [  # admiral, baseline 40 with ULN 39
        (V5, "59", 0),
        (V5, "59.999", 0),
        (V5, "60", 1),
        (V5, "120", 1),
        (V5, "121", 2),
        (V5, "200", 2),
        (V5, "201", 3),
        (V5, "800", 3),
        (V5, "801", 4),
        (V6, "39", 0),
        (V6, "40", 1),
        (V6, "60", 1),
        (V6, "61", 2),
        (V6, "80", 2),
        (V6, "81", 3),
        (V6, "160", 3),
        (V6, "161", 4),
    ],
)
def test_transaminase_after_a_high_baseline_of_40(version: CtcaeVersion, value: str, grade: int) -> None:
    assert transaminase(Decimal(value), uln=Decimal(39), baseline=high("40"), version=version) == graded(grade)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("grade_of", [bilirubin, transaminase])
@pytest.mark.parametrize(
    ("uln", "baseline", "missing", "reason"),
    [
        (None, NORMAL, ("uln",), "grade 0 to 4, because uln is missing"),
        ("40", None, ("baseline",), "grade 0 to 4, because baseline is missing"),
        (None, None, ("uln", "baseline"), "grade 0 to 4, because uln and baseline are missing"),
        ("40", Baseline(BaselinePosition.HIGH), ("baseline",), "grade 0 to 4, because baseline is missing"),
    ],
)
def test_liver_values_without_limit_or_baseline_have_no_grade(
    grade_of: Callable[..., CtcaeGrade],
    version: CtcaeVersion,
    uln: str | None,
    baseline: Baseline | None,
    missing: tuple[str, ...],
    reason: str,
) -> None:
    grade = grade_of(Decimal(30), uln=decimal(uln), baseline=baseline, version=version)
    assert grade == CtcaeGrade(0, 4, missing)
    assert grade.grade is None
    assert grade.reason == reason


# Creatinine


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("value", "grade"),
    [  # admiral, ULN 40 and baseline 40
        ("40", 0),
        ("41", 1),
        ("60", 1),
        ("61", 2),
        ("120", 2),
        ("121", 3),
        ("240", 3),
        ("241", 4),
    ],
)
def test_creatinine_against_the_upper_limit(value: str, grade: int, version: CtcaeVersion) -> None:
    assert creatinine(Decimal(value), uln=Decimal(40), baseline=normal("40"), version=version) == graded(grade)


@pytest.mark.parametrize(
    ("value", "uln", "baseline", "v5", "v6"),
    [
        # A child's creatinine doubles inside the reference range: 5.0 says grade 2.
        ("60", "80", normal("40"), 0, 0),
        ("60.1", "80", normal("40"), 2, 0),
        ("80", "80", normal("40"), 2, 0),
        ("120", "120", normal("40"), 2, 0),
        ("120.1", "130", normal("40"), 3, 0),
        # 6.0 counts the baseline only when it was below the lower limit (admiral)
        ("60", "60", low("40"), 0, 0),
        ("61", "41", low("40"), 2, 2),
        ("120", "41", low("40"), 2, 2),
        ("121", "41", low("40"), 3, 3),
        ("61", "60", low("40"), 2, 2),
        ("121", "130", low("40"), 3, 3),
        # a high baseline: the upper limit still counts
        ("250", "40", high("100"), 4, 4),
        ("50", "40", high("100"), 1, 1),
    ],
)
def test_creatinine_against_the_baseline(value: str, uln: str, baseline: Baseline, v5: int, v6: int) -> None:
    grades = [creatinine(Decimal(value), uln=Decimal(uln), baseline=baseline, version=version) for version in VERSIONS]
    assert grades == [graded(v5), graded(v6)]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("value", "uln", "baseline", "expected"),
    [
        # Without a baseline it may be as bad as grade 3, and no worse.
        ("40", "40", None, CtcaeGrade(0, 3, ("baseline",))),
        ("60", "40", None, CtcaeGrade(1, 3, ("baseline",))),
        ("100", "40", LOW, CtcaeGrade(2, 3, ("baseline",))),
        # From grade 3 on the upper limit alone decides.
        ("121", "40", None, graded(3)),
        ("241", "40", None, graded(4)),
        # Without an upper limit grade 4 stays possible.
        ("40", None, low("40"), CtcaeGrade(0, 4, ("uln",))),
        ("61", None, low("40"), CtcaeGrade(2, 4, ("uln",))),
        ("121", None, low("40"), CtcaeGrade(3, 4, ("uln",))),
        ("40", None, None, CtcaeGrade(0, 4, ("uln", "baseline"))),
    ],
)
def test_creatinine_with_something_missing(
    value: str, uln: str | None, baseline: Baseline | None, expected: CtcaeGrade, version: CtcaeVersion
) -> None:
    assert creatinine(Decimal(value), uln=decimal(uln), baseline=baseline, version=version) == expected


def test_creatinine_v6_needs_no_value_of_a_baseline_that_was_normal() -> None:
    assert creatinine(Decimal(60), uln=Decimal(40), baseline=NORMAL, version=V6) == graded(1)
    assert creatinine(Decimal(60), uln=None, baseline=NORMAL, version=V6) == CtcaeGrade(0, 4, ("uln",))
    assert creatinine(Decimal(60), uln=Decimal(40), baseline=NORMAL, version=V5) == CtcaeGrade(1, 3, ("baseline",))


# INR


@pytest.mark.parametrize(
    ("value", "grade"),
    [("0.9", 0), ("1.2", 0), ("1.21", 1), ("1.5", 1), ("1.51", 2), ("2.5", 2), ("2.51", 3), ("9", 3)],
)
@pytest.mark.parametrize("baseline", [None, normal("1.0")])
def test_inr_without_anticoagulation(value: str, grade: int, baseline: Baseline | None) -> None:
    assert inr(Decimal(value), on_anticoagulation=False, baseline=baseline) == graded(grade)


@pytest.mark.parametrize(
    ("value", "baseline", "grade"),
    [  # admiral, whose rows all count the baseline
        ("2.51", "2.6", 3),
        ("2.5", "1", 2),
        ("1.51", "1", 2),
        ("1.5", "1", 1),
        ("1.2", "1", 1),
        ("1.19", "1.19", 0),
        ("2.5", "0.99", 3),
        ("1.5", "0.6", 2),
        ("1.5", "0.99", 2),
        ("1.2", "0.8", 1),
        ("1.2", "1.19", 1),
        ("1.2", "1.2", 0),
    ],
)
def test_inr_on_anticoagulation(value: str, baseline: str, grade: int) -> None:
    assert inr(Decimal(value), on_anticoagulation=True, baseline=normal(baseline)) == graded(grade)


@pytest.mark.parametrize(
    ("value", "on_anticoagulation", "baseline", "expected"),
    [
        ("1.2", True, None, CtcaeGrade(0, 3, ("baseline",))),
        ("1.6", True, NORMAL, CtcaeGrade(2, 3, ("baseline",))),
        ("2.6", True, None, graded(3)),
        ("2.6", None, None, graded(3)),
        ("1.1", None, None, CtcaeGrade(0, 3, ("on_anticoagulation", "baseline"))),
        # With a known baseline only the open question counts, and only where it could change the grade.
        ("1.1", None, normal("1.0"), CtcaeGrade(0, 1, ("on_anticoagulation",))),
        ("1.1", None, normal("1.1"), graded(0)),
        ("1.6", None, normal("1.1"), graded(2)),
    ],
)
def test_inr_with_something_missing(
    value: str, on_anticoagulation: bool | None, baseline: Baseline | None, expected: CtcaeGrade
) -> None:
    assert inr(Decimal(value), on_anticoagulation=on_anticoagulation, baseline=baseline) == expected


# APTT


@pytest.mark.parametrize(
    ("value_s", "grade"),
    [("20", 0), ("36", 0), ("36.1", 1), ("54", 1), ("54.1", 2), ("90", 2), ("90.1", 3), ("200", 3)],
)
def test_aptt(value_s: str, grade: int) -> None:
    assert aptt(Decimal(value_s), uln_s=Decimal(36)) == graded(grade)


def test_aptt_without_the_upper_limit_has_no_grade() -> None:
    assert aptt(Decimal(30), uln_s=None) == CtcaeGrade(0, 3, ("uln_s",))


# Each boundary to the fourth digit


@pytest.mark.parametrize(
    ("grade_of", "version", "steps"),
    [
        (bilirubin, V5, [("1", 1), ("1.5", 2), ("3", 3), ("10", 4)]),
        (bilirubin, V6, [("1.5", 2), ("2.5", 3), ("10", 4)]),
        (transaminase, V5, [("3", 2), ("5", 3), ("20", 4)]),
        (transaminase, V6, [("1.5", 2), ("2", 3), ("4", 4)]),
    ],
)
def test_the_step_is_just_above_the_multiple_of_a_high_baseline(
    grade_of: Callable[..., CtcaeGrade], version: CtcaeVersion, steps: list[tuple[str, int]]
) -> None:
    for multiple, grade in steps:
        limit = Decimal(multiple) * 40
        at, above = (
            grade_of(value, uln=None, baseline=high("40"), version=version)
            for value in (limit, limit + Decimal("0.01"))
        )
        assert (at, above) == (graded(grade - 1), graded(grade)), multiple


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("grade_of", "steps"),
    [
        (bilirubin, ["1", "1.5", "3", "10"]),
        (transaminase, ["1", "3", "5", "20"]),
        (creatinine, ["1", "1.5", "3", "6"]),
    ],
)
def test_the_step_is_just_above_the_multiple_of_the_upper_limit(
    grade_of: Callable[..., CtcaeGrade], steps: list[str], version: CtcaeVersion
) -> None:
    for grade, multiple in enumerate(steps, start=1):
        limit = Decimal(multiple) * 40
        # A baseline far above any value leaves the creatinine's grade to the upper limit.
        at, above = (
            grade_of(value, uln=40, baseline=normal("9999"), version=version)
            for value in (limit, limit + Decimal("0.01"))
        )
        assert (at, above) == (graded(grade - 1), graded(grade)), multiple


@pytest.mark.parametrize(("multiple", "grade"), [("1.5", 2), ("3", 3)])
def test_the_step_is_just_above_the_multiple_of_a_low_creatinine(multiple: str, grade: int) -> None:
    limit = Decimal(multiple) * 40
    at, above = (
        creatinine(value, uln=9999, baseline=low("40"), version=V6) for value in (limit, limit + Decimal("0.01"))
    )
    assert (at, above) == (graded(0 if grade == 2 else 2), graded(grade))


@pytest.mark.parametrize("multiple", ["1", "1.5", "2.5"])
def test_the_step_is_just_above_the_multiple_of_the_clotting_reference(multiple: str) -> None:
    grade = ["1", "1.5", "2.5"].index(multiple) + 1
    time, ratio, more = Decimal(multiple) * 30, Decimal(multiple) * Decimal("0.4"), Decimal("0.0001")
    assert (aptt(time, uln_s=30), aptt(time + more, uln_s=30)) == (graded(grade - 1), graded(grade))
    at, above = (inr(value, on_anticoagulation=True, baseline=normal("0.4")) for value in (ratio, ratio + more))
    assert (at, above) == (graded(grade - 1), graded(grade))


def test_the_versions_are_named_as_published() -> None:
    assert [version.value for version in CtcaeVersion] == ["5.0", "6.0"]


# What must hold everywhere

VALUES = st.decimals(min_value=0, max_value=500, places=2)
LIMITS = st.decimals(min_value="0.1", max_value=100, places=2)
BASELINES = st.builds(Baseline, st.sampled_from(BaselinePosition), LIMITS)


@given(values=st.lists(VALUES, min_size=2), uln=LIMITS, baseline=BASELINES, version=st.sampled_from(CtcaeVersion))
def test_a_higher_value_is_never_a_milder_grade(
    values: list[Decimal], uln: Decimal, baseline: Baseline, version: CtcaeVersion
) -> None:
    for grade_of in (bilirubin, transaminase, creatinine):
        grades = [grade_of(value, uln=uln, baseline=baseline, version=version) for value in sorted(values)]
        assert all(one.lowest <= other.lowest for one, other in pairwise(grades))
        assert {grade.missing for grade in grades} == {()}


@given(value=VALUES, uln=LIMITS, baseline=BASELINES, version=st.sampled_from(CtcaeVersion))
def test_what_was_missing_never_leads_outside_the_range_that_was_given(
    value: Decimal, uln: Decimal, baseline: Baseline, version: CtcaeVersion
) -> None:
    for grade_of in (bilirubin, transaminase, creatinine):
        grade = grade_of(value, uln=uln, baseline=baseline, version=version).grade
        assert grade is not None
        for some_uln, some_baseline in ((None, baseline), (uln, None), (None, None)):
            possible = grade_of(value, uln=some_uln, baseline=some_baseline, version=version)
            assert possible.lowest <= grade <= possible.highest
            assert (possible.grade is None) == (possible.reason is not None) == (possible.missing != ())


@given(value=VALUES, baseline=BASELINES, anticoagulated=st.booleans())
def test_the_open_questions_of_an_inr_never_lead_outside_its_range(
    value: Decimal, baseline: Baseline, anticoagulated: bool
) -> None:
    grade = inr(value, on_anticoagulation=anticoagulated, baseline=baseline).grade
    assert grade is not None
    for some_answer, some_baseline in ((None, baseline), (anticoagulated, None), (None, None)):
        possible = inr(value, on_anticoagulation=some_answer, baseline=some_baseline)
        assert possible.lowest <= grade <= possible.highest


@given(multiple=st.integers(min_value=1, max_value=10**6), version=st.sampled_from(CtcaeVersion))
def test_a_boundary_is_exact_for_every_upper_limit(multiple: int, version: CtcaeVersion) -> None:
    uln = Decimal(multiple) / 1000
    at_the_limit = transaminase(3 * uln, uln=uln, baseline=NORMAL, version=version)
    above_it = transaminase(3 * uln + Decimal("0.0001"), uln=uln, baseline=NORMAL, version=version)
    assert (at_the_limit, above_it.lowest > 1) == (graded(1), True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"value": Decimal(-1)}, r"value is -1; it must be 0 or more"),
        ({"value": Decimal("NaN")}, r"value is NaN; it must be a finite number"),
        ({"uln": Decimal(0)}, r"uln is 0; it must be above 0"),
        ({"baseline": Baseline(BaselinePosition.HIGH, Decimal(-2))}, r"baseline is -2; it must be above 0"),
    ],
)
def test_impossible_input_is_refused_by_name(arguments: dict[str, object], message: str) -> None:
    usual: dict[str, object] = {"value": Decimal(30), "uln": Decimal(40), "baseline": high("50"), "version": V5}
    for grade_of in (bilirubin, transaminase, creatinine):
        with pytest.raises(ValueError, match=message):
            grade_of(**(usual | arguments))  # type: ignore[arg-type]


def test_impossible_counts_and_times_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"anc_1e9_per_l is -0\.1; it must be 0 or more"):
        neutrophils(Decimal("-0.1"), lln_1e9_per_l=None, version=V6)
    with pytest.raises(ValueError, match=r"lln_1e9_per_l is 0; it must be above 0"):
        platelets(Decimal(100), lln_1e9_per_l=Decimal(0), version=V5)
    with pytest.raises(ValueError, match=r"uln_s is Infinity; it must be a finite number"):
        aptt(Decimal(30), uln_s=Decimal("Infinity"))
    with pytest.raises(ValueError, match=r"value is -1; it must be 0 or more"):
        inr(Decimal(-1), on_anticoagulation=None, baseline=None)
