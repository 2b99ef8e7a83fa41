"""How long a sign-in lasts, and what happens to a form that is sent after its end.

A session that was idle too long, or is too old, is locked: it lets nobody in, and remembers whose it was. A form that
arrives with it is not lost: the answer is a page that asks for the password and carries what was typed in hidden fields,
back to the same address. With the right password the form goes through as if nothing had happened, without any script.
Somebody else may sign in on that page too, and is sent to their own worklist; what was typed is then left behind.

The same page stands before what takes data out or changes accounts and roles, when the password was given too long ago.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from screening import sealing, session
from screening.clock import utc_now
from screening.doors import SAFE_METHODS, door
from screening.errors import PermissionRefused, TooManyTries, WrongCode, WrongPassword
from screening.forms.accounts import ResumeForm
from screening.models import User
from screening.models.user import name_key
from screening.services import accounts, second_factor
from screening.services.accounts import Door
from screening.views import accounts as doors
from trialsite.typed import carried

_TICKET, _TICKET_HOLDS = "resume.ticket", 24 * 3600
UNAUTHORIZED = 401
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class SessionLimits:
    """After AuthenticationMiddleware, before everything that acts on who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.was = None  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(lambda: _present(request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """After the check against forged forms and before the one for strangers, as they stand in the list."""
        request.looks_on = request.method in getattr(view, "looks_on", ())  # type: ignore[attr-defined]
        if not getattr(view, "login_required", True):
            return None
        if request.headers.get("HX-Request") and not request.user.is_authenticated:
            return HttpResponse(status=UNAUTHORIZED)  # the page itself asks for the password (reauth.py)
        form_sent = request.method == "POST" and request.content_type in _FORMS and not request.FILES
        resuming = form_sent and "resume-password" in request.POST
        if not request.user.is_authenticated and form_sent:
            was = request.was or (named_by(request) if resuming else None)  # type: ignore[attr-defined]
            if was is None:
                return None
            if (refused := _resumed(request, was) if resuming else ask_again(request, was)) is not None:
                return refused
        elif request.user.is_authenticated and _is_to_be_proved(request):
            person = request.user
            refused = _resumed(request, person) if resuming else ask_again(request, person)
            if refused is not None:
                return refused
        if resuming:
            _without_own_fields(request)
        return self._factor_first(request, view) if request.user.is_authenticated else None

    def _factor_first(self, request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse | None:
        """Whoever needs a second factor and has none gets no further than the page where it is set up."""
        if not settings.MFA_ROLES or getattr(view, "without_factor", False):
            return None
        user = cast("User", request.user)
        if not second_factor.is_required(user) or second_factor.is_on(user):
            return None
        return redirect("second_factor_new")


def _is_to_be_proved(request: HttpRequest) -> bool:
    """Is this one of the things for which a password of an hour ago is not enough? Leaving never is."""
    if request.method in SAFE_METHODS or request.resolver_match is None:
        return False
    name = request.resolver_match.view_name
    known = door(name)
    asks = known is not None and known.asks_again and name not in {"admin:login", "admin:logout"}
    return asks and session.is_proof_old(request.session)


def _present(request: HttpRequest) -> User | AnonymousUser:
    """Looked up when somebody asks: a probe must not need the database."""
    user = get_user(request)
    if not user.is_authenticated:
        return user
    if session.is_over(request.session):
        session.lock(request.session)
        request.was = user  # type: ignore[attr-defined]
        return AnonymousUser()
    if not getattr(request, "looks_on", False):  # what a page asks by itself is no sign of life
        session.touch(request.session)
    return user


# --- signing in again, in place ---------------------------------------------------------------------------------------


def ask_again(request: HttpRequest, was: User, form: ResumeForm | None = None, status: int = 403) -> HttpResponse:
    form = form or ResumeForm(initial={"username": was.username}, prefix="resume")
    context = {
        "form": form,
        "carried": carried(request),
        "was": was,
        "ticket": ticket(request, was),
        "wants_code": second_factor.is_on(was),
    }
    return render(request, "registration/resume.html", context, status=status)


def ticket(request: HttpRequest, was: User) -> str:
    """Whose page this is, sealed, and what makes one act of several clicks."""
    return request.POST.get("resume-ticket") or sealing.encrypt(f"{was.pk} {uuid4()}", purpose=_TICKET)


def named_by(request: HttpRequest) -> User | None:
    """Whose page this was, where the session has a new name already: the second click of a double one, say."""
    try:
        owner = sealing.decrypt(request.POST.get("resume-ticket", ""), purpose=_TICKET, older_than=_TICKET_HOLDS)
    except sealing.CannotBeRead:
        return None
    return User.objects.filter(pk=owner.split()[0], is_active=True).first()


def _resumed(request: HttpRequest, was: User) -> HttpResponse | None:
    """None when the same person is signed in again and the form may go on."""
    form = ResumeForm(request.POST, prefix="resume")
    if not form.is_valid():
        return ask_again(request, was, form)
    try:
        return proved(request, was, form)
    except WrongPassword as refused:
        form.refuse("code" if isinstance(refused, WrongCode) else "password", refused.sentence)
        return ask_again(request, was, form)
    except TooManyTries as refused:
        return doors.slow_down(request, refused)
    except PermissionRefused as refused:
        raise PermissionDenied(refused.sentence) from None


def proved(request: HttpRequest, was: User, form: ResumeForm) -> HttpResponse | None:
    """The same person is back, or somebody else is on the way to their own pages. Raises what was wrong, counted."""
    typed = form.cleaned_data
    proof = doors.proof(request, typed["password"], typed["code"])
    if name_key(typed["username"]) != was.name_key:
        return _somebody_else(request, typed["username"], proof)
    # The second click of a double one brings the same code with the same ticket.
    act = f"resume {request.POST.get('resume-ticket', '')}"
    which = Door.PASSWORD if request.user.is_authenticated else Door.SESSION
    accounts.confirm(by=was, proof=proof, door=which, now=utc_now(), act=act)
    if request.user.is_authenticated:
        session.prove(request)
    else:
        doors.enter(request, was)
    return None


def _somebody_else(request: HttpRequest, username: str, proof: accounts.Proof) -> HttpResponse:
    user = accounts.first_step(username=username, proof=proof, now=utc_now())
    request.session.flush()  # the first person's session ends here, with all that was typed in it
    answer = doors.after_password(request, user, reverse("screening:worklist"))
    messages.info(request, _("You signed in on somebody else's page. What they had typed was not sent."))
    return answer


def _without_own_fields(request: HttpRequest) -> None:
    """The view sees the form that was sent in the first place."""
    kept = QueryDict(mutable=True, encoding=request.encoding)
    for name, values in request.POST.lists():
        if not name.startswith("resume-"):
            kept.setlist(name, values)
    kept._mutable = False  # noqa: SLF001  as Django makes it
    request.POST = kept  # type: ignore[assignment]
