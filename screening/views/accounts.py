"""The door: signing in and out, the own password, the language, the first page, help."""

import ipaddress
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language as set_language_cookie

from screening import session
from screening.clock import utc_now
from screening.doors import only_reads
from screening.errors import InvalidInput, TooManyTries, WrongCode, WrongPassword
from screening.forms.accounts import CodeForm, OwnPasswordForm, ProfileForm, SignInForm
from screening.models import User
from screening.services import accounts, profile, second_factor
from screening.services.accounts import Door, Proof
from screening.views.common import person

SECOND_STEP = "second_step"
_SECOND_STEP_HOLDS = 5 * 60


class SignIn(LoginView):
    """Every try is written down. A wrong name, a wrong password, a closed and a locked account get the same answer."""

    form_class = SignInForm
    redirect_authenticated_user = True
    http_method_names = ["get", "head", "post", "options"]  # Django's form views take a PUT for a POST

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            user = accounts.first_step(
                username=typed["username"], proof=proof(self.request, typed["password"]), now=utc_now()
            )
        except WrongPassword as refused:
            form.add_error(None, refused.sentence)
            return self.form_invalid(form)
        except TooManyTries as refused:
            return slow_down(self.request, refused)
        return after_password(self.request, user, self.get_success_url())


def proof(request: HttpRequest, password: str, code: str = "") -> Proof:
    return Proof(password, code, address_of(request))


def address_of(request: HttpRequest) -> str:
    """Of the machine that our own proxy saw; a client can write anything into the header before it. IPv6 by network."""
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        seen = request.headers.get("X-Forwarded-For", seen).rsplit(",", 1)[-1].strip()
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return "unknown"
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def slow_down(request: HttpRequest, refused: TooManyTries) -> HttpResponse:
    answer = render(request, "registration/slow_down.html", {"sentence": refused.sentence}, status=429)
    answer.headers["Retry-After"] = str(refused.seconds)
    return answer


def after_password(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """In, or to the page that asks for the second factor. Until then nobody is signed in."""
    if not second_factor.is_on(user):
        return _let_in(request, user, to)
    request.session.cycle_key()
    request.session[SECOND_STEP] = {
        "user": user.pk, "hash": user.get_session_auth_hash(), "at": session.seconds(), "to": to,
    }  # fmt: skip
    return redirect("sign_in_code")


@sensitive_post_parameters("code")
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    user = _half_way(request)
    if user is None:
        return redirect("login")
    form = CodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            accounts.second_step(user=user, proof=proof(request, "", form.cleaned_data["code"]), now=utc_now())
            return _let_in(request, user, request.session[SECOND_STEP]["to"])
        except WrongCode as refused:
            form.refuse("code", refused.sentence)
        except TooManyTries as refused:
            return slow_down(request, refused)
    return render(request, "registration/code.html", {"form": form})


def _half_way(request: HttpRequest) -> User | None:
    """Whose password was right a moment ago and has not been changed since."""
    step = request.session.get(SECOND_STEP)
    if step is None or session.seconds() - step["at"] > _SECOND_STEP_HOLDS:
        return None
    user = accounts.open_account(step["user"])
    return user if user is not None and constant_time_compare(user.get_session_auth_hash(), step["hash"]) else None


def _let_in(request: HttpRequest, user: User, to: str) -> HttpResponse:
    enter(request, user)
    request.session.pop(SECOND_STEP, None)
    accounts.signed_in(user=user)
    return in_language(request, redirect(to), user.language)


def enter(request: HttpRequest, user: User) -> None:
    """Every factor was right: from here on the session is this person's."""
    if session.whose(request) == user:
        request.user = user
        session.resume(request)  # what this person has open in other windows can still be sent
    else:
        login(request, user)


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Also out of a session that is locked: nothing of it stays."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = person(request) if request.user.is_authenticated else session.whose(request)
        if user is not None:
            accounts.record_sign_out(user=user)
        answer = super().post(request, *args, **kwargs)
        # On a shared ward computer the next person's "back" must find nothing.
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer


def in_language(request: HttpRequest, answer: HttpResponse, language: str) -> HttpResponse:
    """The person's own language from here on, if they ever chose one."""
    if language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return answer


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Same page, other language; remembered with the account of somebody who is signed in."""
    if request.user.is_authenticated:
        try:
            profile.save_language(by=person(request), language=request.POST.get("language", ""))
        except InvalidInput:
            return redirect("screening:home")
    return set_language_cookie(request)


@require_http_methods(["GET", "POST"])
def own_profile(request: HttpRequest) -> HttpResponse:
    user = person(request)
    now = {name: getattr(user, name) for name in profile.PROFILE} | {"language": get_language()}
    form = ProfileForm(request.POST or None, initial=now)
    if form.is_bound and form.is_valid():
        profile.save_profile(by=user, choices=form.cleaned_data)
        language = form.cleaned_data["language"]
        with override(language):
            messages.success(request, _("Your settings are saved."))
        return in_language(request, redirect("profile"), language)
    context = {"form": form, "here": "profile"}
    return render(request, "registration/profile.html", context, status=422 if form.is_bound else 200)


@require_POST
def hide_first_steps(request: HttpRequest) -> HttpResponse:
    profile.hide_first_steps(by=person(request))
    return redirect("screening:worklist")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = OwnPasswordForm(user, request.POST or None, has_factor=second_factor.is_on(user))
    if form.is_bound and form.is_valid() and confirmed(request, form, "old_password", Door.PASSWORD):
        profile.change_password(by=user, password=form.cleaned_data["new_password1"])
        user.refresh_from_db(fields=["password"])
        update_session_auth_hash(request, user)  # every other session of this person ends with the old password
        messages.success(request, _("Your password has been changed."))
        return redirect("screening:home")
    return render(request, "registration/password.html", {"form": form}, status=422 if form.is_bound else 200)


def confirmed(request: HttpRequest, form: Any, password: str, door: Door) -> bool:
    """Password and code of a valid form are right; if not, the form says which."""
    typed = form.cleaned_data
    try:
        accounts.confirm(
            by=person(request), proof=proof(request, typed[password], typed.get("code", "")), door=door, now=utc_now()
        )
    except WrongPassword as refused:
        form.refuse("code" if isinstance(refused, WrongCode) else password, refused.sentence)
        return False
    return True


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The worklist, for everybody who has a role somewhere; the queries, for who only asks them."""
    if only_reads(person(request)):
        return redirect("screening:queries")
    if person(request).roles:
        return redirect("screening:worklist")
    return render(request, "screening/no_role.html")


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "screening/help.html", {"here": "help"})


@require_GET
def shortcuts_page(request: HttpRequest) -> HttpResponse:
    return render(request, "screening/shortcuts.html", {"here": "help"})
