"""Dates: their order, their precision, and what happens between the assessment and the first dose."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from criteria.calculators.age import birthday, completed_years, first_day_months_after
from criteria.checks.case import Case
from criteria.checks.finding import ASSESSMENT_DATE, ENROLMENT_DATE, FIRST_DOSE_DATE, Finding, name_of
from criteria.intervals import DateInterval, parse_date
from criteria.record import PatientRecord
from criteria.text import Text

OLDEST_AGE = 120


# --- Q01 --------------------------------------------------------------------------------------------------------------


def anchors(case: Case) -> Iterator[Finding]:
    assessment, enrolment, first_dose = case.dates.assessment, case.dates.enrolment, case.dates.first_dose
    if first_dose is not None and first_dose < assessment:
        message = Text(
            f"The planned first dose {first_dose} is before the assessment date {assessment}: correct one of them.",
            f"计划首次给药日期{first_dose}早于评估日期{assessment}，请更正其中之一。",
        )
        yield Finding("Q01", "block", message, (FIRST_DOSE_DATE, ASSESSMENT_DATE), ("@P",))
    if enrolment is None:
        return
    if first_dose is not None and enrolment > first_dose:
        message = Text(
            f"The enrolment date {enrolment} is after the planned first dose {first_dose}: correct one of them.",
            f"入组日期{enrolment}晚于计划首次给药日期{first_dose}，请更正其中之一。",
        )
        yield Finding("Q01", "block", message, (ENROLMENT_DATE, FIRST_DOSE_DATE), ("@N",))
    if enrolment < assessment:
        message = Text(
            f"The enrolment date {enrolment} is before the assessment date {assessment}: correct one of them.",
            f"入组日期{enrolment}早于评估日期{assessment}，请更正其中之一。",
        )
        yield Finding("Q01", "block", message, (ENROLMENT_DATE, ASSESSMENT_DATE), ("@N",))
    yield from _enrolment_before_consent(case, enrolment)


def _enrolment_before_consent(case: Case, enrolment: date) -> Iterator[Finding]:
    consent = case.record.icf.signed_date if case.record.icf is not None else None
    if consent is not None and enrolment < consent.first:
        message = Text(
            f"The enrolment date {enrolment} is before the consent of {consent}: correct one of them.",
            f"入组日期{enrolment}早于知情同意日期{consent}，请更正其中之一。",
        )
        yield Finding("Q01", "block", message, (ENROLMENT_DATE, "icf.signed_date"), ("@N",))


# --- Q02, Q03 ---------------------------------------------------------------------------------------------------------


def birth(case: Case) -> Iterator[Finding]:
    born = case.record.birth_date
    if born is None:
        return
    if born.first > case.assessment:
        message = Text(
            f"The date of birth {born} is after the assessment date {case.assessment}: correct it.",
            f"出生日期{born}晚于评估日期{case.assessment}，请更正。",
        )
        yield Finding("Q02", "block", message, ("birth_date",), ("birth_date",))
        return
    if born.last <= case.assessment and completed_years(born.last, case.assessment) > OLDEST_AGE:
        message = Text(
            f"The date of birth {born} makes an age above {OLDEST_AGE} years: correct it.",
            f"按出生日期{born}计算年龄超过{OLDEST_AGE}岁，请更正。",
        )
        yield Finding("Q02", "block", message, ("birth_date",), ("birth_date",))
    for fact in case.dated:
        if fact.when.last < born.first:
            name = name_of(fact.path)
            message = Text(
                f"{name.en}: {fact.when} is before the date of birth {born}; correct one of them.",
                f"{name.zh}：{fact.when}早于出生日期{born}，请更正其中之一。",
            )
            yield Finding("Q02", "block", message, (fact.path, "birth_date"), fact.blocks)


def future(case: Case) -> Iterator[Finding]:
    for fact in case.dated:
        if fact.when.first > case.assessment and not fact.may_be_planned:
            name = name_of(fact.path)
            message = Text(
                f"{name.en}: {fact.when} is after the assessment date {case.assessment}; "
                "correct it, or enter it once it has happened.",
                f"{name.zh}：{fact.when}晚于评估日期{case.assessment}；请更正，或在发生后再录入。",
            )
            yield Finding("Q03", "block", message, (fact.path,), fact.blocks)


# --- Q04 --------------------------------------------------------------------------------------------------------------

_ISO_LIKE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{4}-\d{1,2}|\d{4}", re.ASCII)
_PARTS = re.compile(r"(\d{1,4})[/.\-年 ](\d{1,2})[/.\-月 ](\d{1,4})日?", re.ASCII)


def check_date_text(text: str, path: str = "") -> Finding | None:
    """What is wrong with a date as it was typed; None for a day, month or year that can be read (or no text at all).

    "block": it cannot be kept; "warn": only one reading is possible, and the message proposes it.
    """
    typed = text.strip()
    if not typed or typed in {"ongoing", "none_yet"}:
        return None
    try:
        parse_date(typed)
    except ValueError as error:
        return _unreadable(typed, str(error), (path,) if path else ())
    return None


def _unreadable(typed: str, why: str, facts: tuple[str, ...]) -> Finding:
    parts = _PARTS.fullmatch(typed)
    if parts is None or _ISO_LIKE.fullmatch(typed):
        message = Text(f"“{typed}” is no date: {why}.", f"“{typed}”不是有效日期，请按YYYY-MM-DD填写真实存在的日期。")
        return Finding("Q04", "block", message, facts)
    first, middle, last = parts.groups()
    if len(first) != 4 and len(last) != 4:
        message = Text(
            f"“{typed}” has a year of two digits: write all four, as YYYY-MM-DD.",
            f"“{typed}”的年份只有两位，请按YYYY-MM-DD写全四位年份。",
        )
        return Finding("Q04", "block", message, facts)
    return _finding_for_readings(typed, _readings(first, middle, last), facts)


def _readings(first: str, middle: str, last: str) -> tuple[date, ...]:
    """The days that 03/04/2026 may mean; a year written first has one meaning only."""
    year_first = len(first) == 4
    candidates = [(first, middle, last)] if year_first else [(last, middle, first), (last, first, middle)]
    days: list[date] = []
    for year, month, day in candidates:
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return tuple(dict.fromkeys(days))


def _finding_for_readings(typed: str, readings: tuple[date, ...], facts: tuple[str, ...]) -> Finding:
    if not readings:
        message = Text(
            f"“{typed}”: there is no such day in the calendar; write the date as YYYY-MM-DD.",
            f"“{typed}”：日历中没有这一天，请按YYYY-MM-DD填写。",
        )
        return Finding("Q04", "block", message, facts)
    if len(readings) > 1:
        first, second = readings
        message = Text(
            f"“{typed}” may mean {first} or {second}: write the date as YYYY-MM-DD.",
            f"“{typed}”可能是{first}或{second}，请按YYYY-MM-DD填写。",
        )
        return Finding("Q04", "block", message, facts)
    message = Text(
        f"“{typed}” can only mean {readings[0]}: confirm by writing it so.",
        f"“{typed}”只能理解为{readings[0]}，请按此格式填写以确认。",
    )
    return Finding("Q04", "warn", message, facts)


# --- Q05 --------------------------------------------------------------------------------------------------------------


def partial(case: Case) -> Iterator[Finding]:
    born = case.record.birth_date
    if born is not None and not born.is_exact:
        yield _partial("birth_date", born, "I01, I02, I03, I13", min(born.last, case.assessment))
    for fact in case.dated:
        if not fact.when.is_exact and fact.criteria:
            last = fact.when.last if fact.may_be_planned else min(fact.when.last, case.assessment)
            yield _partial(fact.path, fact.when, fact.criteria, max(last, fact.when.first))


def _partial(path: str, when: DateInterval, criteria: str, last: date) -> Finding:
    name = name_of(path)
    message = Text(
        f"{name.en}: only {when} is known, so {criteria} must hold for every day from {when.first} to {last}; "
        "enter the day where a verdict stays open.",
        f"{name.zh}：仅知{when}，{criteria}须对{when.first}至{last}的每一天都成立；若结论未定，请补充具体日期。",
    )
    return Finding("Q05", "info", message, (path,))


# --- Q47 --------------------------------------------------------------------------------------------------------------


def between_assessment_and_first_dose(case: Case) -> Iterator[Finding]:
    until = max(case.enrolment, case.first_dose or case.enrolment)
    if until <= case.assessment:
        return
    yield from _birthdays(case, until)
    if case.first_dose is not None:
        yield from _washouts(case, case.first_dose)


def _birthdays(case: Case, until: date) -> Iterator[Finding]:
    if case.birth is None:
        return
    for years in (16, 19):
        first = birthday(case.birth.first, years)
        last = first if case.birth.is_exact else birthday(case.birth.last, years)
        if last <= case.assessment or first > until:
            continue
        shown = str(first) if first == last else f"{first} … {last}"
        if years == 16:
            message = Text(
                f"The 16th birthday ({shown}) lies between assessment and first dose: "
                "a performance score from that day on needs the Karnofsky scale.",
                f"16岁生日（{shown}）在评估与首次给药之间：自该日起体能状态须用Karnofsky量表评分。",
            )
            yield Finding("Q47", "info", message, ("birth_date",))
        else:
            message = Text(
                f"The candidate turns 19 before the first dose ({shown}): enrol before that day or ask the sponsor.",
                f"候选人在首次给药前年满19岁（{shown}）：请在该日之前入组，或咨询申办方。",
            )
            yield Finding("Q47", "warn", message, ("birth_date",))


def _washouts(case: Case, first_dose: date) -> Iterator[Finding]:
    for path, cleared, criterion in _cleared_days(case):
        if case.assessment < cleared <= first_dose:
            name = name_of(path)
            message = Text(
                f"{name.en}: the interval that {criterion} asks for ends on {cleared}, between assessment and first "
                "dose; do not bring the first dose forward past that day.",
                f"{name.zh}：{criterion}要求的间隔于{cleared}届满，在评估与首次给药之间；首次给药不得提前到该日之前。",
            )
            yield Finding("Q47", "info", message, (path,))


def _cleared_days(case: Case) -> Iterator[tuple[str, date, str]]:
    """The first day on which each washout is over, for the days that are known exactly."""
    for fact in case.dated:
        if fact.criteria not in _CLEARED or not fact.when.is_exact:
            continue
        cleared = _CLEARED[fact.criteria](case.record, _index(fact.path), fact.when.first)
        if cleared is not None:
            yield fact.path, cleared, fact.criteria


def _index(path: str) -> int:
    return int(path[path.index("[") + 1 : path.index("]")])


# Each gives the first good day after the entry; None where the entry does not count or its class is not known.


def _after_chemotherapy(record: PatientRecord, index: int, last: date) -> date | None:
    courses = record.chemo or ()
    if courses[index].myelosuppressive is False:
        return None
    had_nitrosourea = record.nitrosourea_ever is True or any(item.nitrosourea is True for item in courses)
    return last + timedelta(42 if had_nitrosourea else 21)


def _after_growth_factor(record: PatientRecord, index: int, last: date) -> date | None:
    days = {"long": 14, "short": 3}.get((record.growth_factors or ())[index].acting or "")
    return None if days is None else last + timedelta(days)


def _after_radiotherapy(record: PatientRecord, index: int, last: date) -> date | None:
    class_ = (record.radiotherapy or ())[index].class_
    return None if class_ is None else last + timedelta(14 if class_ == "local_palliative_small_field" else 42)


def _after_steroid(record: PatientRecord, index: int, last: date) -> date | None:
    drug = (record.steroids_immunosuppressants or ())[index]
    replaces = drug.purpose == "physiological_replacement" or drug.class_ == "other_hormone"
    return None if replaces or drug.route in {"inhaled", "topical"} else last + timedelta(15)


def _after_vaccine(record: PatientRecord, index: int, last: date) -> date | None:
    is_live = (record.vaccines or ())[index].kind in (None, "live")
    return first_day_months_after(last, 1, strictly=True) if is_live else None


_CLEARED: dict[str, Callable[[PatientRecord, int, date], date | None]] = {
    "I07": _after_chemotherapy,
    "I08": lambda _record, _index, last: last + timedelta(29),
    "I09": _after_growth_factor,
    "I10": _after_radiotherapy,
    "I11": lambda _record, _index, last: last + timedelta(56),
    "E16": _after_steroid,
    "E20": _after_vaccine,
}


# --- Q48 --------------------------------------------------------------------------------------------------------------


def default_fill(case: Case) -> Iterator[Finding]:
    for fact in case.dated:
        if fact.criteria not in {"I11", "E08"} or not fact.when.is_exact:
            continue
        born = case.record.birth_date
        on_birthday = born is not None and born.is_exact and born.first == fact.when.first
        if on_birthday or (fact.when.first.month, fact.when.first.day) == (1, 1):
            name = name_of(fact.path)
            message = Text(
                f"{name.en}: {fact.when} is {'the date of birth' if on_birthday else '1 January'}, "
                "which may have been filled in by default; check the source.",
                f"{name.zh}：{fact.when}为{'出生日期' if on_birthday else '1月1日'}，可能是默认填入，请核对原始资料。",
            )
            yield Finding("Q48", "warn", message, (fact.path,))
