from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from screening.clock import utc_now
from screening.models.site import Site
from screening.models.user import User


class LabProfile(models.Model):
    """What a site's laboratory prints beside the results of one test: unit and limits, for a sex and an age, from a day on.

    A change is a new row with a later day; a row itself only ever gets the day from which it no longer holds. What was
    entered with it stands in the records, so no record changes with a profile. Limits are kept as printed.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="lab_profiles", verbose_name=_("site"))
    test = models.CharField(_("test"), max_length=30)
    unit = models.CharField(_("unit"), max_length=30)
    lower_limit = models.CharField(_("lower limit"), max_length=20, blank=True)
    upper_limit = models.CharField(_("upper limit"), max_length=20, blank=True)
    sex = models.CharField(_("sex"), max_length=6, blank=True)
    age_from = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    age_until = models.PositiveSmallIntegerField(_("until before age"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    retired_on = models.DateField(_("no longer valid from"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=utc_now)

    class Meta:
        ordering = ["test", "sex", "age_from", "valid_from", "pk"]
        verbose_name = _("laboratory profile")
        verbose_name_plural = _("laboratory profiles")
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=["", "female", "male"]), name="labprofile_sex_known"),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_until=None) | Q(age_from__lt=F("age_until")),
                name="labprofile_ages_in_order",
            ),
            models.CheckConstraint(condition=~Q(unit="") | Q(test="INR"), name="labprofile_has_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.test} {self.valid_from}"
