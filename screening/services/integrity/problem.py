from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that is not what it was. `kind` groups them, `where` names the row, `what` is a sentence without its values."""

    kind: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.what}"
