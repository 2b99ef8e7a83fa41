"""Signing a decision, or that the data are complete."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from screening import photographs, session
from screening.clock import site_clock, utc_now
from screening.errors import WrongCode, WrongPassword
from screening.forms.pages import WRONG_NAME, SignForm
from screening.models import Meaning, Screening
from screening.permissions import Action, can, check
from screening.presenters import overall_key
from screening.queries import open_on
from screening.rows import signatures
from screening.rows.desk import desk
from screening.rows.verdict import all_lines
from screening.services import accounts, second_factor, signing
from screening.views.common import answering, assessment_of, find, person, strip_of, today_at
from screening.wording import ChipKey


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@answering
def sign(request: HttpRequest, number: str) -> HttpResponse:
    screening, user = find(request, number), person(request)
    form = SignForm(
        request.POST or None,
        initial={"key": uuid4(), "base_version": screening.version},
        signer=user,
        has_factor=second_factor.is_on(user),
        has_signed=session.has_signed(request.session),
    )
    sent = form.is_bound and form.is_valid()
    again = sent and signing.is_sent_again(by=user, screening=screening, key=form.cleaned_data["key"])
    if not again and not can(user, Action.SIGN_DATA, screening):  # who signs nothing here is told which role does
        check(user, Action.SIGN_FAILURE, screening)
    if form.has_error("username", WRONG_NAME):
        accounts.record_wrong_name(by=user, screening=screening, now=utc_now())
    if sent and _signed(request, screening, form):
        session.note_signature(request.session)
        messages.success(request, _("Signed."))
        return redirect("screening:verdict", number)
    assessment = assessment_of(screening)
    buttons = signatures.sign_buttons(user, screening, assessment)
    context = {
        "form": form,
        "screening": screening,
        "strip": strip_of(screening),
        "assessment": assessment,
        "data_digest": photographs.sha256(assessment.record.to_json()),
        "desk": desk(user, screening, assessment, all_lines(screening, assessment, editable=False, judges=False)),
        "buttons": buttons,
        "open_queries": open_on(screening),
        "chosen": _chosen(buttons, request.POST.get("meaning") or request.GET.get("meaning"), overall_key(assessment)),
        "now": utc_now(),
        "now_here": site_clock(screening.site, utc_now()),
    }
    return render(request, "screening/sign.html", context, status=422 if form.is_bound else 200)


def _chosen(
    buttons: tuple[signatures.SignButton, ...], asked: str | None, key: ChipKey
) -> signatures.SignButton | None:
    """The signature that was asked for, if it can be given; without a wish the one that the verdict calls for.

    While somebody only has to wait or to be judged, a screen failure can be signed too, but is not put forward.
    """
    possible = {button.meaning: button for button in buttons if not button.why_not}
    wanted = asked or {"pass": Meaning.ELIGIBLE, "fail": Meaning.SCREEN_FAILURE}.get(key, "")
    return possible.get(Meaning(wanted)) if wanted in Meaning.values else None


def _signed(request: HttpRequest, screening: Screening, form: SignForm) -> bool:
    typed = form.cleaned_data
    if typed["meaning"] not in Meaning.values:
        form.add_refusals({"__all__": _("Choose what to sign.")})
        return False
    try:
        signing.sign(
            by=person(request),
            screening=screening,
            meaning=typed["meaning"],
            password=typed["password"],
            code=typed.get("code", ""),
            today=today_at(screening),
            now=utc_now(),
            base_version=typed["base_version"],
            idempotency_key=typed["key"],
        )
    except WrongPassword as refused:
        form.add_refusals({"code" if isinstance(refused, WrongCode) else "password": refused.sentence})
        return False
    return True
