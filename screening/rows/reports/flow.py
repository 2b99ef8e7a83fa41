"""The flow of participants: who was assessed, who left at which step, who is enrolled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from screening.presenters import display_code
from screening.rows.reports.figures import Figures, Step
from screening.rows.reports.reasons import place
from screening.rows.reports.report import Report

WIDTH, BOX_WIDTH, SIDE = 640, 250, 340
LINE, PADDING, GAP = 18, 10, 18
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Box:
    """Its first line is its heading. `joins`: the height at which a box on the right leaves the way down."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]

    @property
    def joins(self) -> int:
        return self.y + self.height // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Flow:
    width: int
    height: int
    middle: int
    down: tuple[Box, ...]
    right: tuple[Box, ...]
    ways: tuple[tuple[int, int], ...]
    title: str
    description: str


def flow(counted: Figures) -> Report:
    n = counted.count
    signed = n(Step.WAITING, Step.WITHDRAWN_LATER, Step.ENROLLED)
    rows = [
        (_("Assessed for eligibility"), len(counted.rows)),
        (_("Screen failures"), n(Step.FAILURE)),
        (_("Withdrawn before a decision"), n(Step.WITHDRAWN)),
        (_("In screening"), n(Step.IN_SCREENING)),
        (_("Signed eligible"), signed),
        (_("Waiting for enrolment"), n(Step.WAITING)),
        (_("Withdrawn after the signature"), n(Step.WITHDRAWN_LATER)),
        (_("Enrolled"), n(Step.ENROLLED)),
    ]
    return Report(
        name="flow",
        title=_("Participant flow"),
        sentence=_sentence(counted),
        header=(_("Step"), _("Number")),
        rows=rows,
        drawing=_drawing(counted, dict(rows), signed) if counted.rows else None,
        note=_("Screenings are counted: who was screened again counts twice."),
        numbers=frozenset({1}),
    )


def _sentence(counted: Figures) -> str:
    if not counted.rows:
        return _("No one has been screened yet.")
    n = counted.count
    words = ngettext("%(n)s screening", "%(n)s screenings", len(counted.rows)) % {"n": len(counted.rows)}
    return _(
        "%(words)s: %(failed)s failed, %(open)s in screening, %(signed)s signed eligible, %(enrolled)s enrolled."
    ) % {
        "words": words,
        "failed": n(Step.FAILURE),
        "open": n(Step.IN_SCREENING),
        "signed": n(Step.WAITING, Step.WITHDRAWN_LATER, Step.ENROLLED),
        "enrolled": n(Step.ENROLLED),
    }


def _drawing(counted: Figures, named: dict[str, int], signed: int) -> Flow:
    """Three boxes downwards; who leaves between two of them stands to the right of the line that joins them."""
    n = counted.count
    lines = {name: (name, f"n = {number}") for name, number in named.items()}
    failed, withdrawn, still, waiting, later = (
        lines[name]
        for name in (
            _("Screen failures"), _("Withdrawn before a decision"), _("In screening"), _("Waiting for enrolment"),
            _("Withdrawn after the signature"),
        )
    )  # fmt: skip
    before = [
        (n(Step.FAILURE), (*failed, *_top_reasons(counted))),
        (n(Step.WITHDRAWN), withdrawn),
        (n(Step.IN_SCREENING), still),
    ]
    after = [(n(Step.WAITING), waiting), (n(Step.WITHDRAWN_LATER), later)]
    assessed = _box(0, GAP, lines[_("Assessed for eligibility")])
    first = _beside(assessed, before)
    eligible = _box(0, _below(assessed, first), lines[_("Signed eligible")])
    second = _beside(eligible, after)
    enrolled = _box(0, _below(eligible, second), lines[_("Enrolled")])
    down, right = (assessed, eligible, enrolled), (*first, *second)
    return Flow(
        width=WIDTH,
        height=enrolled.bottom + GAP,
        middle=BOX_WIDTH // 2,
        down=down,
        right=right,
        ways=tuple((above.bottom, below.y) for above, below in pairwise(down)),
        title=_("Participant flow"),
        description=_sentence(counted),
    )


def _top_reasons(counted: Figures) -> list[str]:
    first = Counter(failure.failing[0].code for failure in counted.failures if failure.failing)
    return [
        _("%(n)s first failed %(code)s") % {"n": number, "code": display_code(code)}
        for code, number in sorted(first.items(), key=lambda each: (-each[1], place(each[0])))[:MOST_REASONS]
    ]


def _beside(above: Box, leaving: Sequence[tuple[int, tuple[str, ...]]]) -> list[Box]:
    """Only where somebody left: an empty box says nothing that the table does not."""
    boxes: list[Box] = []
    y = above.bottom + GAP
    for number, lines in leaving:
        if number:
            boxes.append(_box(SIDE, y, lines, width=WIDTH - SIDE - 1))
            y = boxes[-1].bottom + GAP
    return boxes


def _below(above: Box, beside: list[Box]) -> int:
    return (beside[-1].bottom if beside else above.bottom + GAP) + GAP


def _box(x: int, y: int, lines: tuple[str, ...], *, width: int = BOX_WIDTH) -> Box:
    placed = tuple((y + PADDING + LINE * number - 4, line) for number, line in enumerate(lines, 1))
    return Box(x + 1, y, width, LINE * len(lines) + 2 * PADDING, placed)
