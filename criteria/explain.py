"""Evidence into sentences, in English and Chinese; the only place that makes prose about a result.

The decisive leaves of an evidence tree are the observations that made the answer what it is: of a failed conjunction
the parts that failed, of an open one the parts that are open, of a fulfilled one all parts.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from criteria.choices import choice_label
from criteria.dates import Dates
from criteria.evaluate import Evidence, Seen
from criteria.intervals import NoneYet, Ongoing
from criteria.nodes import (
    Age,
    All,
    Any_,
    Compare,
    Constant,
    Count,
    Elapsed,
    Every,
    FirstKnown,
    InScreeningPeriod,
    Lab,
    LabAgainstUpperLimit,
    Measured,
    Not,
    NotInFuture,
    OneOf,
    Open,
    Precedes,
    Shown,
    Some,
    When,
)
from criteria.protocol import Criterion
from criteria.record import FactInfo, PatientRecord, vocabulary
from criteria.text import Text
from criteria.truth import Kind, Truth, Verdict
from criteria.units import canonical_unit

_INDEX = re.compile(r"\[\d+\]")
_SYMBOLS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_ANCHORS = {
    "A": Text("the assessment", "评估日"),
    "N": Text("enrolment", "入组日"),
    "P": Text("the planned first dose", "计划首次给药日"),
}
_NAMING_KEYS = ("agent", "name", "factor", "disease", "type", "term", "test", "kind", "class_", "site")
_MOST_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One decisive observation as a reader sees it."""

    fact: str
    subject: Text
    value: Text
    required: Text
    observed: Text
    truth: Truth


# --- which leaves decide ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A decisive leaf; `wanted` is the truth that lets the patient pass."""

    evidence: Evidence
    wanted: bool


def _decisive(evidence: Evidence, wanted: bool) -> Iterator[_Leaf]:
    match evidence.node:
        case Constant():
            return
        case Not():
            yield from _decisive(evidence.children[0], not wanted)
        case Shown():
            if evidence.truth is Truth.TRUE:
                yield from _decisive(evidence.children[0], wanted)
        case FirstKnown():
            known = [child for child in evidence.children if child.truth is evidence.truth is not Truth.UNKNOWN]
            for child in known[:1] or evidence.children:
                yield from _decisive(child, wanted)
        case When():
            yield from _decisive_of_when(evidence, wanted)
        case All() | Every() | Any_() | Some() if evidence.children:
            for child in _deciding(evidence, wanted):
                yield from _decisive(child, wanted)
        case _:
            yield _Leaf(evidence, wanted)


def _deciding(evidence: Evidence, wanted: bool) -> list[Evidence]:
    """Of a joined node the children that carry its truth.

    Where an exclusion is open, what already speaks for it belongs to the story too: the dipstick that asks for a
    24-hour collection.
    """
    told = {evidence.truth}
    if not wanted and evidence.truth is Truth.UNKNOWN and isinstance(evidence.node, All):
        told.add(Truth.TRUE)
    return [child for child in evidence.children if child.truth in told] or list(evidence.children)


def _decisive_of_when(evidence: Evidence, wanted: bool) -> Iterator[_Leaf]:
    condition, *branches = evidence.children
    if (evidence.truth is Truth.UNKNOWN and condition.truth is Truth.UNKNOWN) or len(branches) == 1:
        yield from _decisive(condition, wanted)
    else:
        branches = branches[:1]  # both agree: the condition doesn't matter
    for branch in branches:
        yield from _decisive(branch, wanted)


# --- words ------------------------------------------------------------------------------------------------------------


def join(*parts: Text, en: str = " ", zh: str = "") -> Text:
    kept = [part for part in parts if part.en]
    return Text(en.join(part.en for part in kept), zh.join(part.zh for part in kept))


@cache
def info_of(path: str) -> FactInfo | None:
    generic = _INDEX.sub("[]", path)
    return vocabulary().get(generic) or vocabulary().get(f"{generic}[]")


