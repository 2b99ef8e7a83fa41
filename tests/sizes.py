"""How much a test does: a sample in `make faults`, the whole in `make prove` (TRIALSITE_PROVE=1)."""

import os

PROVE = os.environ.get("TRIALSITE_PROVE") == "1"


def size(*, full: int, quick: int) -> int:
    return full if PROVE else quick
