from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.assessment import Assessment
from screening.models.screening import Screening
from screening.models.signature import Signature
from screening.models.trial import HIGHEST_CAP, Trial
from screening.models.user import User


class Enrolment(models.Model):
    """One of the places, taken. The database refuses a place beyond the cap and one without a valid signature."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="enrolments")
    screening = models.OneToOneField(Screening, on_delete=models.PROTECT, related_name="enrolment")
    slot = models.PositiveSmallIntegerField(_("place"))
    subject_number = models.CharField(_("subject number"), max_length=20)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="enrolment")
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="enrolment")
    enrolled_on = models.DateField(_("enrolled on"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["trial", "slot"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=HIGHEST_CAP), name="enrolment_slot_within_cap"),
            models.UniqueConstraint(fields=["trial", "slot"], name="enrolment_slot_taken_once"),
            models.UniqueConstraint(fields=["trial", "subject_number"], name="enrolment_number_given_once"),
        ]

    def __str__(self) -> str:
        return self.subject_number
