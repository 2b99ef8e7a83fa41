"""From an assessment to what a template can loop over. No decision is taken here: only order, words and links."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from criteria import Assessment, CriterionResult, Evidence, Truth, label_of, reason
from criteria.calculators.age import completed_years
from criteria.checks import Finding
from criteria.choices import choice_label
from criteria.intervals import parse_date
from criteria.nodes import Lab, LabAgainstUpperLimit, walk
from criteria.record import SECTION_TITLES, SECTIONS, Section, vocabulary
from screening.clock import site_time
from screening.facts import governing, pattern_of, value_at
from screening.forms.base import Doubt, SectionForm
from screening.forms.questions import Progress, progress
from screening.links import field_url, is_fact, stored_path
from screening.models import Judgement, Screening
from screening.remedies import remedies_for
from screening.states import Status
from screening.verdicts import word_of
from screening.wording import CHIP_KEYS, CHIP_WORDS, OVERALL_WORDS, Chip, ChipKey, in_reader_language

MOST_NAMES = 2


# --- verdict words ----------------------------------------------------------------------------------------------------


def worst(keys: Iterable[ChipKey]) -> ChipKey:
    """What several items come to: the one that needs most comes first."""
    return min(keys, key=CHIP_KEYS.index)


def chip(key: ChipKey, count: int | None = None) -> Chip:
    return Chip(key, CHIP_WORDS[key], count)


def display_code(code: str) -> str:
    """I07 is printed I7, as in the protocol."""
    return code[0] + code[1:].lstrip("0")


def overall_key(assessment: Assessment) -> ChipKey:
    key = worst(word_of(result) for result in assessment.criteria)
    return "pass" if key == "na" else key


def overall_words(assessment: Assessment) -> str:
    """Such as "Not yet eligible, from 2026-12-05", or the bare word where no day is known."""
    key = overall_key(assessment)
    earliest = assessment.overall.earliest_eligible_date
    if key == "notyet" and earliest is not None:
        return _("Not yet eligible, from %(day)s") % {"day": earliest}
    return str(OVERALL_WORDS[key])


def reason_of(assessment: Assessment, result: CriterionResult) -> str:
    """The sentence under a verdict, in the reader's language."""
    flips = (result.flips_on, result.flips_to)
    return in_reader_language(
        reason(result.criterion, result.verdict, result.evidence, assessment.record, assessment.dates, flips)
    )


def lines(assessment: Assessment) -> list[tuple[CriterionResult, ...]]:
    """The protocol's 38 lines, I12 with its five parts."""
    return [tuple(parts) for _line, parts in groupby(assessment.criteria, key=lambda one: one.criterion.line)]


def missing_name(assessment: Assessment, result: CriterionResult, path: str) -> str:
    """What is asked for: the test where no result of it is there, else the fact with the entry it belongs to."""
    test = test_of(result)
    if path == "labs" and test is not None:
        return in_reader_language(choice_label("labs[].test", test))
    return in_reader_language(label_of(path, assessment.record))


def missing_url(screening: Screening, result: CriterionResult, path: str) -> str:
    """The field of a missing fact; "labs" alone leads to the row of the test that the criterion asks about."""
    return field_url(screening, path, test=test_of(result))


def section_url(screening: Screening, section: str) -> str:
    return reverse("screening:form", args=[screening.number, section])


def test_of(result: CriterionResult) -> str | None:
    """The first test that is asked for and has no answer, else the first that the rule speaks of."""
    undecided = next(_undecided_tests(result.evidence), None)
    tests = (node.test for node in walk(result.criterion.rule) if isinstance(node, Lab | LabAgainstUpperLimit))
    return undecided or next(tests, None)


def _undecided_tests(evidence: Evidence) -> Iterator[str]:
    if isinstance(evidence.node, Lab | LabAgainstUpperLimit) and evidence.truth is Truth.UNKNOWN:
        yield evidence.node.test
    for child in evidence.children:
        yield from _undecided_tests(child)


# --- the panel "Eligibility so far" -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PanelRow:
    code: str
    title: str
    why: str
    url: str
    clears: date | None = None


