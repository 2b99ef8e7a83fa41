"""The demo's hospitals and the people who work there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password

from screening.models import Membership, Role, Site, User
from screening.services.audit import acting

PASSWORD = "twelve quiet herons"  # noqa: S105  printed for everybody: it opens nothing but the demo
SITE_PREFIX = "Demo: "
EMAIL_DOMAIN = "@demo.invalid"


@dataclass(frozen=True, slots=True)
class Hospital:
    code: str
    name: str
    timezone: str
    numbers: str  # how its hospital numbers begin
    conventional_units: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    full_name: str
    role: Role
    sites: tuple[str, ...]


HOSPITALS = (
    Hospital("NGB", "Women and Children's Hospital Ningbo", "Asia/Shanghai", "30"),
    Hospital("SHA", "Children's Medical Centre Shanghai", "Asia/Shanghai", "7"),
    Hospital("VIE", "Children's Cancer Hospital Vienna", "Europe/Vienna", "W-", conventional_units=True),
)
_ALL = tuple(hospital.code for hospital in HOSPITALS)
PEOPLE = (
    Person("ningbo-coordinator", "Chen Xiaoyun", Role.COORDINATOR, ("NGB",)),
    Person("ningbo-investigator", "Dr Zhou Minghua", Role.INVESTIGATOR, ("NGB",)),
    Person("shanghai-coordinator", "Xu Jialin", Role.COORDINATOR, ("SHA",)),
    Person("shanghai-investigator", "Dr Wang Ruoyu", Role.INVESTIGATOR, ("SHA",)),
    Person("vienna-coordinator", "Katharina Leitner", Role.COORDINATOR, ("VIE",)),
    Person("vienna-investigator", "Dr Johannes Brandner", Role.INVESTIGATOR, ("VIE",)),
    Person("administrator", "Sophie Hartmann", Role.ADMINISTRATOR, _ALL),
    Person("monitor", "Tomasz Nowicki", Role.MONITOR, _ALL),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account as the sign-in page and the terminal show it."""

    username: str
    full_name: str
    role: str
    sites: tuple[str, ...]


def accounts() -> list[Account]:
    """The demo accounts that are there, in the order of PEOPLE; none in production, whatever the tables hold."""
    if settings.PRODUCTION:
        return []
    order = {person.username: place for place, person in enumerate(PEOPLE)}
    found = User.objects.filter(email__endswith=EMAIL_DOMAIN, is_active=True).prefetch_related("memberships__site")
    return sorted(map(_account, found), key=lambda account: order.get(account.username, len(order)))


def _account(user: User) -> Account:
    held = [membership for membership in user.memberships.all() if membership.active]
    roles = dict.fromkeys(str(Role(membership.role).label) for membership in held)
    return Account(user.username, user.full_name, ", ".join(roles), tuple(sorted(each.site.code for each in held)))


def settle() -> tuple[dict[str, Site], dict[tuple[str, Role], User]]:
    """Make sites and people; sites by code, people by site and role."""
    with acting(by=None, verb="demo.load"):
        sites = {hospital.code: _site(hospital) for hospital in HOSPITALS}
        # One hash for all: the password is public, and each further one would cost a tenth of a second.
        password = make_password(PASSWORD)
        return sites, {place: user for person in PEOPLE for place, user in _settle(person, sites, password)}


def _site(hospital: Hospital) -> Site:
    return Site.objects.create(code=hospital.code, name=f"{SITE_PREFIX}{hospital.name}", timezone=hospital.timezone)


def _settle(person: Person, sites: dict[str, Site], password: str) -> Iterator[tuple[tuple[str, Role], User]]:
    user = User.objects.create(
        username=person.username,
        full_name=person.full_name,
        email=f"{person.username}{EMAIL_DOMAIN}",
        password=password,
    )
    for code in person.sites:
        Membership.objects.create(user=user, site=sites[code], role=person.role)
        yield (code, person.role), user


def is_of_the_demo(user: User) -> bool:
    return user.email.endswith(EMAIL_DOMAIN)


def foreign() -> str:
    """What the database holds that is not of the demo, for a sentence; empty where there is nothing."""
    if site := Site.objects.exclude(name__startswith=SITE_PREFIX).first():
        return f"the site {site.code}"
    if user := User.objects.exclude(email__endswith=EMAIL_DOMAIN).first():
        return f"the account {user.username}"
    return ""
