"""What a leaf saw, against what it asks for: the rows of evidence that a reader sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from criteria.dates import Dates
from criteria.naming import choice, decimal_words, info_of, join, label_of, plain, value_words, with_unit
from criteria.nodes import (
    Age,
    Compare,
    Count,
    Elapsed,
    Every,
    InScreeningPeriod,
    Lab,
    LabAgainstUpperLimit,
    Measured,
    NotInFuture,
    OneOf,
    Open,
    Precedes,
    Some,
)
from criteria.record import PatientRecord
from criteria.situation import Evidence
from criteria.text import Text
from criteria.truth import Truth
from criteria.units import canonical_unit

_SYMBOLS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
ANCHORS = {
    "A": Text("the assessment", "评估日"),
    "N": Text("enrolment", "入组日"),
    "P": Text("the planned first dose", "计划首次给药日"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One decisive observation as a reader sees it."""

    fact: str
    subject: Text
    value: Text
    required: Text
    observed: Text
    truth: Truth


def span_words(node: Elapsed) -> Text:
    one = node.count == 1
    unit = {"days": Text("day" if one else "days", "天"), "months": Text("month" if one else "months", "个月")}[
        node.unit
    ]
    return Text(f"{node.count} {unit.en}", f"{node.count}{unit.zh}")


def _required_elapsed(node: Elapsed, dates: Dates) -> Text:
    reference = {"A": dates.assessment, "N": dates.enrolment or dates.assessment, "P": dates.first_dose}[node.before]
    day = reference.isoformat() if reference else ANCHORS[node.before].en
    day_zh = reference.isoformat() if reference else ANCHORS[node.before].zh
    span = span_words(node)
    if node.operator[0] == ">":
        return Text(
            f"{_SYMBOLS[node.operator]} {span.en} before {day}", f"距{day_zh} {_SYMBOLS[node.operator]} {span.zh}"
        )
    window = "within" if node.operator == "<=" else "less than"
    return Text(f"{window} {span.en} before {day}", f"{day_zh}前{span.zh}内")


def _required_choice(node: OneOf) -> Text:
    return join(*(choice(node.fact, value) for value in node.values), en=" / ", zh="/")


def _limit(operator: str, amount: Text) -> Text:
    return Text(f"{_SYMBOLS[operator]} {amount.en}", f"{_SYMBOLS[operator]} {amount.zh}")


def _required_number(node: Compare, evidence: Evidence) -> Text:
    info = info_of(node.fact)
    number = node.limit
    if number is None and evidence.seen:
        number = evidence.seen[-1].value
    shown = Text("the limit", "上限") if number is None else with_unit(str(number), info.unit if info else None)
    return _limit(node.operator, shown)


def required(evidence: Evidence, dates: Dates) -> Text:  # noqa: C901, PLR0912  one line for each kind of node
    node = evidence.node
    match node:
        case Elapsed():
            return _required_elapsed(node, dates)
        case OneOf():
            return _required_choice(node)
        case Compare():
            return _required_number(node, evidence)
        case Measured():
            return _limit(node.operator, with_unit(str(node.limit), canonical_unit(node.analyte)))
        case Lab():
            return _limit(node.operator, with_unit(decimal_words(node.limit), canonical_unit(node.test)))
        case LabAgainstUpperLimit():
            times = f"{node.times} × ULN" if node.times != 1 else "ULN"
            plus = f" + {node.plus} {canonical_unit(node.test)}" if node.plus else ""
            return plain(f"{_SYMBOLS[node.operator]} {times}{plus}")
        case Age():
            return Text(f"age {_SYMBOLS[node.operator]} {node.years}", f"年龄{_SYMBOLS[node.operator]}{node.years}岁")
        case Count():
            return plain(f"{_SYMBOLS[node.operator]} {node.number}")
        case Precedes():
            return Text("before the first procedure", "早于首次操作")
        case NotInFuture():
            return Text("not after the assessment", "不晚于评估日")
        case InScreeningPeriod():
            return Text("within the screening period", "在筛选期内")
        case Some() | Every():
            return Text("reviewed", "须核对")
        case _:
            return Text("yes", "是")


def observed_words(evidence: Evidence) -> Text:
    node = evidence.node
    observed = evidence.seen[0].observed if evidence.seen else None
    if observed is None:
        return Text("", "")
    match node:
        case Elapsed():
            return Text(f"{observed} day" if observed == 1 else f"{observed} days", f"{observed}天")
        case Age():
            return Text(f"{observed} y", f"{observed}岁")
        case LabAgainstUpperLimit():
            return plain(f"{decimal_words(observed)} × ULN")
        case _:
            return plain(str(observed))


def unit_of_result(path: str, record: PatientRecord) -> str | None:
    match = re.match(r"labs\[(\d+)\]\.value", path)
    return record.labs[int(match.group(1))].unit if match and record.labs else None


def observations(evidence: Evidence, record: PatientRecord, dates: Dates) -> Iterator[Row]:
    """What one leaf saw, against what it asks for."""
    if isinstance(evidence.node, Open) or not evidence.seen:
        return
    asked, observed = required(evidence, dates), observed_words(evidence)
    if isinstance(evidence.node, Lab | LabAgainstUpperLimit) and evidence.seen[0].path == "labs":
        test = evidence.node.test
        yield Row("labs", choice("labs[].test", test), Text("not recorded", "未记录"), asked, observed, evidence.truth)
        return
    for index, seen in enumerate(evidence.seen):
        value = value_words(seen, unit_of_result(seen.path, record))
        shown = observed if index == 0 else Text("", "")
        yield Row(seen.path, label_of(seen.path, record), value, asked, shown, evidence.truth)
