"""Laboratory results: within the period, recent, and of one mind."""

from collections.abc import Iterator

from criteria.checks.case import Case, Lab
from criteria.checks.finding import Finding, name_of
from criteria.checks.limits import (
    passes,
)
from criteria.intervals import DateInterval
from criteria.text import Text
from criteria.truth import Truth

# --- Q10, Q11 ---------------------------------------------------------------------------------------------------------


def outside_screening(case: Case) -> Iterator[Finding]:
    if case.start is None:
        return
    for lab in case.labs:
        when = lab.result.date
        if when is None:
            continue
        if when.last < case.start.first:
            yield _before_screening(case, lab.path, lab.name, case.start, repeated=lab.test in case.newest)
        else:
            yield from _before_consent(case, lab, when)
    record = case.record
    for path, when in (
        ("performance", record.performance.date if record.performance is not None else None),
        ("virology", record.virology.date if record.virology is not None else None),
    ):
        if when is not None and when.last < case.start.first:
            label = name_of(path)
            name = Text(f"{label.en} of {when}", f"{when}的{label.zh}")
            yield _before_screening(case, path, name, case.start, repeated=False)


def _before_screening(case: Case, path: str, name: Text, start: DateInterval, *, repeated: bool) -> Finding:
    if repeated:
        message = Text(
            f"{name.en} is before the start of screening {start}; the result within screening is used.",
            f"{name.zh}早于筛选开始日期{start}；采用筛选期内的结果。",
        )
        return Finding("Q10", "info", message, (path,))
    message = Text(
        f"{name.en} is before the start of screening {start}: repeat it within screening.",
        f"{name.zh}早于筛选开始日期{start}，请在筛选期内复查。",
    )
    return Finding("Q10", "block", message, (path,), (path,))


def _before_consent(case: Case, lab: Lab, when: DateInterval) -> Iterator[Finding]:
    consent = case.record.icf.signed_date if case.record.icf is not None else None
    if consent is not None and when.last < consent.first:
        message = Text(
            f"{lab.name.en} is before the consent of {consent}: it counts only as standard care; confirm that it was.",
            f"{lab.name.zh}早于知情同意日期{consent}：仅可作为常规诊疗结果，请确认。",
        )
        yield Finding("Q10", "info", message, (lab.path,))


def too_old(case: Case) -> Iterator[Finding]:
    """One finding for all results of the same day."""
    if case.first_dose is None:
        return
    by_age: dict[int, list[Lab]] = {}
    for lab in case.newest.values():
        age = (case.first_dose - lab.day).days if lab.day is not None else 0
        if age > case.result_max_age_days:
            by_age.setdefault(age, []).append(lab)
    for age, labs in by_age.items():
        tests = ", ".join(lab.test for lab in labs)
        message = Text(
            f"{tests} of {labs[0].result.date} will be {age} days old at the planned first dose "
            f"(more than {case.result_max_age_days}): plan a repeat.",
            f"{labs[0].result.date}的{tests}到计划首次给药时已{age}天（超过{case.result_max_age_days}天）：请安排复查。",
        )
        yield Finding("Q11", "warn", message, tuple(lab.path for lab in labs))


# --- Q12, Q13, Q14 ----------------------------------------------------------------------------------------------------


def _same_day_pairs(case: Case) -> Iterator[tuple[Lab, Lab]]:
    """Each result with the first one of the same test and day."""
    first: dict[tuple[str, object], Lab] = {}
    for lab in case.labs:
        day = lab.day
        if day is None or lab.value is None:
            continue
        earlier = first.setdefault((lab.test, day), lab)
        if earlier is not lab:
            yield earlier, lab


def _same_value(one: Lab, other: Lab) -> bool:
    return (
        one.value is not None
        and other.value is not None
        and (one.value.low, one.value.high, one.value.low_open, one.value.high_open)
        == (other.value.low, other.value.high, other.value.low_open, other.value.high_open)
    )


def duplicates(case: Case) -> Iterator[Finding]:
    for one, other in _same_day_pairs(case):
        if _same_value(one, other):
            message = Text(
                f"{other.name.en}: {other.printed} is entered twice; keep one.",
                f"{other.name.zh}：{other.printed}重复录入，请保留一条。",
            )
            yield Finding("Q12", "warn", message, (one.path, other.path))


def conflicts(case: Case) -> Iterator[Finding]:
    """The rule itself answers UNKNOWN where the verdicts differ, so nothing is blocked here."""
    for one, other in _same_day_pairs(case):
        if not _same_value(one, other):
            message = Text(
                f"{other.name.en} has two results, {one.printed} and {other.printed}: remove the wrong one.",
                f"{other.name.zh}有两个结果：{one.printed}和{other.printed}，请删除错误的一条。",
            )
            yield Finding("Q13", "block", message, (one.path, other.path))


def trend(case: Case) -> Iterator[Finding]:
    for test, newest in case.newest.items():
        previous = _previous(case, newest)
        if previous is None:
            continue
        now, before = passes(case, newest), passes(case, previous)
        if now is Truth.UNKNOWN or before is Truth.UNKNOWN or now is before:
            continue
        passed = now is Truth.TRUE
        message = Text(
            f"{test}: the newest result {newest.printed} ({newest.day}) {'passes' if passed else 'fails'}, "
            f"the one before it {previous.printed} ({previous.day}) {'failed' if passed else 'passed'}; "
            "the newest counts, check both.",
            f"{test}：最新结果{newest.printed}（{newest.day}）{'符合' if passed else '不符合'}，"
            f"前一次{previous.printed}（{previous.day}）{'不符合' if passed else '符合'}；以最新结果为准，请核对。",
        )
        yield Finding("Q14", "warn", message, (newest.path, previous.path))


def _previous(case: Case, newest: Lab) -> Lab | None:
    """The latest result of the same test on an earlier day of screening."""
    found: Lab | None = None
    for lab in case.labs:
        if lab is newest or lab.test != newest.test or lab.value is None or lab.day is None or newest.day is None:
            continue
        in_screening = case.start is None or lab.day >= case.start.first
        if in_screening and lab.day < newest.day and (found is None or found.day is None or lab.day > found.day):
            found = lab
    return found
