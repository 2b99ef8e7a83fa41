from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.screening import Screening
from screening.models.user import User


class Purpose(models.TextChoices):
    SIGNING = "signing", _("Signature")
    ENROLMENT = "enrolment", _("Enrolment")
    ON_DEMAND = "on_demand", _("Taken on request")


class Assessment(models.Model):
    """A photograph: what was known, looked at on which days under which protocol, and what came out. Only ever added."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="assessments")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    version = models.PositiveIntegerField()
    assessment_date = models.DateField()
    enrolment_date = models.DateField(null=True)
    first_dose_date = models.DateField(null=True)
    protocol_slug = models.CharField(max_length=60)
    protocol_version = models.CharField(max_length=20)
    protocol_digest = models.CharField(max_length=80)
    engine_version = models.CharField(max_length=40)
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    result: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    overall = models.CharField(max_length=20)
    digest = models.CharField(max_length=80)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="assessment_purpose_known"),
            models.CheckConstraint(
                condition=Q(overall__in=["ELIGIBLE", "PENDING", "NOT_ELIGIBLE"]), name="assessment_overall_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.screening_id} v{self.version} {self.overall}"
