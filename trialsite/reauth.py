"""The end of a session, for a page that stays open: how long it lasts, a longer stay, and the password again in place.

Each answer is the inside of a dialog (templates/registration/_session.html), with a fresh token against forged forms, so
that a page that outlived its session can send what was typed.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from screening import session
from screening.errors import PermissionRefused, TooManyTries, WrongCode, WrongPassword
from screening.forms.accounts import ResumeForm
from screening.models import User
from screening.services import second_factor
from trialsite.sessions import named_by, proved, ticket

OK, WRONG, TOO_MANY = 200, 422, 429


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "POST"])
def reauth(request: HttpRequest) -> HttpResponse:
    """To look keeps nobody signed in. To post does; after the end it takes the password, and the factor if there is one."""
    if request.user.is_authenticated:
        return _shown(request)
    was = session.whose(request) or named_by(request)
    if was is None or request.method == "GET":
        return _shown(request, was)
    form = ResumeForm(request.POST, prefix="resume")
    return _shown(request, was, form, WRONG) if not form.is_valid() else _tried(request, was, form)


reauth.looks_on = {"GET"}  # type: ignore[attr-defined]


def _tried(request: HttpRequest, was: User, form: ResumeForm) -> HttpResponse:
    try:
        elsewhere = proved(request, was, form)
    except WrongPassword as refused:
        form.refuse("code" if isinstance(refused, WrongCode) else "password", refused.sentence)
        return _shown(request, was, form, WRONG)
    except (TooManyTries, PermissionRefused) as refused:
        form.refuse(None, refused.sentence)
        return _shown(request, was, form, TOO_MANY)
    return _shown(request, elsewhere=elsewhere["Location"]) if elsewhere is not None else _shown(request)


def _shown(
    request: HttpRequest, was: User | None = None, form: ResumeForm | None = None, status: int = OK, elsewhere: str = ""
) -> HttpResponse:
    context = {
        "left": session.left(request.session) if request.user.is_authenticated else 0,
        "elsewhere": elsewhere,
        "was": was,
        "form": form or ResumeForm(initial={"username": was.username if was else ""}, prefix="resume"),
        "ticket": ticket(request, was) if was else "",
        "wants_code": was is not None and second_factor.is_on(was),
    }
    return render(request, "registration/_session.html", context, status=status)
