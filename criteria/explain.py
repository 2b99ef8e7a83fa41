"""Evidence into sentences, in English and Chinese; the only place that makes sentences about a result."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import cast

from criteria.dates import Dates
from criteria.decisive import Leaf, decisive
from criteria.intervals import Ongoing
from criteria.naming import choice, join, label_of, value_words
from criteria.nodes import Age, Compare, Elapsed, Lab, LabAgainstUpperLimit, Measured, Open
from criteria.observations import ANCHORS, Row, observations, observed_words, required, span_words, unit_of_result
from criteria.protocol import Criterion
from criteria.record import PatientRecord
from criteria.situation import Evidence, Seen
from criteria.text import Text
from criteria.truth import Kind, Truth, Verdict


def deciding(criterion: Criterion, evidence: Evidence) -> Iterator[Evidence]:
    """The leaves that made the answer what it is."""
    return (leaf.evidence for leaf in decisive(evidence, criterion.kind is Kind.INCLUSION))


def rows(criterion: Criterion, evidence: Evidence, record: PatientRecord, dates: Dates) -> tuple[Row, ...]:
    """The decisive observations of a result, each once, in the order of the rule."""
    leaves = decisive(evidence, criterion.kind is Kind.INCLUSION)
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
    leaves = list(decisive(evidence, criterion.kind is Kind.INCLUSION))
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


def _not_recorded(leaves: list[Leaf], record: PatientRecord) -> Text:
    """Which of the deciding facts the record does not have, in one sentence."""
    absent = [
        choice("labs[].test", leaf.evidence.node.test)
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


def _clause(leaf: Leaf, record: PatientRecord, dates: Dates) -> Text:
    evidence = leaf.evidence
    if isinstance(evidence.node, Open):
        return Text(evidence.node.question.en.rstrip("."), evidence.node.question.zh.rstrip("。"))
    if not evidence.seen:
        return Text("", "")
    return _CLAUSES.get(type(evidence.node), _plain_clause)(leaf, record, dates)


def _asks(leaf: Leaf, required: Text) -> Text:
    if leaf.wanted:
        return Text(f"{required.en} needed", f"要求{required.zh}")
    return Text(f"{required.en} excludes", f"{required.zh}者排除")


def _unusable(seen: Seen) -> Text:
    return Text(" (not counted until checked)", "（核对前不计入）") if seen.unusable else Text("", "")


def _plain_clause(leaf: Leaf, record: PatientRecord, dates: Dates) -> Text:
    """Yes/no answers and choices: label and value, each fact once."""
    evidence = leaf.evidence
    parts = []
    for seen in evidence.seen:
        if seen.value is None:
            continue
        value, mark = value_words(seen), _unusable(seen)
        label = label_of(seen.path, record)
        parts.append(Text(f"{label.en}: {value.en}{mark.en}", f"{label.zh}：{value.zh}{mark.zh}"))
    return join(*parts, en="; ", zh="；")


def _number_clause(leaf: Leaf, record: PatientRecord, dates: Dates) -> Text:
    plain = _plain_clause(leaf, record, dates)
    if leaf.evidence.seen[0].value is None:
        return Text("", "")
    asks = _asks(leaf, required(leaf.evidence, dates))
    return Text(f"{plain.en}; {asks.en}", f"{plain.zh}；{asks.zh}")


def _lab_clause(leaf: Leaf, record: PatientRecord, dates: Dates) -> Text:
    evidence = leaf.evidence
    node = cast("Lab | LabAgainstUpperLimit", evidence.node)
    test = choice("labs[].test", node.test)
    if evidence.seen[0].path == "labs" or evidence.seen[0].value is None:
        return Text("", "")
    pieces: list[Text] = []
    for seen in evidence.seen:
        unit = unit_of_result(seen.path, record)
        if seen.value is None:
            continue
        value, mark = value_words(seen, unit), _unusable(seen)
        what = Text("ULN ", "上限") if seen.path.endswith(".uln") else Text("", "")
        pieces.append(Text(f"{what.en}{value.en}{mark.en}", f"{what.zh}{value.zh}{mark.zh}"))
    observed = observed_words(evidence)
    seen_words = join(*pieces, observed, en=", ", zh="，")
    asks = _asks(leaf, required(evidence, dates))
    return Text(f"{test.en} {seen_words.en}; {asks.en}", f"{test.zh} {seen_words.zh}；{asks.zh}")


def _elapsed_clause(leaf: Leaf, record: PatientRecord, dates: Dates) -> Text:
    evidence, seen = leaf.evidence, leaf.evidence.seen[0]
    node = cast("Elapsed", evidence.node)
    if seen.value is None:
        return Text("", "")
    label, value, mark = label_of(seen.path, record), value_words(seen), _unusable(seen)
    head = Text(f"{label.en} {value.en}{mark.en}", f"{label.zh} {value.zh}{mark.zh}")
    anchor, observed, span = ANCHORS[node.before], observed_words(evidence), span_words(node)
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


def _age_clause(leaf: Leaf, record: PatientRecord, dates: Dates) -> Text:
    born = leaf.evidence.seen[0]
    if born.value is None:
        return Text("", "")
    value, observed = value_words(born), observed_words(leaf.evidence)
    label = label_of(born.path, record)
    years = Text(f" ({observed.en})", f"（{observed.zh}）") if observed.en else Text("", "")
    return Text(f"{label.en} {value.en}{years.en}", f"{label.zh} {value.zh}{years.zh}")


_CLAUSES: dict[type, Callable[[Leaf, PatientRecord, Dates], Text]] = {
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
