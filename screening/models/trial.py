from django.db import models
from django.utils.translation import gettext_lazy as _

HIGHEST_CAP = 40


class Trial(models.Model):
    """The trial. Its row is the lock under which screening numbers and places are given out, one after the other."""

    slug = models.SlugField(_("protocol"), max_length=60, unique=True)
    protocol_version = models.CharField(_("protocol version for new screenings"), max_length=20)
    cap = models.PositiveSmallIntegerField(_("places"), default=HIGHEST_CAP)
    last_screening_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cap__gte=0, cap__lte=HIGHEST_CAP), name="trial_cap_within_protocol"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug}@{self.protocol_version}"
