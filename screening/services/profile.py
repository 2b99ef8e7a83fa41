"""What a person changes about their own account."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from screening.errors import InvalidInput
from screening.models import User
from screening.services.audit import acting
from screening.services.common import as_of_now

PROFILE = ("language", "theme", "keyboard_shortcuts", "keypad_enter")


def save_language(*, by: User, language: str) -> None:
    """The language of the pages, kept for the next time and the next machine."""
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput({"language": _("The pages do not exist in this language.")})
    with acting(by=by, verb="account.language"):
        person = as_of_now(by)
        person.language = language
        person.save(update_fields=["language"])


def save_profile(*, by: User, choices: Mapping[str, Any]) -> None:
    """How the pages look and answer to keys for this person. Raises InvalidInput where a choice does not exist."""
    with acting(by=by, verb="account.profile"):
        person = as_of_now(by)
        for name in PROFILE:
            setattr(person, name, choices[name])
        try:
            person.clean_fields(exclude=[field.name for field in User._meta.fields if field.name not in PROFILE])  # noqa: SLF001
        except ValidationError as wrong:
            raise InvalidInput({name: said[0] for name, said in wrong.message_dict.items()}) from None
        person.save(update_fields=PROFILE)


def hide_first_steps(*, by: User) -> None:
    with acting(by=by, verb="account.profile"):
        person = as_of_now(by)
        person.shows_first_steps = False
        person.save(update_fields=["shows_first_steps"])


def change_password(*, by: User, password: str) -> None:
    """A new password that the form has checked; the trail says that it changed, never to what."""
    with acting(by=by, verb="account.password_change"):
        person = as_of_now(by)
        person.set_password(password)
        person.save(update_fields=["password"])
