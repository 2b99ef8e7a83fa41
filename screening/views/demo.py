"""The demo trial, loaded and removed in one action each. In production there is no such page."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from screening.clock import utc_now
from screening.demo import loading, people
from screening.permissions import Action, check_somewhere, sites_where
from screening.views.common import answering, person


def _never_in_production() -> None:
    if settings.PRODUCTION:
        raise Http404


@login_not_required
@require_http_methods(["GET", "POST"])
@answering
def demo(request: HttpRequest) -> HttpResponse:
    """A POST loads it. Nobody can have signed in to an empty database, so anybody may fill it with made-up people."""
    _never_in_production()
    if request.method == "POST":
        loaded = loading.load(now=utc_now())
        messages.success(
            request,
            ngettext("%(n)s screening of the demo is loaded.", "%(n)s screenings of the demo are loaded.", loaded)
            % {"n": loaded},
        )
        return redirect("screening:demo")
    user = person(request) if request.user.is_authenticated else None
    context = {
        "here": "demo",
        "held": loading.held().value,
        "accounts": people.accounts(),
        "password": people.PASSWORD,
        "may_remove": user is not None and bool(sites_where(user, Action.REMOVE_DEMO)),
    }
    return render(request, "screening/demo.html", context)


@require_POST
@answering
def remove(request: HttpRequest) -> HttpResponse:
    _never_in_production()
    check_somewhere(person(request), Action.REMOVE_DEMO)
    loading.remove()
    logout(request)  # the account and the session went with the demo
    messages.success(request, _("The demo is removed, with its accounts and its trail."))
    return redirect("screening:demo")
