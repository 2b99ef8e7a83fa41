"""What every view does the same way: who is asking, which screening, which day, and how a refusal is answered."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from criteria import Assessment
from screening import selectors, verdicts
from screening.clock import site_clock, site_today, utc_now
from screening.errors import Conflict, NotAllowedNow, PermissionRefused
from screening.models import Judgement, Screening, Site, User
from screening.presenters import Strip, strip
from screening.rows.history import path_label, value_words
from screening.states import OPEN, Status

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def answering(view: "View[P]") -> "View[P]":
    """The refusals of services as pages: 404, 403 with the role that is needed, 409 with what has to come first."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Screening.DoesNotExist, Site.DoesNotExist):
            raise Http404 from None
        except PermissionRefused as refused:
            return render(request, "403.html", {"sentence": refused.sentence}, status=403)
        except NotAllowedNow as refused:
            context = {"sentence": refused.sentence, "back": request.path}
            return render(request, "screening/not_now.html", context, status=409)

    return answer


def person(request: HttpRequest) -> User:
    return cast("User", request.user)


def find(request: HttpRequest, number: str) -> Screening:
    """Raises Screening.DoesNotExist for one that does not exist for this person."""
    return selectors.screening_for(person(request), number)


def today_at(screening: Screening) -> date:
    return site_today(screening.site, utc_now())


def day_of_verdict(screening: Screening) -> date:
    """Today, while somebody works on it; a closed screening keeps the verdict of the day it was closed."""
    today = today_at(screening)
    return today if Status(screening.status) in OPEN else screening.verdict_as_of or today


def assessment_of(screening: Screening, judgements: Iterable[Judgement] | None = None) -> Assessment:
    """What the pages show. Without `judgements` they are fetched (one query)."""
    day = day_of_verdict(screening)
    enrolled = day if screening.status == Status.ENROLLED else None
    return verdicts.assessed(screening, today=day, enrolment=enrolled, judgements=judgements)


def strip_of(screening: Screening, here: str = "") -> Strip:
    return strip(screening, today=today_at(screening), here=here)


def conflict_page(request: HttpRequest, screening: Screening, conflict: Conflict) -> HttpResponse:
    """Both values of every field in question. Nothing was written; the page that was sent is one step back."""
    clashes = [
        {
            "label": path_label(screening, path),
            "mine": value_words(path, clash.mine),
            "theirs": value_words(path, clash.theirs),
            "who": clash.who,
            "when": site_clock(screening.site, clash.when),
        }
        for path, clash in conflict.fields.items()
    ]
    context = {"strip": strip_of(screening), "clashes": clashes, "back": request.path}
    return render(request, "screening/conflict.html", context, status=409)
