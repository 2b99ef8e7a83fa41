"""Django's admin, for superusers only, behind the one sign-in page of the site."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class SuperuserAdminSite(AdminSite):
    site_header = site_title = "Trialsite"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """The admin's own form would be a second door, without what guards the first."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
