"""The administrator's pages: what a site's laboratory prints beside its results."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from screening import selectors
from screening.clock import site_today, utc_now
from screening.errors import InvalidInput
from screening.forms.lab_profiles import LabProfileForm
from screening.models import LabProfile, Site, User
from screening.permissions import Action, check_somewhere
from screening.services import lab_profiles
from screening.views.common import answering, person


@require_http_methods(["GET", "POST"])
@answering
def profiles(request: HttpRequest) -> HttpResponse:
    """The profiles of one site; a POST adds one or takes one out of use."""
    user = person(request)
    check_somewhere(user, Action.MANAGE_PROFILES)
    sites = selectors.sites_for(user, Action.MANAGE_PROFILES)
    code = request.GET.get("site", "")
    site = sites.get(code=code) if code else sites[0]
    today = site_today(site, utc_now())
    if request.method == "POST" and "retire" in request.POST:
        lab_profiles.retire(by=user, profile=_profile(user, site, request.POST["retire"]), on=today)
        messages.success(request, _("The profile no longer holds from today on."))
        return redirect(f"{request.path}?site={site.code}")
    form = LabProfileForm(request.POST or None, today=today, initial={"valid_from": today.isoformat()})
    if form.is_bound and form.is_valid() and _added(user, site, form):
        messages.success(
            request,
            _("The profile was added. It is used for samples from %(day)s on.")
            % {"day": form.cleaned_data["valid_from"]},
        )
        return redirect(f"{request.path}?site={site.code}")
    context = {
        "form": form,
        "site": site,
        "sites": sites,
        "profiles": selectors.lab_profiles_of(user, site),
        "here": "lab_profiles",
    }
    return render(request, "screening/lab_profiles.html", context, status=422 if form.is_bound else 200)


def _profile(user: User, site: Site, number: str) -> LabProfile:
    found = (
        selectors.lab_profiles_of(user, site).filter(pk=number).first()
        if number.isascii() and number.isdigit()
        else None
    )
    if found is None:
        raise Http404
    return found


def _added(user: User, site: Site, form: LabProfileForm) -> bool:
    try:
        lab_profiles.add(by=user, site=site, **form.profile())
    except InvalidInput as invalid:
        form.add_refusals(invalid.fields)
        return False
    return True
