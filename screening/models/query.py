from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.screening import Screening
from screening.models.site import Role
from screening.models.user import User

LONGEST_TEXT = 1000


class QueryKind(models.TextChoices):
    SITE = "site", _("Query to the site")
    SPONSOR = "sponsor", _("Question to the sponsor")


class Step(models.TextChoices):
    SAID = "said", _("Answer")
    CLOSED = "closed", _("Closed")


# Exactly one of the two: a fact by its storage path, or an item of the protocol by its id.
_ONE_TARGET = Q(path="", criterion__gt="") | Q(path__gt="", criterion="")


class Query(models.Model):
    """What the monitor asks the site, or the investigator the sponsor, about a fact or a criterion of a screening.

    It changes no data and blocks nothing. `serial` counts within the screening: people speak of query 2 of SCR-0007.
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="queries")
    serial = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=QueryKind.choices)
    path = models.CharField(_("path"), max_length=200, blank=True)
    criterion = models.CharField(_("criterion"), max_length=20, blank=True)
    text = models.CharField(_("question"), max_length=LONGEST_TEXT)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("query")
        verbose_name_plural = _("queries")
        constraints = [
            models.UniqueConstraint(fields=["screening", "serial"], name="query_serial_given_once"),
            models.CheckConstraint(condition=_ONE_TARGET, name="query_about_one_thing"),
            models.CheckConstraint(condition=Q(kind__in=QueryKind.values), name="query_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="query_asks_something"),
        ]

    def __str__(self) -> str:
        return f"{self.screening_id} query {self.serial}"


class QueryEntry(models.Model):
    """What was said to a query, and that it was closed: rows that are only added. The last one says how it stands.

    `role` is what the person was at the site when they said it: it decides whose turn it is next.
    """

    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="entries")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(_("step"), max_length=10, choices=Step.choices)
    text = models.CharField(_("answer"), max_length=LONGEST_TEXT, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("entry of a query")
        verbose_name_plural = _("entries of queries")
        constraints = [
            models.UniqueConstraint(fields=["query"], condition=Q(step=Step.CLOSED), name="query_closed_once"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="queryentry_step_known"),
            models.CheckConstraint(condition=~Q(step=Step.SAID) | ~Q(text=""), name="queryentry_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.query_id} {self.step}"


class SourceCheck(models.Model):
    """The monitor held a fact, or all facts of a criterion, against the source documents, or takes that back.

    It is about one version of the data: when a fact that it is about changes afterwards, it counts no more.
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="source_checks")
    path = models.CharField(_("path"), max_length=200, blank=True)
    criterion = models.CharField(_("criterion"), max_length=20, blank=True)
    agrees = models.BooleanField(_("agrees with the source"))
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("source check")
        verbose_name_plural = _("source checks")
        constraints = [models.CheckConstraint(condition=_ONE_TARGET, name="sourcecheck_about_one_thing")]

    def __str__(self) -> str:
        return f"{self.screening_id} {self.path or self.criterion}"
