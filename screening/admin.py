"""Django's admin: for superusers, for accounts, sites and memberships. Clinical rows can be looked at and nothing else.

Who a participant is cannot be seen here at all: every look at that is an event, and the admin would make none.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from screening.models import (
    Assessment,
    AuditEvent,
    Enrolment,
    FactChange,
    Judgement,
    Membership,
    Query,
    QueryEntry,
    Screening,
    Signature,
    Site,
    SourceCheck,
    Trial,
    User,
)
from screening.services.audit import acting

# django-stubs' admin classes take a model as argument, Django's own do not.
if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    AnyInline = admin.TabularInline[Any, Any]
    AnyUserAdmin = UserAdmin[User]
else:
    AnyAdmin, AnyInline, AnyUserAdmin = admin.ModelAdmin, admin.TabularInline, UserAdmin


class SuperusersOnly:
    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    # Accounts, sites and memberships are closed, never removed: the trail speaks of them.
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(SuperusersOnly):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


def announced(request: HttpRequest, verb: str) -> AbstractContextManager[None]:
    """Changes made here carry their maker's name in the audit trail."""
    return acting(by=cast("User", request.user), verb=verb) if request.method == "POST" else nullcontext()


class MembershipInline(SuperusersOnly, AnyInline):
    model = Membership
    extra = 0
    can_delete = False


@admin.register(User)
class Users(SuperusersOnly, AnyUserAdmin):
    list_display = ("username", "full_name", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("full_name", "email", "language", "timezone")}),
        (_("Account"), {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    inlines = (MembershipInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A name is given once: signatures and the trail are read by it."""
        return (*self.readonly_fields, *(() if obj is None else ("username",)))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with announced(request, "account.change"):
            return super().changeform_view(request, *args, **kwargs)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        with announced(request, "account.password_change"):
            return super().user_change_password(request, id, form_url)


@admin.register(Site)
class Sites(SuperusersOnly, AnyAdmin):
    list_display = ("code", "name", "timezone", "active")
    inlines = (MembershipInline,)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with announced(request, "site.change"):
            return super().changeform_view(request, *args, **kwargs)


@admin.register(Trial)
class Trials(ReadOnly, AnyAdmin):
    list_display = ("slug", "protocol_version", "cap")


@admin.register(Screening)
class Screenings(ReadOnly, AnyAdmin):
    list_display = ("number", "site", "status", "verdict", "verdict_as_of", "version")
    list_filter = ("site", "status", "verdict")
    list_select_related = ("site",)
    search_fields = ("number",)


@admin.register(AuditEvent)
class AuditEvents(ReadOnly, AnyAdmin):
    list_display = ("at", "actor_name", "verb", "action", "table_name", "row_id")
    list_filter = ("verb", "table_name")

    # Rows about who somebody is are for the pages of the site, where looking is an event.
    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).exclude(table_name="screening_participantidentity")


@admin.register(FactChange, Assessment, Judgement, Signature, Enrolment, Query, QueryEntry, SourceCheck)
class Records(ReadOnly, AnyAdmin):
    list_select_related = ("screening", "by")

    def get_list_select_related(self, request: HttpRequest) -> tuple[str, ...]:
        return ("screening",)


admin.site.unregister(Group)
