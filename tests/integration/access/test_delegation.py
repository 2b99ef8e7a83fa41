"""A role counts from the first day of its delegation to the last, both included, by the site's own calendar."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from screening.models import Membership, Role, Screening, Site, User
from screening.viewer import seeing
from tests.factories import make_site, make_user, open_screening
from tests.people import today_at

pytestmark = pytest.mark.django_db
ZONES = ["Pacific/Kiritimati", "Asia/Shanghai", "Pacific/Pago_Pago"]  # never all three on the same day


@pytest.fixture(params=ZONES)
def site(request: pytest.FixtureRequest) -> Site:
    return make_site(timezone=request.param)


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        (None, None, True), (0, None, True), (1, None, False), (None, 0, True), (None, -1, False), (0, 0, True),
        (-9, -1, False), (1, 9, False), (-9, 9, True),
    ],
)  # fmt: skip
def test_on_the_days_around_each_end(
    site: Site, begins: int | None, ends: int | None, counts: bool, client: Client
) -> None:
    user, today = make_user(Role.COORDINATOR, site), today_at(site)
    screening = open_screening(user, site)
    client.force_login(user)
    page = f"/screenings/{screening.number}/withdraw/"
    assert client.get(page).status_code == 200

    days: list[date | None] = [None if each is None else today + timedelta(each) for each in (begins, ends)]
    Membership.objects.filter(user=user).update(delegated_from=days[0], delegated_until=days[1])

    assert client.get(page).status_code == (200 if counts else 404)
    assert User.objects.get(pk=user.pk).roles == ({site.pk: "coordinator"} if counts else {})
    with seeing(user):  # the second wall knows the same days
        assert Screening.objects.exists() is counts


def test_who_was_delegated_until_yesterday_signs_nothing(client: Client, site: Site) -> None:
    user = make_user(Role.INVESTIGATOR, site)
    screening = open_screening(user, site)
    client.force_login(user)
    Membership.objects.update(delegated_until=today_at(site) - timedelta(1))

    assert client.post(f"/screenings/{screening.number}/sign/", {"meaning": "screen_failure"}).status_code == 404


def test_the_days_are_in_order() -> None:
    make_user(Role.MONITOR)
    with pytest.raises(IntegrityError, match="membership_delegated_in_order"), transaction.atomic():
        Membership.objects.update(delegated_from=date(2026, 5, 2), delegated_until=date(2026, 5, 1))


def test_an_administrator_sets_the_days_in_the_admin(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root", password="a long sentence for the root"))
    user = make_user(Role.MONITOR)
    held = user.memberships.get()
    form = {
        "full_name": "Dr M", "language": "", "timezone": "", "is_active": "on",
        "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1, "memberships-0-id": held.pk,
        "memberships-0-user": user.pk, "memberships-0-site": held.site_id, "memberships-0-role": "monitor",
        "memberships-0-active": "on", "memberships-0-delegated_from": "2026-05-01",
        "memberships-0-delegated_until": "2026-04-30",
    }  # fmt: skip
    page = f"/admin/screening/user/{user.pk}/change/"

    assert "The last day of the delegation is before its first." in client.post(page, form).text
    assert client.post(page, form | {"memberships-0-delegated_until": "2026-05-31"}).status_code == 302
    held.refresh_from_db()
    assert (held.delegated_from, held.delegated_until) == (date(2026, 5, 1), date(2026, 5, 31))


@pytest.mark.parametrize("column", ["password", "email", "last_login", "is_superuser"])
def test_who_takes_lists_out_reads_names_only(column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('trialsite_export', 'screening_user', %s, 'SELECT')", [column])
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_column_privilege('trialsite_export', 'screening_user', 'full_name', 'SELECT')")
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT has_table_privilege('trialsite_export', 'screening_membership', 'SELECT')")
        assert cursor.fetchone() == (False,)
