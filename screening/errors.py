"""Why a service did not do what it was asked. The sentence is for the person; nothing was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


class Refusal(Exception):
    """Nothing was written. `code` is stable, for tests and for the API; `sentence` is in the reader's language."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class PermissionRefused(Refusal):
    """This person may not do this here; the sentence names the role that may."""


class NotAllowedNow(Refusal):
    """The person may, but not in this state; the sentence says what has to come first."""


class WrongPassword(Refusal):
    """The password, at whatever door, was not right; the try has been recorded and counted."""


class WrongCode(WrongPassword):
    """The password was right, the second factor's code was not, or had been used before."""


class TooManyTries(Refusal):
    """So many wrong tries came from one address that none is looked at for the next `seconds`."""

    def __init__(self, code: str, sentence: str, seconds: int) -> None:
        super().__init__(code, sentence)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people changed: what I wrote, what stands there now, who wrote that and when."""

    mine: Any
    theirs: Any
    who: str
    when: datetime


class Conflict(Exception):
    """Somebody else changed the same fields after the page was read. Nothing of mine was written."""

    def __init__(self, fields: Mapping[str, Clash], version: int) -> None:
        super().__init__(", ".join(sorted(fields)))
        self.fields = dict(fields)
        self.version = version


class InvalidInput(Exception):
    """Values that cannot be stored: {storage path: sentence}. Nothing was written."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {sentence}" for path, sentence in fields.items()))
        self.fields = dict(fields)