def label_of(path: str, record: PatientRecord) -> Text:
    """What a fact is called, with the entry it belongs to: "Chemotherapy (irinotecan), last dose"."""
    if path == "planned_first_dose_date":
        return Text("Planned first dose", "计划首次给药日期")
    info = info_of(path)
    if info is None:
        return Text(path, path)
    if "]." not in path:
        return info.label
    entry = entry_of(path.rpartition(".")[0], record)
    return Text(f"{entry.en}, {_lower(info.label.en)}", f"{entry.zh}·{info.label.zh}")


def _lower(words: str) -> str:
    """Lower-case the first letter, unless the word is an abbreviation."""
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


def entry_of(item_path: str, record: PatientRecord) -> Text:
    """An entry of a list by its name: the agent, the kind, the test, or its number."""
    list_path, _, index = item_path.removesuffix("]").rpartition("[")
    info = info_of(f"{list_path}[]")
    title = info.label if info is not None else Text(list_path, list_path)
    items: Any = record
    for part in list_path.split("."):
        items = getattr(items, part, None)
    item = items[int(index)] if items is not None and int(index) < len(items) else None
    for key in _naming_keys(list_path):
        name = getattr(item, key, None)
        if name is not None:
            named = _choice(f"{list_path}[].{key.rstrip('_')}", name)
            return Text(f"{title.en} ({named.en})", f"{title.zh}（{named.zh}）") if list_path != "labs" else named
    number = int(index) + 1
    return Text(f"{title.en} (entry {number})", f"{title.zh}（第{number}条）")


@cache
def _naming_keys(list_path: str) -> tuple[str, ...]:
    """The facts of a list's items that may name one, best first."""
    return tuple(key for key in _NAMING_KEYS if f"{list_path}[].{key.rstrip('_')}" in vocabulary())


def _choice(path: str, value: str) -> Text:
    info = info_of(path)
    return choice_label(info.path, value) if info is not None and value in info.choices else Text(value, value)


def _plain(words: str) -> Text:
    return Text(words, words)


def _decimal_words(value: Decimal) -> str:
    rounded = round(value, _MOST_DECIMALS)
    text = format(rounded.normalize(), "f")
    return text if rounded == value else f"≈ {text}"


def _with_unit(number: str, unit: str | None) -> Text:
    """A number with its unit: counts as a multiple of a power of ten, a pure ratio without any."""
    if unit is None or unit in ("ratio", "1"):
        return _plain(number)
    if unit == "weeks":
        return Text(f"{number} weeks", f"{number}周")
    return _plain(f"{number} × {unit}" if unit.startswith("10") else f"{number} {unit}")


def _value_words(seen: Seen, unit: str | None = None) -> Text:
    value = seen.value
    if value is None:
        return Text("not recorded", "未记录")
    if isinstance(value, bool):
        return Text("yes", "是") if value else Text("no", "否")
    if isinstance(value, Ongoing):
        return Text("ongoing", "进行中")
    if isinstance(value, NoneYet):
        return Text("none yet", "尚未进行")
    if isinstance(value, tuple):
        return _list_words(seen.path, value)
    info = info_of(seen.path)
    if isinstance(value, str) and info is not None:
        return _choice(seen.path, value)
    return _with_unit(str(value), unit or (info.unit if info is not None else None))


def _list_words(path: str, items: tuple[Any, ...]) -> Text:
    if not items:
        return Text("reviewed, none", "已核对，无")
    if all(isinstance(item, str) for item in items):
        return join(*(_choice(path, item) for item in items), en=", ", zh="、")
    return Text(f"{len(items)} entries", f"{len(items)}条")


# --- what a leaf asks, and what was seen ------------------------------------------------------------------------------


def _span(node: Elapsed) -> Text:
    one = node.count == 1
    unit = {"days": Text("day" if one else "days", "天"), "months": Text("month" if one else "months", "个月")}[
        node.unit
    ]
    return Text(f"{node.count} {unit.en}", f"{node.count}{unit.zh}")


