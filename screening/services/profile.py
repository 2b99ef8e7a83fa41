"""What a person changes about their own account."""

from django.conf import settings
from django.utils.translation import gettext as _

from screening.errors import InvalidInput
from screening.models import User
from screening.services.audit import acting
from screening.services.common import as_of_now


def save_language(*, by: User, language: str) -> None:
    """The language of the pages, kept for the next time and the next machine."""
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput({"language": _("The pages do not exist in this language.")})
    with acting(by=by, verb="account.language"):
        person = as_of_now(by)
        person.language = language
        person.save(update_fields=["language"])


def change_password(*, by: User, password: str) -> None:
    """A new password that the form has checked; the trail says that it changed, never to what."""
    with acting(by=by, verb="account.password_change"):
        person = as_of_now(by)
        person.set_password(password)
        person.save(update_fields=["password"])
