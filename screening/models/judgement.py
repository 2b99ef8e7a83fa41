from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.screening import Screening
from screening.models.user import User


class Judgement(models.Model):
    """An investigator's answer where the protocol leaves the decision to them; the latest per path governs.

    `answer` None is "can't decide yet": on record, and the criterion keeps waiting.
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="judgements")
    path = models.CharField(_("path"), max_length=200)
    answer = models.BooleanField(_("answer"), null=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        constraints = [
            models.UniqueConstraint(fields=["screening", "version", "path"], name="judgement_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.screening_id} {self.path}"
