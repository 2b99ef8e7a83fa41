"""What somebody typed, carried through a page that stands in the way of their form."""

from django.http import HttpRequest

# Never carried through a page: they are typed again.
_SECRETS = frozenset(
    {
        "password", "password1", "password2", "code", "old_password", "new_password1", "new_password2",
        "csrfmiddlewaretoken",
    }
)  # fmt: skip
_OF_SIGNING_IN_AGAIN = "resume-"


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) for hidden fields: all that was sent but secrets, and what was typed to sign in again."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in _SECRETS and not name.startswith(_OF_SIGNING_IN_AGAIN)
        for value in values
    ]
