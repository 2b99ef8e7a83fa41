from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.participant import Participant
from screening.models.site import Site
from screening.models.trial import Trial
from screening.models.user import User
from screening.states import OCCUPYING, Status


class OverallWord(models.TextChoices):
    """The overall verdict in the words of the screens: the first that applies."""

    FAIL = "fail", _("Not eligible")
    MISSING = "missing", _("Cannot decide yet")
    JUDGE = "judge", _("Waiting for judgement")
    NOT_YET = "notyet", _("Not yet eligible")
    ELIGIBLE = "eligible", _("Eligible, ready to sign")


class Screening(models.Model):
    """One candidate's way from consent to a signed verdict: the facts as one document, and what is queried as columns.

    `version` counts every change of a fact, a date or a judgement; a signature names the version that it is about.
    The verdict columns are what `criteria.assess` said on `verdict_as_of`: a copy for lists, never the thing decided by.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="screenings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="screenings")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="screenings")
    rescreening_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="rescreened_as"
    )
    protocol_slug = models.CharField(max_length=60)
    protocol_version = models.CharField(max_length=20)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.IN_SCREENING)
    closing_reason = models.CharField(_("reason for closing"), max_length=400, blank=True)

    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    planned_first_dose = models.DateField(_("planned first dose"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    section_marks: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)

    verdict = models.CharField(_("verdict"), max_length=10, choices=OverallWord.choices, default=OverallWord.MISSING)
    verdict_counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    earliest_date = models.DateField(_("earliest eligible date"), null=True, blank=True)
    # True when earliest_date holds only if what is still open turns out well ("not before").
    earliest_if_resolved = models.BooleanField(default=False)
    eligible_until = models.DateField(null=True, blank=True)
    limited_by: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    failing: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    missing_count = models.PositiveSmallIntegerField(default=0)
    first_missing_path = models.CharField(max_length=200, blank=True)
    first_missing_section = models.CharField(max_length=20, blank=True)
    verdict_as_of = models.DateField(null=True, blank=True)
    verdict_digest = models.CharField(max_length=80, blank=True)

    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=utc_now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=utc_now)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="screening_status_known"),
            models.CheckConstraint(condition=Q(verdict__in=OverallWord.values), name="screening_verdict_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="screening_version_counts_from_one"),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | ~Q(closing_reason=""), name="screening_withdrawn_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(status__in=sorted(OCCUPYING)),
                name="screening_one_open_per_participant",
            ),
        ]
        indexes = [models.Index(fields=["site", "status"], name="screening_site_status")]

    def __str__(self) -> str:
        return self.number

    @property
    def protocol_spec(self) -> str:
        return f"{self.protocol_slug}@{self.protocol_version}"


class FactChange(models.Model):
    """One fact that was written: what it was, what it is, why, from where, by whom, and on which version."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="fact_changes")
    path = models.CharField(_("path"), max_length=200)
    old: models.JSONField[Any, Any] = models.JSONField(null=True)
    new: models.JSONField[Any, Any] = models.JSONField(null=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    source = models.CharField(_("source"), max_length=200, default="typed")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)
    base_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change of a fact")
        verbose_name_plural = _("changes of facts")
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="factchange_source_known"),
            # Removing a row twice, or writing a field twice in one save, cannot happen.
            models.UniqueConstraint(fields=["screening", "version", "path"], name="factchange_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.screening_id} v{self.version} {self.path}"
