"""Bars with their words: the label stands above, the number at the end, so that nothing has to be read off an axis."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, BAR, LABEL, GAP = 640, 18, 20, 12
# What is left for the words at the end of the longest bar.
LONGEST = 480


@dataclass(frozen=True, slots=True)
class Bar:
    """`kind`: the class of its colour; the word at its end says the same."""

    y: int
    width: int
    kind: str
    word: str

    @property
    def baseline(self) -> int:
        return self.y + BAR - 5


@dataclass(frozen=True, slots=True)
class Group:
    y: int
    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    groups: tuple[Group, ...]
    width: int
    height: int
    bar: int
    title: str
    description: str


def bars(
    wanted: Sequence[tuple[str, Sequence[tuple[str, float, str]]]], *, title: str, description: str
) -> Bars | None:
    """From (label, [(kind, size, word)]); None for nothing. The largest size gets the longest bar."""
    if not wanted:
        return None
    longest = max(size for _label, sizes in wanted for _kind, size, _word in sizes) or 1
    groups: list[Group] = []
    y = 0
    for label, sizes in wanted:
        top = y + LABEL
        drawn = tuple(
            Bar(top + number * (BAR + 2), round(LONGEST * size / longest), kind, word)
            for number, (kind, size, word) in enumerate(sizes)
        )
        groups.append(Group(y + LABEL - 6, label, drawn))
        y = top + len(drawn) * (BAR + 2) + GAP
    return Bars(tuple(groups), WIDTH, y, BAR, title, description)
