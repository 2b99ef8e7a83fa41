from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from screening.views import accounts, second_factor
from trialsite import reauth


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """For the launcher and for probes: the site answers. Says nothing about anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


handler500 = "trialsite.away.server_error"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/login/", accounts.SignIn.as_view(), name="login"),
    path("accounts/login/code/", accounts.sign_in_code, name="sign_in_code"),
    path("accounts/reauth/", reauth.reauth, name="reauth"),
    path("accounts/logout/", accounts.SignOut.as_view(), name="logout"),
    path("accounts/profile/", accounts.own_profile, name="profile"),
    path("accounts/first-steps/hide/", accounts.hide_first_steps, name="first_steps_hide"),
    path("accounts/password/", accounts.change_password, name="password"),
    path("accounts/2fa/", second_factor.overview, name="second_factor"),
    path("accounts/2fa/new/", second_factor.switch_on, name="second_factor_new"),
    path("accounts/2fa/codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("accounts/2fa/off/", second_factor.switch_off, name="second_factor_off"),
    path("accounts/language/", accounts.set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("", include("screening.urls")),
]
