from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.assessment import Assessment
from screening.models.screening import Screening
from screening.models.site import Role
from screening.models.user import User


class Meaning(models.TextChoices):
    ELIGIBLE = "eligible", _("Eligible")
    SCREEN_FAILURE = "screen_failure", _("Screen failure")
    DATA_COMPLETE = "data_complete", _("Data complete and checked against source")


# An investigator's decision; the coordinator's statement about the data is none.
DECISIONS = (Meaning.ELIGIBLE, Meaning.SCREEN_FAILURE)


class Signature(models.Model):
    """Who signed what, meaning what, when. Bound to its photograph by an HMAC; never updated, never deleted.

    It goes stale by itself: when the screening's version is no longer the one that was signed.
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="signatures")
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="signature")
    meaning = models.CharField(_("meaning"), max_length=20, choices=Meaning.choices)
    statement = models.TextField(_("statement"))
    language = models.CharField(max_length=10)
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures")
    printed_name = models.CharField(_("printed name"), max_length=150)
    role = models.CharField(max_length=20, choices=Role.choices)
    signed_at = models.DateTimeField(_("signed at"), default=utc_now)
    timezone = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    payload: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=80)
    key_id = models.CharField(max_length=20)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.CheckConstraint(condition=Q(meaning__in=Meaning.values), name="signature_meaning_known"),
        ]

    def __str__(self) -> str:
        return f"{self.screening_id} {self.meaning} {self.printed_name}"

    @property
    def is_decision(self) -> bool:
        return self.meaning in DECISIONS

    @property
    def is_stale(self) -> bool:
        return self.version != self.screening.version
