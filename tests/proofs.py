"""What each proof did, in its own words: printed at the end of a run, and kept in var/proofs.json for who writes it up.

A test asks for the fixture `proof` and says what it has shown when it has shown it: `proof(1, "cap, page", "1,000 rounds
x 64: 40 every time")`. One that fails says nothing, and stands in the list as failed. The numbers are those of the list of
what must be shown. A run at full sizes and one at quick sizes are kept side by side; so are files run alone.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sizes import EXTENT

KEPT = Path(__file__).resolve().parent.parent / "var" / "proofs.json"
SIZES = EXTENT
Say = Callable[[int, str, str], None]
_run: dict[str, dict[str, Any]] = {}


@pytest.fixture
def proof(record_property: Callable[[str, object], None]) -> Say:
    def say(line: int, name: str, sentence: str) -> None:
        record_property("proof", [line, name, sentence])

    return say


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """With several workers, in the process that collects their reports."""
    if "prove" not in report.keywords:
        return
    row = _run.setdefault(report.nodeid, {"outcome": report.outcome, "seconds": 0.0, "said": []})
    row["seconds"] = round(row["seconds"] + report.duration, 1)
    if report.outcome != "passed":
        row["outcome"] = report.outcome
    if report.when == "call":
        row["said"] = [said for key, said in report.user_properties if key == "proof"]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or not _run:
        return
    told = sorted((*said, row["seconds"]) for row in _run.values() for said in row["said"])
    if told:
        terminalreporter.section(f"proofs at {SIZES} sizes")
    for line, name, sentence, seconds in told:
        terminalreporter.write_line(f"{line:>3}  {name}: {sentence}; {seconds:.0f} s")
    for test, row in sorted(_run.items()):
        if row["outcome"] == "failed":
            terminalreporter.write_line(f"  -  NOT SHOWN: {test}")
    _keep()


def _keep() -> None:
    KEPT.parent.mkdir(exist_ok=True)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    tests = kept.get(SIZES, {})
    tests |= {test: {"outcome": row["outcome"], "seconds": row["seconds"], "at": now,
                     "shown": [{"line": line, "name": name, "sentence": sentence} for line, name, sentence in row["said"]]}
              for test, row in _run.items()}  # fmt: skip
    KEPT.write_text(json.dumps(kept | {SIZES: dict(sorted(tests.items()))}, indent=1, ensure_ascii=False) + "\n")
