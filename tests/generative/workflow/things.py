"""What the model speaks of: people, screenings with all their versions, forms that were sent, and the answers to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.people import FAVOURABLE

COORDINATOR, INVESTIGATOR, ADMINISTRATOR, MONITOR = "coordinator", "investigator", "administrator", "monitor"
CLINIC = frozenset({COORDINATOR, INVESTIGATOR})
IN_SCREENING, ELIGIBLE, FAILURE, CHANGED = "in_screening", "signed_eligible", "signed_failure", "data_changed"
ENROLLED, WITHDRAWN = "enrolled", "withdrawn"
STILL_EDITED = frozenset({IN_SCREENING, ELIGIBLE, FAILURE, CHANGED})
PLANNED = "planned_first_dose"
CAP, TRIES = 2, 3
INVALID = object()

# meaning -> who signs it, from which statuses, to which (None: it stays).
SIGNING: dict[str, tuple[str, frozenset[str], str | None]] = {
    "eligible": (INVESTIGATOR, frozenset({IN_SCREENING, CHANGED}), ELIGIBLE),
    "screen_failure": (INVESTIGATOR, frozenset({IN_SCREENING, CHANGED, ELIGIBLE}), FAILURE),
    "data_complete": (COORDINATOR, frozenset({IN_SCREENING, CHANGED}), None),
}
ADVERSE = {path: not answer for path, answer in FAVOURABLE.items()}
STAYS_TRUE = (
    "birth_date", "sex", "diagnosis", "chemo", "nitrosourea_ever", "other_anticancer", "radiotherapy", "sct",
    "allogeneic_transplants",
)  # fmt: skip


@dataclass
class Person:
    """`wrong`: wrong passwords in a row."""

    roles: dict[str, str]
    is_open: bool = True
    wrong: int = 0

    @property
    def is_locked(self) -> bool:
        return self.wrong >= TRIES

    @property
    def only_reads(self) -> bool:
        return bool(self.roles) and set(self.roles.values()) == {MONITOR}


@dataclass
class Kept:
    """One screening. `versions`: what each version said, from the first on; `changed`: in which one a fact last changed."""

    number: str
    site: str
    status: str
    versions: list[dict[str, Any]]
    judgements: dict[str, tuple[bool | None, str, int]] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    reason: str = ""
    successor: str = ""
    decision: tuple[str, int] | None = None
    oldest: int = 1  # the first version of this run: older pages are in nobody's browser

    @property
    def version(self) -> int:
        return len(self.versions)

    @property
    def facts(self) -> dict[str, Any]:
        return self.versions[-1]


@dataclass(frozen=True)
class Sent:
    """A form as somebody sent it: it can be sent again, later, exactly so. `knows`: what the model needs of it."""

    kind: str
    who: str
    path: str
    fields: Mapping[str, Any]
    number: str = ""
    knows: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Answer:
    """`events`: the verbs that the trail gets. `effect`: what becomes true; without one nothing changes.

    `writes`: it changes more than the counting of tries.
    """

    status: int
    events: frozenset[str] = frozenset()
    effect: Callable[[], None] | None = None
    location: str = ""
    writes: bool = True


SIGN_IN = Answer(302, location="/accounts/login/")


def refused(status: int, *events: str) -> Answer:
    return Answer(status, frozenset(events))