def _required_elapsed(node: Elapsed, dates: Dates) -> Text:
    reference = {"A": dates.assessment, "N": dates.enrolment or dates.assessment, "P": dates.first_dose}[node.before]
    day = reference.isoformat() if reference else _ANCHORS[node.before].en
    day_zh = reference.isoformat() if reference else _ANCHORS[node.before].zh
    span = _span(node)
    if node.operator[0] == ">":
        return Text(
            f"{_SYMBOLS[node.operator]} {span.en} before {day}", f"距{day_zh} {_SYMBOLS[node.operator]} {span.zh}"
        )
    window = "within" if node.operator == "<=" else "less than"
    return Text(f"{window} {span.en} before {day}", f"{day_zh}前{span.zh}内")


def _required_choice(node: OneOf) -> Text:
    return join(*(_choice(node.fact, value) for value in node.values), en=" / ", zh="/")


def _limit(operator: str, amount: Text) -> Text:
    return Text(f"{_SYMBOLS[operator]} {amount.en}", f"{_SYMBOLS[operator]} {amount.zh}")


def _required_number(node: Compare, evidence: Evidence) -> Text:
    info = info_of(node.fact)
    number = node.limit
    if number is None and evidence.seen:
        number = evidence.seen[-1].value
    shown = Text("the limit", "上限") if number is None else _with_unit(str(number), info.unit if info else None)
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
            return _limit(node.operator, _with_unit(str(node.limit), canonical_unit(node.analyte)))
        case Lab():
            return _limit(node.operator, _with_unit(_decimal_words(node.limit), canonical_unit(node.test)))
        case LabAgainstUpperLimit():
            times = f"{node.times} × ULN" if node.times != 1 else "ULN"
            plus = f" + {node.plus} {canonical_unit(node.test)}" if node.plus else ""
            return _plain(f"{_SYMBOLS[node.operator]} {times}{plus}")
        case Age():
            return Text(f"age {_SYMBOLS[node.operator]} {node.years}", f"年龄{_SYMBOLS[node.operator]}{node.years}岁")
        case Count():
            return _plain(f"{_SYMBOLS[node.operator]} {node.number}")
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


def _observed(evidence: Evidence) -> Text:
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
            return _plain(f"{_decimal_words(observed)} × ULN")
        case _:
            return _plain(str(observed))


def _unit_of_result(path: str, record: PatientRecord) -> str | None:
    match = re.match(r"labs\[(\d+)\]\.value", path)
    return record.labs[int(match.group(1))].unit if match and record.labs else None


def observations(evidence: Evidence, record: PatientRecord, dates: Dates) -> Iterator[Row]:
    """What one leaf saw, against what it asks for."""
    if isinstance(evidence.node, Open) or not evidence.seen:
        return
    asked, observed = required(evidence, dates), _observed(evidence)
    if isinstance(evidence.node, Lab | LabAgainstUpperLimit) and evidence.seen[0].path == "labs":
        test = evidence.node.test
        yield Row("labs", _choice("labs[].test", test), Text("not recorded", "未记录"), asked, observed, evidence.truth)
        return
    for index, seen in enumerate(evidence.seen):
        value = _value_words(seen, _unit_of_result(seen.path, record))
        shown = observed if index == 0 else Text("", "")
        yield Row(seen.path, label_of(seen.path, record), value, asked, shown, evidence.truth)


def deciding(criterion: Criterion, evidence: Evidence) -> Iterator[Evidence]:
    """The leaves that made the answer what it is."""
    return (leaf.evidence for leaf in _decisive(evidence, criterion.kind is Kind.INCLUSION))


def rows(criterion: Criterion, evidence: Evidence, record: PatientRecord, dates: Dates) -> tuple[Row, ...]:
    """The decisive observations of a result, each once, in the order of the rule."""
    leaves = _decisive(evidence, criterion.kind is Kind.INCLUSION)
    found: dict[tuple[str, str, str], Row] = {}
    for leaf in leaves:
        for row in observations(leaf.evidence, record, dates):
            found.setdefault((row.fact, row.subject.en, row.required.en), row)
    return tuple(found.values())


