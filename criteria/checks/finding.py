"""What a data-quality check says about a record."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from criteria.record import vocabulary
from criteria.text import Text

Severity = Literal["block", "warn", "info"]

# Not facts of the record, but the three days it is looked at from, by their public keys.
ASSESSMENT_DATE = "assessment_date"
ENROLMENT_DATE = "enrolment_date"
FIRST_DOSE_DATE = "planned_first_dose_date"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one or more facts.

    `facts` are the public paths it speaks of, with indexes ("labs[0]"). `blocks` are the paths, or the anchors "@N"
    and "@P", that no rule may use because of it; empty unless the severity is "block", and empty too where the rule
    itself answers UNKNOWN. No check changes a stored value.
    """

    check: str
    severity: Severity
    message: Text
    facts: tuple[str, ...]
    blocks: tuple[str, ...] = ()


@lru_cache(maxsize=2048)
def name_of(path: str) -> Text:
    """What a fact is called in a sentence: "chemo[1].last_dose" is "Chemotherapy 2, Last dose"."""
    english: list[str] = []
    chinese: list[str] = []
    declared = ""
    for part in path.split("."):
        key, _, index = part.removesuffix("]").partition("[")
        declared = f"{declared}.{key}" if declared else key
        number = f" {int(index) + 1}" if index else ""
        declared += "[]" if index else ""
        label = _label(declared)
        english.append(label.en + number)
        chinese.append(label.zh + number)
    return Text(", ".join(english), "，".join(chinese))


def _label(declared: str) -> Text:
    known = vocabulary()
    return known[declared if declared in known else f"{declared}[]"].label
