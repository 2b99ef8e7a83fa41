"""How much a proof does: the quick size in `make test` and `make faults`, the full one in `make prove` (TRIALSITE_PROVE=1)."""

import os

PROVE = os.environ.get("TRIALSITE_PROVE") == "1"


def size(*, full: int, quick: int) -> int:
    return full if PROVE else quick
