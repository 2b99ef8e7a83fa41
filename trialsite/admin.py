"""Django's admin, for superusers only, behind the one sign-in page of the site."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from screening.viewer import seeing_everything


class SuperuserAdminSite(AdminSite):
    site_header = site_title = "Trialsite"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Superusers look at all sites here, and only here; the page is made before that ends."""

        @wraps(view)
        def of_all_sites(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            with seeing_everything():
                answer = view(request, *args, **kwargs)
                return answer.render() if isinstance(answer, TemplateResponse) else answer

        return super().admin_view(of_all_sites, cacheable)

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """The admin's own form would be a second door, without what guards the first."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
