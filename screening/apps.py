from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from screening.viewer import announce_on


class ScreeningConfig(AppConfig):
    name = "screening"
    verbose_name = _("Screening")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The trial's row comes with the tables, and again when the tests have emptied them; connections say who looks."""
        post_migrate.connect(set_up_trial, sender=self)
        connection_created.connect(announce_viewer)
        user_logged_in.connect(start_clocks)


def set_up_trial(using: str, **_more: Any) -> None:
    from screening.services.trials import set_up_newest  # noqa: PLC0415  models exist only now

    set_up_newest(using=using)


def announce_viewer(connection: Any, **_more: Any) -> None:
    announce_on(connection)


def start_clocks(request: Any, **_more: Any) -> None:
    from screening import session  # noqa: PLC0415  models exist only now

    session.begin(request)
