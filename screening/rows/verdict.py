"""The verdict page: banner, and 38 lines in protocol order with what they offer to whom."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from criteria import Assessment, CriterionResult, Kind, Verdict, rows
from criteria.record import SECTION_TITLES, Section
from screening.due import SOON
from screening.links import field_url
from screening.models import Screening
from screening.presenters import (
    Link,
    chip,
    display_code,
    lines,
    missing_name,
    missing_url,
    overall_key,
    overall_words,
    reason_of,
    section_url,
    test_of,
    worst,
)
from screening.verdicts import section_of, word_of
from screening.wording import CHIP_KEYS, CHIP_WORDS, Chip, ChipKey, in_reader_language

TODO: tuple[ChipKey, ...] = ("fail", "missing", "judge", "notyet")

VERDICT_WORDS: dict[Verdict, Promise] = {
    Verdict.MET: pgettext_lazy("criterion", "Met"),
    Verdict.NOT_MET: pgettext_lazy("criterion", "Not met"),
    Verdict.PRESENT: pgettext_lazy("criterion", "Present"),
    Verdict.ABSENT: pgettext_lazy("criterion", "Not present"),
}


@dataclass(frozen=True, slots=True)
class OtherReadingRow:
    code: str
    text: str
    chip: Chip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the protocol, or one of the five parts of I12. `judging`: the questions to answer in place."""

    code: str
    title: str
    chip: Chip
    evidence: str
    source: Link
    url: str = ""
    links: tuple[Link, ...] = ()
    others: tuple[OtherReadingRow, ...] = ()
    question: str = ""
    judging: tuple[Any, ...] = ()
    parts: tuple["Line", ...] = ()

    @property
    def key(self) -> ChipKey:
        return self.chip.key

    @property
    def is_open(self) -> bool:
        return self.key in TODO


@dataclass(frozen=True, slots=True)
class LineTable:
    kind: Kind
    total: int
    lines: tuple[Line, ...]


Judging = Mapping[str, tuple[Any, ...]]


def all_lines(
    screening: Screening, assessment: Assessment, *, editable: bool, judges: bool, judging: Judging | None = None
) -> tuple[Line, ...]:
    """The 38 lines. `editable`, `judges`: whether this reader is offered the fields and the judgements.

    `judging` has the questions of a code as fields, to be answered in its line.
    """
    write = _LineWriter(screening, assessment, editable, judges, judging or {})
    return tuple(write.line(parts) for parts in lines(assessment))


def tables(assessment: Assessment, found: Iterable[Line], show: str) -> tuple[LineTable, ...]:
    """The lines that the filter shows, in two tables; a table without a line is left out."""
    by_kind: dict[Kind, list[Line]] = {Kind.INCLUSION: [], Kind.EXCLUSION: []}
    for parts, line in zip(lines(assessment), found, strict=True):
        by_kind[parts[0].kind].append(line)
    whole = ((kind, one, tuple(line for line in one if _is_shown(line, show))) for kind, one in by_kind.items())
    return tuple(LineTable(kind, len(one), shown) for kind, one, shown in whole if shown)


def _is_shown(line: Line, show: str) -> bool:
    return {"": True, "todo": line.is_open}.get(show, line.key == show)


@dataclass(frozen=True, slots=True)
class _LineWriter:
    screening: Screening
    assessment: Assessment
    editable: bool
    judges: bool
    judging: Judging

    def line(self, parts: tuple[CriterionResult, ...]) -> Line:
        if len(parts) == 1:
            return self.item(parts[0])
        inner = tuple(self.item(part) for part in parts)
        key = worst(line.key for line in inner)
        return Line(
            code=display_code(parts[0].criterion.line),
            title=_("Laboratory values during screening"),
            chip=chip(key),
            evidence=_part_words(inner),
            source=inner[0].source,
            parts=inner,
        )

    def item(self, result: CriterionResult) -> Line:
        criterion = result.criterion
        query = result.query
        return Line(
            code=display_code(criterion.id),
            title=in_reader_language(criterion.title),
            chip=chip(word_of(result)),
            evidence=evidence_sentence(self.assessment, result),
            source=self.source(result),
            url=self.url_of(result),
            links=tuple(self.links(result)),
            others=other_readings(result) if result.reading_dependent else (),
            question="" if query is None else in_reader_language(query),
            judging=self.questions_of(result),
        )

    def source(self, result: CriterionResult) -> Link:
        """The field of the first fact that decides, so that the source of a line is one step away."""
        section = result.criterion.section
        seen = rows(result.criterion, result.evidence, self.assessment.record, self.assessment.dates)
        if not seen:
            return Link(in_reader_language(SECTION_TITLES[section]), section_url(self.screening, section))
        where = cast("Section", section_of(seen[0].fact) or section)
        return Link(
            in_reader_language(SECTION_TITLES[where]), field_url(self.screening, seen[0].fact, test=test_of(result))
        )

    def questions_of(self, result: CriterionResult) -> tuple[Any, ...]:
        return self.judging.get(display_code(result.id), ()) if word_of(result) == "judge" else ()

    def url_of(self, result: CriterionResult) -> str:
        return reverse("screening:criterion", args=[self.screening.number, display_code(result.id)])

    def links(self, result: CriterionResult) -> Iterator[Link]:
        if word_of(result) == "judge":
            if self.judges and not self.questions_of(result):
                yield Link(_("Judge"), judge_url(self.screening))
            return
        if not self.editable:
            return
        missing = missing_links(self.screening, self.assessment, result)
        yield from missing[:1]
        if len(missing) > 1:
            yield Link(_("and %(n)s more") % {"n": len(missing) - 1}, self.url_of(result))


