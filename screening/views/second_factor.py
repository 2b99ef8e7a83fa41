"""The second factor: what it is, switching it on with an app, new recovery codes, switching it off."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from screening.clock import utc_now
from screening.errors import NotAllowedNow, WrongCode
from screening.forms.accounts import ConfirmForm, NewFactorForm
from screening.services import second_factor
from screening.services.accounts import Door
from screening.views.accounts import confirmed
from screening.views.common import answering, person


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {
        "is_on": second_factor.is_on(user),
        "required": second_factor.is_required(user),
        "codes_left": second_factor.recovery_codes_left(user),
    }
    return render(request, "registration/second_factor.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@answering
def switch_on(request: HttpRequest) -> HttpResponse:
    """GET makes an offer and keeps nothing of it: the secret travels, encrypted, in the form."""
    user = person(request)
    if second_factor.is_on(user):
        return redirect("second_factor")
    form = NewFactorForm(request.POST or None)
    if form.is_bound and form.is_valid() and confirmed(request, form, "password", Door.SECOND_FACTOR):
        typed = form.cleaned_data
        try:
            codes = second_factor.switch_on(by=user, token=typed["token"], code=typed["code"], now=utc_now())
        except WrongCode as refused:
            form.refuse("code", refused.sentence)
        else:
            return _show(request, codes)
    offer = second_factor.offer(user, form.data.get("token", ""))
    context = {"form": form, "offer": offer, "required": second_factor.is_required(user)}
    return render(request, "registration/second_factor_new.html", context, status=422 if form.is_bound else 200)


switch_on.without_factor = True  # type: ignore[attr-defined]  # where people without one are sent


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@answering
def recovery_codes(request: HttpRequest) -> HttpResponse:
    def make() -> HttpResponse:
        return _show(request, second_factor.new_recovery_codes(by=person(request), now=utc_now()))

    return _after_confirming(request, "registration/recovery_codes_new.html", make)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@answering
def switch_off(request: HttpRequest) -> HttpResponse:
    def done() -> HttpResponse:
        second_factor.switch_off(by=person(request), now=utc_now())
        messages.success(request, _("The second factor is off. Signing in asks for the password alone."))
        return redirect("second_factor")

    return _after_confirming(request, "registration/second_factor_off.html", done)


def _after_confirming(request: HttpRequest, page: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Password and code first: an open screen is not enough to change what protects the account."""
    if not second_factor.is_on(person(request)):
        raise NotAllowedNow("factor_off", _("The second factor is not on."))
    form = ConfirmForm(request.POST or None)
    if form.is_bound and form.is_valid() and confirmed(request, form, "password", Door.SECOND_FACTOR):
        return act()
    return render(request, page, {"form": form}, status=422 if form.is_bound else 200)


def _show(request: HttpRequest, codes: tuple[str, ...]) -> HttpResponse:
    """Once, and never again: nobody can read them back, not even the database."""
    return render(request, "registration/recovery_codes.html", {"codes": codes})
