"""Load the demo into an empty database, and take it out again. What may share a database with it the database decides."""

from datetime import datetime
from enum import Enum

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from screening.demo import people
from screening.demo.play import play
from screening.errors import NotAllowedNow
from screening.models import Demonstration, Screening, Site, Trial, User
from screening.services.audit import record_event
from screening.viewer import seeing_everything


class Held(Enum):
    """What the database holds."""

    NOTHING, DEMO, LIVE = "nothing", "demo", "live"


def held() -> Held:
    if Demonstration.objects.exists():
        return Held.DEMO
    with seeing_everything():
        used = Site.objects.exists() or User.objects.exists() or Screening.objects.exists()
    return Held.LIVE if used else Held.NOTHING


def load(*, now: datetime) -> int:
    """How many screenings were loaded. Raises NotAllowedNow where there is anything already, and in production."""
    if settings.PRODUCTION:
        raise NotAllowedNow(
            "demo_production", _("Everybody knows the demo's password: it is never loaded in production.")
        )
    with transaction.atomic(), seeing_everything():
        # The trial's row is the lock: of two loads at once the second waits, and then finds the first's.
        if Trial.objects.select_for_update().first() is None:
            raise NotAllowedNow(
                "demo_no_tables", _("There are no tables to load into yet: run manage.py migrate first.")
            )
        if (there := held()) is Held.LIVE:
            raise NotAllowedNow(
                "demo_live",
                _(
                    "The database holds %(what)s, which is not of the demo: nothing was loaded. Demo and live data never "
                    "share a database; name another one in DATABASE_URL."
                )
                % {"what": people.foreign()},
            )
        if there is Held.DEMO:
            raise NotAllowedNow("demo_there", _("The demo has been loaded already; nothing was changed."))
        _call("trialsite_begin_demo")
        return len(play(now=now))


def remove() -> None:
    """Everything of the demo, its accounts, sign-ins and trail too. Raises NotAllowedNow where there is no demo."""
    with transaction.atomic(), seeing_everything():
        if held() is not Held.DEMO:
            raise NotAllowedNow("demo_absent", _("This database does not hold the demo: nothing was removed."))
        _call("trialsite_remove_demo")
        record_event(by=None, verb="demo.remove")


def _call(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}()")
