from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in; what they may do comes from their site memberships, not from here."""

    full_name = models.CharField(_("full name"), max_length=150, blank=True, help_text=_("Printed beside signatures"))
    language = models.CharField(
        _("language"), max_length=10, blank=True, choices=[("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
    )
    timezone = models.CharField(_("time zone"), max_length=60, blank=True, help_text=_("Empty: the site's"))

    class Meta(AbstractUser.Meta):
        constraints = [
            # "DrWho" and "drwho" are one name: an account is never somebody else's by a capital letter.
            models.UniqueConstraint(Lower("username"), name="user_name_unique_in_any_case"),
        ]

    @property
    def printed_name(self) -> str:
        return self.full_name or self.get_full_name() or self.username

    @cached_property
    def roles(self) -> dict[int, str]:
        """Role by site, read once for this object. A request loads its user anew, and every service reads it anew."""
        if not self.is_active or self.pk is None:
            return {}
        return dict(self.memberships.filter(active=True).values_list("site_id", "role"))
