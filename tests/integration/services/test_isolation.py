"""What a user cannot see does not exist for them."""

import pytest

from screening import selectors
from screening.models import Membership, Role, Screening, Site, User
from screening.permissions import Action
from screening.services import identity
from tests.factories import NOW, enrol, make_eligible, make_site, make_team, make_user, open_screening, sign

pytestmark = pytest.mark.django_db
Team = dict[Role, User]


@pytest.fixture
def here() -> tuple[Site, Team]:
    return make_team(make_site("HERE"))


@pytest.fixture
def there(here: tuple[Site, Team]) -> Screening:
    """An enrolled participant at another site: something that could leak."""
    site, team = make_team(make_site("THERE"))
    made = make_eligible(team, site, initials="WXL")
    sign(team[Role.INVESTIGATOR], made)
    enrol(team[Role.COORDINATOR], made)
    return made


@pytest.mark.parametrize("role", Role)
def test_another_sites_screening_does_not_exist(here: tuple[Site, Team], there: Screening, role: Role) -> None:
    site, team = here
    mine = open_screening(team[Role.COORDINATOR], site)
    user = team[role]

    assert list(selectors.screenings_for(user)) == [mine]
    with pytest.raises(Screening.DoesNotExist):
        selectors.screening_for(user, there.number)
    with pytest.raises(Screening.DoesNotExist):
        selectors.screening_for(user, "SCR-9999")
    assert [row.number for row in selectors.worklist(user, now=NOW).rows] == [mine.number]
    assert selectors.worklist(user, now=NOW, query=there.number).rows == ()
    assert selectors.worklist(user, now=NOW, query="WXL").rows == ()
    assert selectors.worklist(user, now=NOW, site="THERE").rows == ()
    assert list(selectors.screening_log(user)) == [mine]
    assert list(selectors.enrolment_list(user)) == []
    assert list(selectors.history_of(user, there)) == []
    assert list(selectors.sites_for(user)) == [site]


def test_one_person_at_two_sites_sees_both_with_the_role_of_each(here: tuple[Site, Team], there: Screening) -> None:
    site, team = here
    user = team[Role.COORDINATOR]
    Membership.objects.create(user=user, site=there.site, role=Role.MONITOR)
    user = User.objects.get(pk=user.pk)

    assert list(selectors.screenings_for(user)) == [there]
    assert list(selectors.sites_for(user, Action.OPEN)) == [site]
    assert selectors.worklist(user, now=NOW, query="WXL").rows == ()  # a monitor does not find by initials


def test_a_membership_that_has_ended_shows_nothing(there: Screening) -> None:
    user = make_user(Role.MONITOR, there.site)
    Membership.objects.filter(user=user).update(active=False)

    assert list(selectors.screenings_for(User.objects.get(pk=user.pk))) == []


def test_a_superuser_without_a_role_sees_no_screening(there: Screening) -> None:
    root = User.objects.create_superuser("root", password="a long sentence")

    assert list(selectors.screenings_for(root)) == []
    assert selectors.worklist(root, now=NOW).rows == ()


def test_the_number_of_places_taken_is_about_all_sites(here: tuple[Site, Team], there: Screening) -> None:
    assert selectors.places().taken == 1


def test_the_history_keeps_identity_from_those_who_may_not_see_it(here: tuple[Site, Team]) -> None:
    site, team = here
    made = open_screening(team[Role.COORDINATOR], site, initials="WXL")
    identity.save_identity(
        by=team[Role.COORDINATOR], screening=made, initials="WXM", hospital_number="", name="", reason="misheard"
    )

    shown = {role: str([each.changes for each in selectors.history_of(team[role], made)]) for role in Role}
    assert {role for role, text in shown.items() if "WXM" in text} == {Role.COORDINATOR, Role.INVESTIGATOR}
    assert all("facts" in text for text in shown.values())
