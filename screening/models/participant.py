from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.site import Site


class Participant(models.Model):
    """A person at a site, known here by number only."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="participants")
    created_at = models.DateTimeField(default=utc_now, editable=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    def __str__(self) -> str:
        return f"#{self.pk}"


class ParticipantIdentity(models.Model):
    """What identifies the person: the only table that does. Reading it is an event in the audit trail."""

    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, primary_key=True, related_name="identity")
    initials = models.CharField(_("initials"), max_length=20, blank=True)
    hospital_number = models.CharField(_("hospital number"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("participant's identity")
        verbose_name_plural = _("participants' identities")

    def __str__(self) -> str:
        return f"#{self.pk}"
