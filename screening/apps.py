from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "screening"
    verbose_name = _("Screening")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The trial's row comes with the tables; sign-ins are written down at Django's own door, whichever page is used."""
        post_migrate.connect(set_up_trial, sender=self)
        user_logged_in.connect(note_sign_in)
        user_logged_out.connect(note_sign_out)
        user_login_failed.connect(note_failed_sign_in)


def set_up_trial(using: str, **_more: Any) -> None:
    from screening.services.trials import set_up_newest  # noqa: PLC0415  models exist only now

    set_up_newest(using=using)


def note_sign_in(user: Any, **_more: Any) -> None:
    from screening.services.accounts import record_sign_in  # noqa: PLC0415

    record_sign_in(user=user)


def note_sign_out(user: Any, **_more: Any) -> None:
    from screening.services.accounts import record_sign_out  # noqa: PLC0415

    if user is not None:
        record_sign_out(user=user)


def note_failed_sign_in(credentials: dict[str, Any], **_more: Any) -> None:
    from screening.services.accounts import record_failed_sign_in  # noqa: PLC0415

    record_failed_sign_in(username=str(credentials.get("username", "")))
