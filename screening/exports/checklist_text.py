"""The checklist as plain text, for a terminal or a print-out: every item with its verdict word and the reason for it."""

from collections.abc import Iterator
from textwrap import wrap

from criteria import Assessment, CriterionResult, Kind, Overall, Text, reason
from criteria.text import Language
from screening.verdicts import Word, word_of

WIDTH = 100
_INDENT = " " * 8

# The command knows no reader's settings: both languages stand here, in the words of the screens.
WORDS: dict[Word, Text] = {
    "pass": Text("Pass", "通过"),
    "fail": Text("Fail", "不通过"),
    "notyet": Text("Not yet", "未到期"),
    "missing": Text("Missing data", "缺少数据"),
    "judge": Text("Needs judgement", "待研究者判断"),
    "na": Text("Not applicable", "不适用"),
}
OVERALL: dict[Overall, Text] = {
    Overall.ELIGIBLE: Text("Eligible", "符合入组条件"),
    Overall.PENDING: Text("Cannot decide yet", "暂不能判定"),
    Overall.NOT_ELIGIBLE: Text("Not eligible", "不符合"),
}
_GROUPS = (
    (Kind.INCLUSION, Text("Inclusion criteria", "入选标准")),
    (Kind.EXCLUSION, Text("Exclusion criteria", "排除标准")),
)
_SEVERITIES = {"block": Text("Blocks", "阻断"), "warn": Text("Check", "请核对"), "info": Text("Note", "提示")}


def checklist(assessment: Assessment, *, name: str = "", language: Language = "en") -> str:
    """The whole checklist, in protocol order. `name`: what the record calls itself."""
    return "\n".join(
        (*_head(assessment, name, language), *_items(assessment, language), *_findings(assessment, language))
    )


def _head(assessment: Assessment, name: str, language: Language) -> Iterator[str]:
    protocol, dates, overall = assessment.protocol, assessment.dates, assessment.overall
    if name:
        yield name
    yield from _wrapped(f"{protocol.title.in_language(language)} ({protocol.name}, {protocol.digest[:19]})")
    enrolment = str(dates.enrolment) if dates.enrolment else Text("not entered", "未录入").in_language(language)
    dose = str(dates.first_dose) if dates.first_dose else Text("not planned", "未计划").in_language(language)
    yield Text(
        f"Assessment {dates.assessment}, enrolment {enrolment}, planned first dose {dose}",
        f"评估日 {dates.assessment}，入组日 {enrolment}，计划首次给药日 {dose}",
    ).in_language(language)
    yield ""
    yield Text(f"Overall: {OVERALL[overall.verdict].en}", f"总体判定：{OVERALL[overall.verdict].zh}").in_language(
        language
    )
    for line in _days_that_matter(assessment):
        yield line.in_language(language)


def _days_that_matter(assessment: Assessment) -> Iterator[Text]:
    overall = assessment.overall
    if overall.earliest_eligible_date is not None:
        yield Text(
            f"Eligible from {overall.earliest_eligible_date}", f"自 {overall.earliest_eligible_date} 起符合入组条件"
        )
    if overall.earliest_eligible_date_if_resolved is not None:
        day = overall.earliest_eligible_date_if_resolved
        yield Text(f"Nothing fails from {day}, if what is open turns out well", f"待定项均符合时，最早 {day} 起可入组")
    if overall.limited_by:
        yield Text(
            f"Until then limited by {', '.join(overall.limited_by)}", f"此前受限于 {'、'.join(overall.limited_by)}"
        )
    if overall.eligible_until is not None:
        yield Text(f"Eligible until {overall.eligible_until}", f"符合入组条件至 {overall.eligible_until}")


def _items(assessment: Assessment, language: Language) -> Iterator[str]:
    for kind, title in _GROUPS:
        yield ""
        yield title.in_language(language)
        for result in assessment.criteria:
            if result.kind is kind:
                yield from _item(result, assessment, language)


def _item(result: CriterionResult, assessment: Assessment, language: Language) -> Iterator[str]:
    criterion = result.criterion
    word = WORDS[word_of(result)].in_language(language)
    yield f"  {criterion.id:<5} [{word}] {criterion.title.in_language(language)}"
    flips = (result.flips_on, result.flips_to)
    why = reason(criterion, result.verdict, result.evidence, assessment.record, assessment.dates, flips)
    yield from _wrapped(why.in_language(language), _INDENT)
    if result.query is not None:
        question = Text(f"To the sponsor: {result.query.en}", f"询问申办方：{result.query.zh}")
        yield from _wrapped(question.in_language(language), _INDENT)
    for other in result.other_readings:
        if other.verdict is not result.verdict:
            reading = other.reading
            note = Text(
                f"Read otherwise ({reading.code}): {reading.text.en} Then {other.verdict.value}.",
                f"另一种解读（{reading.code}）：{reading.text.zh}则为 {other.verdict.value}。",
            )
            yield from _wrapped(note.in_language(language), _INDENT)


def _findings(assessment: Assessment, language: Language) -> Iterator[str]:
    if not assessment.findings:
        return
    yield ""
    yield Text("Findings about the record", "数据核查发现").in_language(language)
    for finding in assessment.findings:
        severity = _SEVERITIES[finding.severity].in_language(language)
        yield from _wrapped(f"[{finding.check}] {severity}: {finding.message.in_language(language)}", "  ")


def _wrapped(words: str, indent: str = "") -> list[str]:
    """Lines of at most 100 characters; Chinese has no blanks to break at, and its letters are twice as wide."""
    wide = sum(letter >= "⺀" for letter in words) * 2 > len(words)
    return wrap(words, WIDTH // 2 if wide else WIDTH, initial_indent=indent, subsequent_indent=indent)
