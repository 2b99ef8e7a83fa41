"""What an expression has (Truth) and what a criterion or a patient gets (Verdict, Overall)."""

from enum import IntEnum, StrEnum


class Truth(IntEnum):
    """Kleene's three values in their order, so that AND is the minimum, OR the maximum and NOT the mirror."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __invert__(self) -> "Truth":
        return _MIRROR[self]


_MIRROR = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)


class Kind(StrEnum):
    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


class Verdict(StrEnum):
    MET = "MET"
    NOT_MET = "NOT_MET"
    PRESENT = "PRESENT"
    ABSENT = "ABSENT"
    UNKNOWN = "UNKNOWN"
    JUDGEMENT = "JUDGEMENT"

    @property
    def passes(self) -> bool:
        """Does this verdict let the patient in?"""
        return self in _PASSES

    @property
    def fails(self) -> bool:
        """Does this verdict keep the patient out?"""
        return self in _FAILS

    @property
    def is_open(self) -> bool:
        """Is something still to be entered, asked or judged?"""
        return self in _OPEN


_PASSES = frozenset({Verdict.MET, Verdict.ABSENT})
_FAILS = frozenset({Verdict.NOT_MET, Verdict.PRESENT})
_OPEN = frozenset({Verdict.UNKNOWN, Verdict.JUDGEMENT})


class Overall(StrEnum):
    ELIGIBLE = "ELIGIBLE"
    PENDING = "PENDING"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


_VERDICTS = {  # by truth: FALSE, UNKNOWN, TRUE
    Kind.INCLUSION: (Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.MET),
    Kind.EXCLUSION: (Verdict.ABSENT, Verdict.UNKNOWN, Verdict.PRESENT),
}


def verdict_of(kind: Kind, truth: Truth, *, awaits_judgement: bool) -> Verdict:
    """The verdict of a criterion whose rule has `truth`; `awaits_judgement`: only an investigator's answer is open."""
    return Verdict.JUDGEMENT if awaits_judgement and truth is Truth.UNKNOWN else _VERDICTS[kind][truth]


def overall_of(verdicts: list[Verdict]) -> Overall:
    """Rule G12: one failure decides; else anything open leaves the patient pending; else eligible."""
    if any(verdict.fails for verdict in verdicts):
        return Overall.NOT_ELIGIBLE
    if any(verdict.is_open for verdict in verdicts):
        return Overall.PENDING
    return Overall.ELIGIBLE