# --- the sentence -----------------------------------------------------------------------------------------------------

_MOST_CLAUSES = 12


def reason(
    criterion: Criterion,
    verdict: Verdict,
    evidence: Evidence,
    record: PatientRecord,
    dates: Dates,
    flips: tuple[date | None, Verdict | None] = (None, None),
) -> Text:
    """Why the item has its verdict, in a few sentences: what was seen against what is asked, and what comes next."""
    leaves = list(_decisive(evidence, criterion.kind is Kind.INCLUSION))
    clauses = [clause for clause in dict.fromkeys(_clause(leaf, record, dates) for leaf in leaves) if clause.en]
    parts = [*clauses[:_MOST_CLAUSES], _not_recorded(leaves, record)]
    if verdict is Verdict.JUDGEMENT:
        parts.append(Text("The investigator decides", "由研究者判断"))
    parts.append(_outlook(*flips))
    sentences = join(*(_ended(part) for part in parts if part.en))
    return sentences if sentences.en else _nothing_to_say(verdict)


def _ended(sentence: Text) -> Text:
    """With a full stop, unless it is a question."""
    en, zh = sentence.en, sentence.zh
    return Text(en if en.endswith("?") else f"{en}.", zh if zh.endswith("？") else f"{zh}。")


def _not_recorded(leaves: list[_Leaf], record: PatientRecord) -> Text:
    """Which of the deciding facts the record does not have, in one sentence."""
    absent = [
        _choice("labs[].test", leaf.evidence.node.test)
        if seen.path == "labs" and isinstance(leaf.evidence.node, Lab | LabAgainstUpperLimit)
        else label_of(seen.path, record)
        for leaf in leaves
        for seen in leaf.evidence.seen
        if seen.value is None and leaf.evidence.truth is Truth.UNKNOWN
    ]
    names = join(*dict.fromkeys(absent), en="; ", zh="、")
    return Text(f"Not recorded: {names.en}", f"未记录：{names.zh}") if names.en else Text("", "")


def _nothing_to_say(verdict: Verdict) -> Text:
    if verdict.passes:
        return Text("Nothing recorded speaks against it.", "记录中无相反情况。")
    return Text("Not recorded.", "未记录。")


def _clause(leaf: _Leaf, record: PatientRecord, dates: Dates) -> Text:
    evidence = leaf.evidence
    if isinstance(evidence.node, Open):
        return Text(evidence.node.question.en.rstrip("."), evidence.node.question.zh.rstrip("。"))
    if not evidence.seen:
        return Text("", "")
    return _CLAUSES.get(type(evidence.node), _plain_clause)(leaf, record, dates)


def _asks(leaf: _Leaf, required: Text) -> Text:
    if leaf.wanted:
        return Text(f"{required.en} needed", f"要求{required.zh}")
    return Text(f"{required.en} excludes", f"{required.zh}者排除")


def _unusable(seen: Seen) -> Text:
    return Text(" (not counted until checked)", "（核对前不计入）") if seen.unusable else Text("", "")


def _plain_clause(leaf: _Leaf, record: PatientRecord, dates: Dates) -> Text:
    """Yes/no answers and choices: label and value, each fact once."""
    evidence = leaf.evidence
    parts = []
    for seen in evidence.seen:
        if seen.value is None:
            continue
        value, mark = _value_words(seen), _unusable(seen)
        label = label_of(seen.path, record)
        parts.append(Text(f"{label.en}: {value.en}{mark.en}", f"{label.zh}：{value.zh}{mark.zh}"))
    return join(*parts, en="; ", zh="；")


def _number_clause(leaf: _Leaf, record: PatientRecord, dates: Dates) -> Text:
    plain = _plain_clause(leaf, record, dates)
    if leaf.evidence.seen[0].value is None:
        return Text("", "")
    asks = _asks(leaf, required(leaf.evidence, dates))
    return Text(f"{plain.en}; {asks.en}", f"{plain.zh}；{asks.zh}")


