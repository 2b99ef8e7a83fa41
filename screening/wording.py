"""The words of the interface for what the engine says: one set for inclusion and exclusion (the verdict vocabulary).

The engine's own texts come in two languages already (`criteria.text.Text`); the words here are the interface's, and go
through gettext.
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.functional import lazy as _lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from criteria.text import Language, Text

ChipKey = Literal["fail", "missing", "judge", "notyet", "pass", "na"]
# The order in which they matter to the reader; the first one present decides the overall verdict.
CHIP_KEYS: tuple[ChipKey, ...] = ("fail", "missing", "judge", "notyet", "pass", "na")
CHIP_WORDS: dict[ChipKey, Promise] = {
    "pass": pgettext_lazy("verdict", "Pass"),
    "fail": pgettext_lazy("verdict", "Fail"),
    "notyet": pgettext_lazy("verdict", "Not yet"),
    "missing": pgettext_lazy("verdict", "Missing data"),
    "judge": pgettext_lazy("verdict", "Needs judgement"),
    "na": pgettext_lazy("verdict", "Not applicable"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A verdict as it is shown: icon, word and border say the same thing three times."""

    key: ChipKey
    word: str | Promise
    count: int | None = None


OVERALL_WORDS: dict[ChipKey, Promise] = {
    "fail": pgettext_lazy("overall", "Not eligible"),
    "missing": pgettext_lazy("overall", "Cannot decide yet"),
    "judge": pgettext_lazy("overall", "Waiting for judgement"),
    "notyet": pgettext_lazy("overall", "Not yet eligible"),
    "pass": pgettext_lazy("overall", "Eligible, ready to sign"),
}
SIGNED_ELIGIBLE = _("Signed eligible")
SIGNED_SCREEN_FAILURE = _("Signed screen failure")
SIGNED_STALE = _("Signed, data changed since")
WITHDRAWN = _("Withdrawn")

YES = pgettext_lazy("answer", "Yes")
NO = pgettext_lazy("answer", "No")
NOT_KNOWN = pgettext_lazy("answer", "Not known")
NONE = pgettext_lazy("list", "None")
AS_LISTED = pgettext_lazy("list", "As listed below")
NOT_REVIEWED = pgettext_lazy("list", "Not reviewed yet")
ONGOING = pgettext_lazy("date", "ongoing")
NONE_YET = pgettext_lazy("date", "none yet")
SPECIAL_WORDS: dict[str, Promise] = {"ongoing": ONGOING, "none_yet": NONE_YET}


def reader_language() -> Language:
    """The language of the vocabulary's texts that goes with the active one of the page."""
    return "zh" if (get_language() or "en").lower().startswith("zh") else "en"


def in_reader_language(text: Text) -> str:
    return text.in_language(reader_language())


def lazy(text: Text) -> Any:
    """A text of the vocabulary that is put into words when the page is written, in the language of its reader."""
    return _in_reader_language_lazily(text)


def lazy_pair(first: Text, second: object) -> Any:
    """Such as "Creatinine, unit": two names in a row, put into words when the page is written."""
    return _pair_lazily(first, second)


def _pair(first: Text, second: object) -> str:
    return f"{in_reader_language(first)}, {second}"


_pair_lazily = _lazy(_pair, str)
_in_reader_language_lazily = _lazy(in_reader_language, str)
