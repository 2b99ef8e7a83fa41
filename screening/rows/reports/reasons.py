"""Why screening failed: the first criterion that failed each, in protocol order, and every one that did."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from screening import verdicts
from screening.presenters import display_code
from screening.rows.reports.bars import bars
from screening.rows.reports.figures import Figures
from screening.rows.reports.report import Report
from screening.wording import in_reader_language

# The rest stands in the table.
MOST_DRAWN = 10
# More that are equally frequent say nothing together.
MOST_NAMED = 3


def reasons(counted: Figures) -> Report:
    first = Counter(failure.failing[0].code for failure in counted.failures if failure.failing)
    every = Counter(each.code for failure in counted.failures for each in failure.failing)
    order = sorted(every, key=lambda code: (-first[code], -every[code], place(code)))
    titles = {code: _title(counted, code) for code in order}
    sentence = _sentence(counted, first)
    return Report(
        name="reasons",
        title=_("Why screening failed"),
        sentence=sentence,
        header=(_("No."), _("Criterion"), _("Failed first"), _("Failed at all")),
        rows=[(display_code(code), titles[code], first[code], every[code]) for code in order],
        drawing=bars(
            [(f"{display_code(code)} {titles[code]}", _sizes(first[code], every[code])) for code in order[:MOST_DRAWN]],
            title=_("Why screening failed"),
            description=sentence,
        ),
        note=_("Signed screen failures, by what was signed. “First” is in the order of the protocol."),
        numbers=frozenset({2, 3}),
    )


def _sizes(first: int, every: int) -> list[tuple[str, float, str]]:
    return [("main", first, _("%(n)s first") % {"n": first}), ("soft", every, _("%(n)s in all") % {"n": every})]


def place(code: str) -> tuple[bool, str]:
    """Inclusion before exclusion, as in the protocol."""
    return code.startswith("E"), code


def _title(counted: Figures, code: str) -> str:
    spec = next(failure.protocol for failure in counted.failures if code in {each.code for each in failure.failing})
    return in_reader_language(verdicts.protocol(spec)[code].title)


def _sentence(counted: Figures, first: Counter[str]) -> str:
    total = len(counted.failures)
    if not total:
        return _("No screen failure has been signed yet.")
    words = ngettext("%(n)s screen failure", "%(n)s screen failures", total) % {"n": total}
    most = max(first.values())
    which = sorted((code for code, number in first.items() if number == most), key=place)
    if len(which) > MOST_NAMED:
        return _("%(words)s; no reason stands out.") % {"words": words}
    codes = _(", ").join(display_code(code) for code in which)
    return _("%(words)s; most often first: %(codes)s (%(n)s).") % {"words": words, "codes": codes, "n": most}
