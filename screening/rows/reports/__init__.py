"""The trial in figures: what is counted, and each report as one sentence, a drawing and the table behind it."""

from screening.rows.reports.curve import enrolment
from screening.rows.reports.figures import Figures, figures
from screening.rows.reports.flow import flow
from screening.rows.reports.near import near_misses
from screening.rows.reports.reasons import reasons
from screening.rows.reports.report import Report
from screening.rows.reports.sites import by_site

# In the order of the page; each by the name of its file.
REPORTS = {
    "enrolment": enrolment,
    "flow": flow,
    "reasons": reasons,
    "near-misses": near_misses,
    "sites": by_site,
}

__all__ = ["REPORTS", "Figures", "Report", "figures"]