def missing_links(screening: Screening, assessment: Assessment, result: CriterionResult) -> list[Link]:
    """The fields of what is missing, each once."""
    found: dict[str, Link] = {}
    for path in result.missing:
        name = missing_name(assessment, result, path)
        found.setdefault(name, Link(_("Enter: %(what)s") % {"what": name}, missing_url(screening, result, path)))
    return list(found.values())


def judge_url(screening: Screening) -> str:
    return reverse("screening:judge", args=[screening.number])


def evidence_sentence(assessment: Assessment, result: CriterionResult) -> str:
    """What was seen; where the item is decided, with the word that says which way ("Not present: …")."""
    sentence = reason_of(assessment, result)
    word = VERDICT_WORDS.get(result.verdict)
    return sentence if word is None else _("%(word)s: %(sentence)s") % {"word": word, "sentence": sentence}


def other_readings(result: CriterionResult) -> tuple[OtherReadingRow, ...]:
    return tuple(
        OtherReadingRow(
            other.reading.code, in_reader_language(other.reading.text), chip(_key_of(other.verdict, result))
        )
        for other in result.other_readings
    )


def _key_of(verdict: Verdict, result: CriterionResult) -> ChipKey:
    """The word for the verdict of another reading, of which nothing more than the verdict is known."""
    if verdict is result.verdict:
        return word_of(result)
    if verdict.passes:
        return "pass"
    if verdict.fails:
        return "fail"
    return "judge" if verdict is Verdict.JUDGEMENT else "missing"


def _part_words(parts: Iterable[Line]) -> str:
    counted = Counter(part.key for part in parts)
    return _list_words(f"{counted[key]} {CHIP_WORDS[key]}" for key in CHIP_KEYS if counted[key])


def _list_words(words: Iterable[str]) -> str:
    return _(", ").join(words)


# --- filters ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FilterLink:
    label: str
    count: int
    query: str
    here: bool


def filters(found: Iterable[Line], show: str) -> tuple[FilterLink, ...]:
    found = tuple(found)
    counted = Counter(line.key for line in found)
    todo = sum(counted[key] for key in TODO)
    words = [("", _("All"), len(found)), ("todo", _("Needs action"), todo)]
    words += [(key, str(CHIP_WORDS[key]), counted[key]) for key in CHIP_KEYS if counted[key]]
    return tuple(FilterLink(label, count, name, name == show) for name, label, count in words)


# --- the banner -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Banner:
    key: ChipKey
    words: str
    sentence: str
    chips: tuple[Chip, ...]


def banner(assessment: Assessment, found: Iterable[Line], words: str = "") -> Banner:
    """`words` takes the place of the bare verdict where a signature or an enrolment says more."""
    counted = Counter(line.key for line in found)
    return Banner(
        key=overall_key(assessment),
        words=words or overall_words(assessment),
        sentence=" ".join(filter(None, [_what_is_open(counted), _when_earliest(assessment), _until(assessment)])),
        chips=tuple(chip(key, counted[key]) for key in CHIP_KEYS if counted[key]),
    )


def _what_is_open(counted: Counter[ChipKey]) -> str:
    parts = [_COUNT_WORDS[key](counted[key]) for key in TODO if counted[key]]
    return _("%(list)s.") % {"list": _list_words(parts)} if parts else _("Every criterion passes.")


_COUNT_WORDS: dict[ChipKey, Callable[[int], str]] = {
    "fail": lambda n: ngettext("%(n)s criterion fails", "%(n)s criteria fail", n) % {"n": n},
    "missing": lambda n: ngettext("%(n)s criterion lacks data", "%(n)s criteria lack data", n) % {"n": n},
    "judge": lambda n: ngettext("%(n)s criterion needs judgement", "%(n)s criteria need judgement", n) % {"n": n},
    "notyet": lambda n: ngettext("%(n)s criterion has to wait", "%(n)s criteria have to wait", n) % {"n": n},
}


def _when_earliest(assessment: Assessment) -> str:
    overall = assessment.overall
    if overall.verdict == "ELIGIBLE":
        return ""
    by = _list_words(display_code(code) for code in overall.limited_by)
    if overall.earliest_eligible_date is not None and overall.earliest_eligible_date > assessment.dates.assessment:
        words = _("Earliest eligible date %(day)s, set by %(which)s, if nothing else changes.")
        return words % {"day": overall.earliest_eligible_date, "which": by or "–"}
    not_before = overall.earliest_eligible_date_if_resolved
    if not_before is not None and not_before > assessment.dates.assessment:
        return _("Eligible not before %(day)s.") % {"day": not_before}
    return ""


def _until(assessment: Assessment) -> str:
    """A day that somebody has to hurry for; a birthday in ten years is none."""
    last = assessment.overall.eligible_until
    if last is None or last > assessment.dates.assessment + SOON:
        return ""
    return _("Eligible until %(day)s, if nothing else changes.") % {"day": last}