def _lab_clause(leaf: _Leaf, record: PatientRecord, dates: Dates) -> Text:
    evidence = leaf.evidence
    node = cast("Lab | LabAgainstUpperLimit", evidence.node)
    test = _choice("labs[].test", node.test)
    if evidence.seen[0].path == "labs" or evidence.seen[0].value is None:
        return Text("", "")
    pieces: list[Text] = []
    for seen in evidence.seen:
        unit = _unit_of_result(seen.path, record)
        if seen.value is None:
            continue
        value, mark = _value_words(seen, unit), _unusable(seen)
        what = Text("ULN ", "上限") if seen.path.endswith(".uln") else Text("", "")
        pieces.append(Text(f"{what.en}{value.en}{mark.en}", f"{what.zh}{value.zh}{mark.zh}"))
    observed = _observed(evidence)
    seen_words = join(*pieces, observed, en=", ", zh="，")
    asks = _asks(leaf, required(evidence, dates))
    return Text(f"{test.en} {seen_words.en}; {asks.en}", f"{test.zh} {seen_words.zh}；{asks.zh}")


def _elapsed_clause(leaf: _Leaf, record: PatientRecord, dates: Dates) -> Text:
    evidence, seen = leaf.evidence, leaf.evidence.seen[0]
    node = cast("Elapsed", evidence.node)
    if seen.value is None:
        return Text("", "")
    label, value, mark = label_of(seen.path, record), _value_words(seen), _unusable(seen)
    head = Text(f"{label.en} {value.en}{mark.en}", f"{label.zh} {value.zh}{mark.zh}")
    anchor, observed, span = _ANCHORS[node.before], _observed(evidence), _span(node)
    if observed.en and not isinstance(seen.value, Ongoing):
        head = Text(f"{head.en}, {observed.en} before {anchor.en}", f"{head.zh}，距{anchor.zh}{observed.zh}")
    if node.before == "P" and dates.first_dose is None:
        head = Text(f"{head.en}, first dose not planned", f"{head.zh}，未计划首次给药日")
    if node.operator[0] == ">":
        asked = Text(f"{head.en}; at least {span.en} needed", f"{head.zh}；要求至少{span.zh}")
    else:
        asked = Text(f"{head.en}; within {span.en} excludes", f"{head.zh}；{span.zh}内者排除")
    if evidence.truth is Truth.UNKNOWN and seen.path in evidence.missing:
        return Text(f"{asked.en}; the exact day decides", f"{asked.zh}；需精确到日才能判定")
    return asked


def _age_clause(leaf: _Leaf, record: PatientRecord, dates: Dates) -> Text:
    born = leaf.evidence.seen[0]
    if born.value is None:
        return Text("", "")
    value, observed = _value_words(born), _observed(leaf.evidence)
    label = label_of(born.path, record)
    years = Text(f" ({observed.en})", f"（{observed.zh}）") if observed.en else Text("", "")
    return Text(f"{label.en} {value.en}{years.en}", f"{label.zh} {value.zh}{years.zh}")


_CLAUSES: dict[type, Callable[[_Leaf, PatientRecord, Dates], Text]] = {
    Compare: _number_clause,
    Measured: _number_clause,
    Lab: _lab_clause,
    LabAgainstUpperLimit: _lab_clause,
    Elapsed: _elapsed_clause,
    Age: _age_clause,
}


def _outlook(flips_on: date | None, flips_to: Verdict | None) -> Text:
    if flips_on is None or flips_to is None:
        return Text("", "")
    day = flips_on.isoformat()
    if flips_to.passes:
        return Text(f"Satisfied from {day}", f"自{day}起满足")
    if flips_to.fails:
        return Text(f"No longer satisfied from {day}", f"自{day}起不再满足")
    return Text(f"Open again from {day}", f"自{day}起待定")
