"""How much a proof does: a sample in `make test`, the quick size in `make faults`, the full one in `make prove`.

TRIALSITE_PROOFS names it; a test that is run by itself is run at its quick size.
"""

import os
from typing import Literal, cast

Extent = Literal["sample", "quick", "full"]
EXTENT = cast("Extent", os.environ.get("TRIALSITE_PROOFS", "quick"))
FULL, SAMPLE = EXTENT == "full", EXTENT == "sample"
_SHARE = 10


def size(*, full: int, quick: int, least: int = 1) -> int:
    """A sample is a tenth of the quick size, and never less than shows anything."""
    return {"sample": max(least, -(-quick // _SHARE)), "quick": quick, "full": full}[EXTENT]


def stride(quick: int) -> int:
    """Which of a list are taken: every one at full size."""
    return 1 if FULL else quick
