"""What a story is: a candidate, what was found, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from screening.demo.days import Ago
from screening.models import OverallWord

SiteCode = Literal["NGB", "SHA", "VIE"]
Sex = Literal["female", "male"]
Answers = Mapping[str, tuple[bool | None, str]]

NOTHING_AGAINST: Answers = {
    "ability_to_comply": (True, ""),
    "investigator_other_condition": (False, ""),
    "poor_compliance": (False, ""),
}


class Ending(Enum):
    """How far the story has come."""

    OPEN = "open"
    DATA_SIGNED = "data signed"
    SIGNED_ELIGIBLE = "signed eligible"
    SIGNED_FAILURE = "signed failure"
    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Correction:
    """Data that come after the signature: changed values by public path, and new rows, for a reason."""

    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    days_later: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One screening. `last_visit`: days ago; `opened`: days before the last visit; `age` at the last visit.

    `facts` and `labs` are what differs from an uneventful history (histories.py): groups are merged, everything else
    replaced, None is not recorded. `sections` limits what has been entered so far. `verdict` and `fails` say what must
    come out at the end; tests hold the stories to it.
    """

    site: SiteCode
    initials: str
    sex: Sex
    age: tuple[int, int]
    last_visit: int = 0
    opened: int = 12
    birth_date: Ago | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    labs: Mapping[str, str | Mapping[str, Any] | None] = field(default_factory=dict)
    answers: Answers = field(default_factory=lambda: NOTHING_AGAINST)
    sections: tuple[str, ...] | None = None
    ending: Ending = Ending.OPEN
    reason: str = ""
    correction: Correction | None = None
    screened_before: str = ""  # the initials of the story that this one is the re-screening of
    verdict: OverallWord = OverallWord.ELIGIBLE
    fails: tuple[str, ...] = ()

    @property
    def first_dose_in(self) -> int:
        """Days from the last visit to the planned first dose: some to spare where it is still ahead."""
        return 2 if self.ending is Ending.ENROLLED else 6
