"""The door: signing in and out, the own password, the language, the first page, help."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language as set_language_cookie

from screening.errors import InvalidInput
from screening.forms.accounts import OwnPasswordForm, SignInForm
from screening.services import accounts, profile
from screening.views.common import person


class SignIn(LoginView):
    """Every try is written down. A wrong name, a wrong password and a closed account get the same answer."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        login(self.request, user)
        accounts.record_sign_in(user=user)
        answer = redirect(self.get_success_url())
        return in_language(self.request, answer, user.language)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        accounts.record_failed_sign_in(username=form.data.get("username", ""))
        return super().form_invalid(form)


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            accounts.record_sign_out(user=person(request))
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


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = OwnPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        profile.change_password(by=user, password=form.cleaned_data["new_password1"])
        user.refresh_from_db(fields=["password"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password has been changed."))
        return redirect("screening:home")
    return render(request, "registration/password.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The worklist, for everybody who has a role somewhere."""
    if person(request).roles:
        return redirect("screening:worklist")
    return render(request, "screening/no_role.html")


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "screening/help.html", {"here": "help"})
