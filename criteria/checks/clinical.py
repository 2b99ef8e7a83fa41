"""Heart, performance status, size: values that do not fit, and what is needed to read them."""

from collections.abc import Iterator
from datetime import date

from criteria.calculators.age import completed_years
from criteria.checks.case import Case
from criteria.checks.finding import Finding, name_of
from criteria.intervals import DecimalInterval, Operator, compare_with
from criteria.text import Text
from criteria.truth import Truth


def _is(value: DecimalInterval, operator: Operator, limit: int) -> bool:
    """So for every possible value; False when doubtful."""
    return compare_with(value, operator, limit) is Truth.TRUE


def _blocked(path: str, value: DecimalInterval, unit: str, proposal: Text) -> Finding:
    name = name_of(path)
    message = Text(
        f"{name.en}: {value} {unit} is outside the possible range. {proposal.en}",
        f"{name.zh}：{value} {unit}超出可能范围。{proposal.zh}",
    )
    return Finding("Q25", "block", message, (path,), (path,))


# --- Q25, Q26 ---------------------------------------------------------------------------------------------------------


def heart(case: Case) -> Iterator[Finding]:
    cardiac = case.record.cardiac
    if cardiac is None:
        return
    if cardiac.lvef_percent is not None:
        yield from _ejection_fraction(cardiac.lvef_percent)
    if cardiac.qtc_ms is not None:
        yield from _qtc(cardiac.qtc_ms, has_formula=bool(cardiac.qtc_formula))


def _ejection_fraction(value: DecimalInterval) -> Iterator[Finding]:
    path = "cardiac.lvef_percent"
    if _is(value, "<=", 1):
        percent = format((value.low * 100).normalize(), "f") if value.is_exact else ""
        proposal = Text(
            f"A fraction? Enter per cent{f' ({percent} %)' if percent else ''}.",
            f"是否为小数？请按百分数录入{f'（{percent}%）' if percent else ''}。",
        )
        yield _blocked(path, value, "%", proposal)
    elif _is(value, ">", 90):
        yield _blocked(path, value, "%", Text("Check the report.", "请核对报告。"))


def _qtc(value: DecimalInterval, *, has_formula: bool) -> Iterator[Finding]:
    path = "cardiac.qtc_ms"
    if _is(value, "<", 10):
        yield _blocked(path, value, "ms", Text("Seconds? Enter milliseconds.", "是否为秒？请按毫秒录入。"))
    elif _is(value, "<", 300) or _is(value, ">", 700):
        yield _blocked(path, value, "ms", Text("Check the electrocardiogram.", "请核对心电图。"))
    elif not has_formula:
        message = Text(
            f"QTc interval: {value} ms has no formula; record whether it is Bazett, Fridericia or another.",
            f"QTc间期：{value} ms未注明公式，请记录Bazett、Fridericia或其他公式。",
        )
        yield Finding("Q25", "info", message, ("cardiac.qtc_formula",))


def sex_needed_for_qtc(case: Case) -> Iterator[Finding]:
    cardiac = case.record.cardiac
    if cardiac is None or cardiac.qtc_ms is None or case.record.sex is not None:
        return
    qtc = cardiac.qtc_ms
    below_both, above_both = _is(qtc, "<", 450), _is(qtc, ">=", 470)
    if not (below_both or above_both or qtc.doubtful):
        message = Text(
            f"QTc interval: {qtc} ms lies between the limits for males (450) and females (470); record the sex.",
            f"QTc间期：{qtc} ms介于男性（450）与女性（470）限值之间，请录入性别。",
        )
        yield Finding("Q26", "block", message, ("sex", "cardiac.qtc_ms"))


# --- Q27 --------------------------------------------------------------------------------------------------------------


def performance(case: Case) -> Iterator[Finding]:
    status = case.record.performance
    if status is None:
        return
    if status.score is not None and status.score % 10 != 0:
        message = Text(
            f"Performance score: {status.score} is no multiple of 10; it is compared as given, check it.",
            f"体能状态评分：{status.score}不是10的倍数；按原值比较，请核对。",
        )
        yield Finding("Q27", "warn", message, ("performance.score",))
    if status.scale is not None:
        scored = status.date.first if status.date is not None and status.date.is_exact else None
        if status.date is None or scored is not None:
            yield from _scale_and_age(case, status.scale, scored or case.assessment)


def _scale_and_age(case: Case, scale: str, on: date) -> Iterator[Finding]:
    wanted = None
    if scale == "lansky" and case.is_at_least(16, on):
        wanted = Text("from 16 years on Karnofsky is used", "满16岁用Karnofsky量表")
    elif scale == "karnofsky" and case.is_younger_than(16, on):
        wanted = Text("under 16 years Lansky is used", "未满16岁用Lansky量表")
    if wanted is not None:
        scale_name = scale.capitalize()
        message = Text(
            f"Performance scale: {scale_name} does not fit the age on {on}; {wanted.en}, score again.",
            f"体能状态量表：{scale_name}与{on}时的年龄不符；{wanted.zh}，请重新评分。",
        )
        # I03 itself answers UNKNOWN and asks for the right scale.
        yield Finding("Q27", "block", message, ("performance.scale", "birth_date"))
    elif scale == "lansky" and case.is_younger_than(1, on):
        message = Text(
            "Performance scale: Lansky is not validated under 1 year of age; note how it was scored.",
            "体能状态量表：Lansky未在1岁以下验证，请注明评分方法。",
        )
        yield Finding("Q27", "info", message, ("performance.scale",))


# --- Q28 --------------------------------------------------------------------------------------------------------------

# From this age on: weight in kg, height in cm. Far outside the 0.1st and 99.9th centile of the WHO and CDC charts:
# to catch pounds, inches, metres and swapped fields, not unusual children.
_SIZES: tuple[tuple[int, tuple[int, int], tuple[int, int]], ...] = (
    (15, (25, 250), (120, 230)),
    (10, (15, 150), (105, 210)),
    (5, (9, 90), (80, 170)),
    (1, (5, 45), (58, 130)),
    (0, (1, 18), (35, 95)),
)


def size(case: Case) -> Iterator[Finding]:
    if case.birth is None or case.birth.last > case.assessment:
        return
    youngest = completed_years(case.birth.last, case.assessment)
    oldest = youngest if case.birth.is_exact else completed_years(case.birth.first, case.assessment)
    at_least, at_most = _sizes_at(youngest), _sizes_at(oldest)
    for path, value, unit, column in (
        ("weight_kg", case.record.weight_kg, "kg", 0),
        ("height_cm", case.record.height_cm, "cm", 1),
    ):
        if value is None or value.doubtful:
            continue
        if _is(value, "<", at_least[column][0]) or _is(value, ">", at_most[column][1]):
            name = name_of(path)
            message = Text(
                f"{name.en}: {value} {unit} is unusual for the age; check value and unit.",
                f"{name.zh}：{value} {unit}与年龄不符，请核对数值和单位。",
            )
            yield Finding("Q28", "info", message, (path,))


def _sizes_at(age: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return next((weight, height) for from_age, weight, height in _SIZES if age >= from_age)
