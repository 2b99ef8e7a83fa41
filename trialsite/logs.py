"""Lines of the log: what happened and where in the program, and nobody's data."""

import logging
import traceback
from types import TracebackType

Problem = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """A traceback without the words of the errors: a database names the row in them, a parser what was typed."""

    def formatException(self, ei: Problem) -> str:  # noqa: N802  logging's own name
        return "\n".join(_chain(ei[1]))


def _chain(error: BaseException | None) -> list[str]:
    if error is None:
        return []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = [f"  {at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(error.__traceback__)]
    return [*_chain(before), *frames, f"{type(error).__module__}.{type(error).__qualname__}"]