@dataclass(frozen=True, slots=True)
class PanelGroup:
    chip: Chip
    rows: tuple[PanelRow, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    key: ChipKey
    words: str | Promise
    earliest: date | None
    not_before: date | None
    groups: tuple[PanelGroup, ...]
    doubts: int
    doubts_url: str

    @property
    def open_count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def panel(screening: Screening, assessment: Assessment, *, judge_url: str) -> Panel:
    """What is still open, line by line, with the field that settles it."""
    found = [(worst(word_of(part) for part in parts), parts) for parts in lines(assessment)]
    show = _PanelRows(screening, assessment, judge_url)
    groups = tuple(
        PanelGroup(chip(key, len(rows)), rows)
        for key in CHIP_KEYS[:4]
        if (rows := tuple(show.row(key, parts) for word, parts in found if word == key))
    )
    earliest = assessment.overall.earliest_eligible_date
    return Panel(
        key=overall_key(assessment),
        words=overall_words(assessment),
        earliest=earliest,
        not_before=None if earliest is not None else assessment.overall.earliest_eligible_date_if_resolved,
        groups=groups,
        doubts=sum(finding.severity == "block" for finding in assessment.findings),
        doubts_url=section_url(screening, "review"),
    )


def _is_judged(path: str) -> bool:
    info = vocabulary().get(pattern_of(path))
    return info is not None and info.judgement


@dataclass(frozen=True, slots=True)
class _PanelRows:
    screening: Screening
    assessment: Assessment
    judge_url: str

    def row(self, key: ChipKey, parts: tuple[CriterionResult, ...]) -> PanelRow:
        telling = [part for part in parts if word_of(part) == key]
        first = telling[0]
        missing = [(part, path) for part in telling for path in part.missing if not _is_judged(path)]
        clears = max((part.flips_on for part in telling if part.flips_on is not None), default=None)
        return PanelRow(
            code=display_code(first.criterion.line),
            title="; ".join(in_reader_language(part.criterion.title) for part in telling),
            why=self._why(key, first, missing),
            url=self.judge_url if key == "judge" else self._url(first, missing),
            clears=clears if key == "notyet" else None,
        )

    def _why(self, key: ChipKey, result: CriterionResult, missing: list[tuple[CriterionResult, str]]) -> str:
        if missing:
            return self._names(missing)
        if key == "missing" and any(finding.severity == "block" for finding in self.assessment.findings):
            return _("Open until a doubt about the data is settled")
        return reason_of(self.assessment, result)

    def _url(self, result: CriterionResult, missing: list[tuple[CriterionResult, str]]) -> str:
        if missing:
            return missing_url(self.screening, *missing[0])
        return section_url(self.screening, result.criterion.section)

    def _names(self, missing: list[tuple[CriterionResult, str]]) -> str:
        names = list(dict.fromkeys(missing_name(self.assessment, part, path) for part, path in missing))
        shown = "; ".join(names[:MOST_NAMES])
        more = len(names) - MOST_NAMES
        if more > 0:
            return _("Not entered: %(names)s and %(more)s more") % {"names": shown, "more": more}
        return _("Not entered: %(names)s") % {"names": shown}


# --- around the form --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    url: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """The participant in one line: never the name."""

    number: str
    url: str
    site: str
    birth_date: str
    age: int | None
    screening_day: int | None
    status: str
    saved_at: str
    links: tuple[Link, ...]


_STRIP_PAGES = (
    ("verdict", pgettext_lazy("page", "Verdict"), "screening:verdict"),
    ("history", pgettext_lazy("page", "History"), "screening:history"),
    ("source", pgettext_lazy("page", "Queries"), "screening:source"),
)


def strip(screening: Screening, *, today: date, here: str) -> Strip:
    start = value_at(screening.facts, "screening_start") or value_at(screening.facts, "icf/signed_date")
    first_day, birth = _whole_day(start), _whole_day(screening.facts.get("birth_date"))
    links = (
        Link(pgettext_lazy("page", "Form"), section_url(screening, SECTIONS[0]), here == "form"),
        *(Link(label, _page_url(name, screening), page == here) for page, label, name in _STRIP_PAGES),
    )
    return Strip(
        number=screening.number,
        url=_page_url("screening:screening", screening),
        site=screening.site.name,
        birth_date=screening.facts.get("birth_date") or "",
        age=completed_years(birth, today) if birth is not None and birth <= today else None,
        screening_day=(today - first_day).days + 1 if first_day is not None and first_day <= today else None,
        status="" if screening.status == Status.IN_SCREENING else str(Status(screening.status).label),
        saved_at=f"{site_time(screening.site, screening.changed_at):%H:%M:%S}",
        links=tuple(link for link in links if link.url),
    )


def _whole_day(text: str | None) -> date | None:
    if not text:
        return None
    parsed = parse_date(text)
    return parsed.first if parsed.is_exact else None


def _page_url(name: str, screening: Screening) -> str:
    try:
        return reverse(name, args=[screening.number])
    except NoReverseMatch:
        return ""


def judge_url(screening: Screening) -> str:
    return _page_url("screening:judge", screening) or section_url(screening, "judgement")


@dataclass(frozen=True, slots=True)
class SectionLink:
    name: Section
    title: str
    url: str
    progress: Progress
    number: int
    here: bool


def to_judge(screening: Screening, assessment: Assessment) -> frozenset[str]:
    """Storage paths of the judgements that a verdict still waits for."""
    asked = (path for result in assessment.criteria for path in result.missing if _is_judged(path))
    return frozenset(stored_path(screening, path) for path in asked)


def section_links(
    screening: Screening, assessment: Assessment, *, here: str, judgements: Iterable[Judgement] | None = None
) -> list[SectionLink]:
    """The eleven sections with what is answered in each. Without `judgements` they are fetched (one query)."""
    given = governing(screening.judgements.all() if judgements is None else judgements)
    judged = frozenset(path for path, one in given.items() if one.answer is not None)
    planned = screening.planned_first_dose is not None
    asked = to_judge(screening, assessment)
    counted = progress(screening.facts, judged=judged, to_judge=asked, first_dose_planned=planned)
    return [
        SectionLink(
            name,
            in_reader_language(SECTION_TITLES[name]),
            section_url(screening, name),
            counted[name],
            number,
            name == here,
        )
        for number, name in enumerate(SECTIONS, 1)
    ]


# --- data-quality findings --------------------------------------------------------------------------------------------


def doubts_by_field(screening: Screening, assessment: Assessment, form: SectionForm) -> dict[str, list[Doubt]]:
    """What the checks say, under the first field of this form that each sentence is about. Not for results: they have
    a table of their own.
    """
    found: dict[str, list[Doubt]] = {}
    for finding in assessment.findings:
        if finding.severity == "info":
            continue
        names = (form.name_of(stored_path(screening, path)) for path in finding.facts if not path.startswith("labs["))
        name = next((name for name in names if name is not None), None)
        if name is not None:
            remedies = remedies_for(screening, assessment, finding)
            found.setdefault(name, []).append(
                Doubt(in_reader_language(finding.message), finding.severity == "block", remedies)
            )
    return found


@dataclass(frozen=True, slots=True)
class FindingRow:
    check: str
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    title: str | Promise
    rows: tuple[FindingRow, ...]


_SEVERITY_TITLES: tuple[tuple[str, Promise], ...] = (
    ("block", gettext_lazy("Not counted until checked")),
    ("warn", gettext_lazy("To check")),
    ("info", gettext_lazy("To know")),
)


def findings(screening: Screening, assessment: Assessment) -> list[FindingGroup]:
    """What the checks say, what stops a verdict first, each with the field it is about."""
    return [
        FindingGroup(title, rows)
        for severity, title in _SEVERITY_TITLES
        if (rows := tuple(_finding_row(screening, one) for one in assessment.findings if one.severity == severity))
    ]


def _finding_row(screening: Screening, finding: Finding) -> FindingRow:
    known = [path for path in finding.facts if is_fact(path)]
    url = field_url(screening, known[0]) if known else ""
    return FindingRow(finding.check, in_reader_language(finding.message), url)
