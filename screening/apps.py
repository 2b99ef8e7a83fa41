from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "screening"
    verbose_name = _("Screening")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The trial's row comes with the tables, and again when the tests have emptied them."""
        post_migrate.connect(set_up_trial, sender=self)


def set_up_trial(using: str, **_more: Any) -> None:
    from screening.services.trials import set_up_newest  # noqa: PLC0415  models exist only now

    set_up_newest(using=using)
