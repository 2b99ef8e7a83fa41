from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from screening.clock import site_today, utc_now


def name_key(username: str) -> str:
    """What every way of writing a user name has in common: full-width letters, capitals, zero bytes and blanks gone."""
    without_controls = "".join(each for each in username if unicodedata.category(each) not in {"Cc", "Cf"})
    # Folding can make letters that have a compatible form of their own, so the form is taken before and after.
    folded = unicodedata.normalize("NFKC", without_controls).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


class User(AbstractUser):
    """A person who signs in; what they may do comes from their site memberships, not from here.

    The user name stands for this person for ever (21 CFR 11.100): it never changes, the row is never deleted, and no
    other account gets a name that reads the same.
    """

    name_key = models.CharField(
        max_length=450,
        unique=True,
        editable=False,
    )
    full_name = models.CharField(_("full name"), max_length=150, blank=True, help_text=_("Printed beside signatures"))
    language = models.CharField(
        _("language"), max_length=10, blank=True, choices=[("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
    )
    timezone = models.CharField(_("time zone"), max_length=60, blank=True, help_text=_("Empty: the site's"))
    theme = models.CharField(
        _("theme"),
        max_length=5,
        blank=True,
        choices=[("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    # Some people's speech software types letters: single keys can be switched off (WCAG 2.1.4).
    keyboard_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    shows_first_steps = models.BooleanField(default=True, editable=False)
    keypad_enter = models.BooleanField(_("Enter goes to the next result in the laboratory table"), default=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            # "DrWho" and "drwho" are one name: an account is never somebody else's by a capital letter.
            models.UniqueConstraint(Lower("username"), name="user_name_unique_in_any_case"),
            # A row written around the model has no key, and is refused instead of being a second way to write a name.
            models.CheckConstraint(condition=~models.Q(name_key=""), name="user_name_key_known"),
        ]

    def clean(self) -> None:
        super().clean()
        if not self.username:  # refused already, for a reason of its own
            return
        self.name_key = self.name_key or name_key(self.username)
        if User.objects.filter(name_key=self.name_key).exclude(pk=self.pk).exists():
            raise ValidationError(
                {"username": _("This name, or one that reads the same, belongs to somebody already.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = self.name_key or name_key(self.username)
        super().save(*args, **kwargs)

    @property
    def printed_name(self) -> str:
        return self.full_name or self.get_full_name() or self.username

    @cached_property
    def roles(self) -> dict[int, str]:
        """Role by site, read once for this object. A request loads its user anew, and every service reads it anew."""
        if not self.is_active or self.pk is None:
            return {}
        held = self.memberships.filter(active=True).select_related("site")
        now = utc_now()
        return {each.site_id: each.role for each in held if each.holds_on(site_today(each.site, now))}
