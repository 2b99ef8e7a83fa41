"""What every report has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """`sentence` states the result; `drawing` is for the template of that name and may be None: then the table is all.

    `rows`: cells as text, or as a Cell where one leads somewhere. `note` says how it was counted.
    """

    name: str
    title: str
    sentence: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    drawing: Any = None
    note: str = ""
    numbers: frozenset[int] = field(default=frozenset())

    @property
    def cells(self) -> list[list[tuple[Any, bool]]]:
        """Each cell, and whether it is a number."""
        return [[(value, place in self.numbers) for place, value in enumerate(row)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Cell:
    """A text that leads to a page."""

    text: str
    url: str

    def __str__(self) -> str:
        return self.text
