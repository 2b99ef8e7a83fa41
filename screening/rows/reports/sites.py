"""The sites side by side."""

from django.utils.translation import gettext as _

from screening.rows.reports.bars import bars
from screening.rows.reports.figures import Figures, Step
from screening.rows.reports.report import Report

_COLUMNS = (Step.IN_SCREENING, Step.FAILURE, Step.WAITING, Step.ENROLLED)


def by_site(counted: Figures) -> Report:
    rows = [_row(counted, site) for site in counted.sites]
    total = [_row(counted, "")] if len(rows) > 1 else []
    return Report(
        name="sites",
        title=_("Sites"),
        sentence=_sentence(counted),
        header=(
            _("Site"), _("Screened"), _("In screening"), _("Screen failures"), _("Waiting for enrolment"), _("Enrolled"),
            _("Withdrawn"), _("Failures of those decided"),
        ),
        rows=[*rows, *total],
        drawing=bars(
            [(site, _sizes(counted, site)) for site in counted.sites] if counted.rows else [],
            title=_("Sites"),
            description=_sentence(counted),
        ),
        note=_("Decided: signed, eligible or not."),
        numbers=frozenset(range(1, 8)),
    )  # fmt: skip


def _sizes(counted: Figures, site: str) -> list[tuple[str, float, str]]:
    screened, enrolled = counted.count(*Step, site=site), counted.count(Step.ENROLLED, site=site)
    return [
        ("soft", screened, _("%(n)s screened") % {"n": screened}),
        ("main", enrolled, _("%(n)s enrolled") % {"n": enrolled}),
    ]


def _row(counted: Figures, site: str) -> tuple[str, ...]:
    def n(*steps: Step) -> int:
        return counted.count(*steps, site=site)

    failed = n(Step.FAILURE)
    decided = failed + n(Step.WAITING, Step.WITHDRAWN_LATER, Step.ENROLLED)
    return (
        site or _("All sites shown"),
        str(n(*Step)),
        *(str(n(step)) for step in _COLUMNS),
        str(n(Step.WITHDRAWN, Step.WITHDRAWN_LATER)),
        f"{round(100 * failed / decided)} %" if decided else "–",
    )


def _sentence(counted: Figures) -> str:
    if not counted.rows:
        return _("No site has screened anybody yet.")
    most = min(counted.sites, key=lambda site: (-counted.count(*Step, site=site), site))
    return _("%(site)s has screened most (%(screened)s) and enrolled %(enrolled)s.") % {
        "site": most,
        "screened": counted.count(*Step, site=most),
        "enrolled": counted.count(Step.ENROLLED, site=most),
    }
