"""Who else is at work on a screening: whoever changed something in it a moment ago, and in which section.

Every answer of the live form is a recorded change, so nothing else has to be written down to know this. Somebody who only
reads is not shown: they are in nobody's way.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from criteria.record import SECTION_TITLES, Section
from screening.errors import InvalidInput
from screening.facts import place_of
from screening.models import Screening, User
from screening.wording import in_reader_language

AT_WORK = timedelta(minutes=2)


def others_at_work(screening: Screening, *, reader: User, now: datetime) -> str:
    """Such as "Li Wei is in Laboratory"; empty where nobody else is."""
    lately = screening.fact_changes.filter(at__gt=now - AT_WORK).exclude(by=reader).select_related("by")
    places = {change.by.printed_name: _section_of(change.path) for change in lately.order_by("pk")}
    return "; ".join(
        _("%(who)s is in %(section)s") % {"who": who, "section": in_reader_language(SECTION_TITLES[section])}
        for who, section in sorted(places.items())
    )


def _section_of(path: str) -> Section:
    try:
        return place_of(path).info.section
    except InvalidInput:  # the planned first dose is no fact of the vocabulary
        return "review"
