from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from screening.models.screening import Screening
from screening.models.site import Site
from screening.models.user import User


class AuditEvent(models.Model):
    """What happened to which row, written by the database itself in the same transaction (migrations/sql/audit.sql).

    The application can read these rows and has no right to write them. `changes` is {field: [old, new]}, with a path
    such as "facts/chemo/<id>/last_dose" for a field inside a document; for an explicit event it holds its details.
    Links are by number only: the trail outlives whatever it speaks of.
    """

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(User, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    actor_name = models.CharField(_("who"), max_length=150)
    role = models.CharField(_("role"), max_length=20, blank=True)
    site = models.ForeignKey(Site, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    screening = models.ForeignKey(
        Screening, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    verb = models.CharField(_("what"), max_length=60)
    action = models.CharField(max_length=10)
    table_name = models.CharField(max_length=63, blank=True)
    row_id = models.CharField(max_length=60, blank=True)
    changes: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    # What the row was afterwards, as one number; empty for one that was removed and for an event without a row.
    row_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("audit event")
        verbose_name_plural = _("audit trail")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__in=["insert", "update", "delete", "event"]), name="auditevent_action_known"
            ),
        ]
        indexes = [
            models.Index(fields=["screening", "id"], name="auditevent_screening"),
            models.Index(fields=["actor", "verb", "id"], name="auditevent_actor_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"


class AuditLink(models.Model):
    """An event's place in the order of commits. Written by the database as the transaction commits; never changed.

    `hash` covers the link before it and the whole event: whoever alters one event must make every later hash anew, and
    the last one has been kept elsewhere (`manage.py audit_head`, exports, printed checklists).
    """

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.DO_NOTHING, db_constraint=False, related_name="link")
    # Unique: two links on the same predecessor would be a fork.
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        verbose_name = _("link of the audit trail")
        verbose_name_plural = _("links of the audit trail")

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
