from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from screening.models.user import User


class SecondFactor(models.Model):
    """What a person proves besides the password: codes of an app on their phone (RFC 6238), or a recovery code.

    `secret` is encrypted and empty once the factor is switched off; `recovery` holds keyed digests of the codes not yet
    used. No code counts twice: `last_step` is the time step of the newest one, `last_use` the digest of the act it served.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="second_factor")
    secret = models.TextField(blank=True)
    recovery: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    last_step = models.BigIntegerField(default=0)
    last_use = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return f"{self.user_id} {'on' if self.is_on else 'off'}"

    @property
    def is_on(self) -> bool:
        return bool(self.secret)


class TryCount(models.Model):
    """Tries in a row at one account, one unknown name or one address, at whatever door (services/tries.py).

    Unknown names and addresses share a fixed number of rows by a keyed digest: they are not kept, and the table does
    not grow by somebody who tries many.
    """

    key = models.CharField(max_length=40, unique=True)
    tries = models.PositiveIntegerField(default=0)  # with those that are being looked at
    wrong = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.key} {self.tries}"
