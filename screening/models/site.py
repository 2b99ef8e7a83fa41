from __future__ import annotations

from datetime import date
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.user import User


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Coordinator")
    INVESTIGATOR = "investigator", _("Investigator")
    ADMINISTRATOR = "administrator", _("Administrator")
    MONITOR = "monitor", _("Monitor")


def is_timezone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            gettext("%(name)s is not a time zone: write a name such as Asia/Shanghai."), params={"name": name}
        )


class Site(models.Model):
    """A hospital that takes part. Its time zone says what today is for its people."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    timezone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai", validators=[is_timezone])
    active = models.BooleanField(_("released for screening"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Membership(models.Model):
    """What one person is at one site, on the days for which it was delegated. Never deleted: `active` ends it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("user"))
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("site"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    active = models.BooleanField(_("active"), default=True)
    # By the site's calendar, both days included; empty is open.
    delegated_from = models.DateField(_("delegated from"), null=True, blank=True)
    delegated_until = models.DateField(
        _("delegated until"), null=True, blank=True, help_text=_("The last day. Empty: no end is set")
    )
    since = models.DateTimeField(_("since"), default=utc_now, editable=False)

    class Meta:
        ordering = ["site__code", "user__username"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "site"], name="membership_one_role_per_site"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=models.Q(delegated_from__isnull=True)
                | models.Q(delegated_until__isnull=True)
                | models.Q(delegated_from__lte=models.F("delegated_until")),
                name="membership_delegated_in_order",
                violation_error_message=_("The last day of the delegation is before its first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.site.code}"

    def holds_on(self, day: date) -> bool:
        """Was the role delegated for this day? `active` is another matter."""
        begun = self.delegated_from is None or self.delegated_from <= day
        return begun and (self.delegated_until is None or day <= self.delegated_until)
