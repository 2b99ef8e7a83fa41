"""From each clause to its tests and procedures: docs/validation/. What leads nowhere is refused before a page is written."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

FOLDER = Path("docs/validation")


class Untraceable(Exception):
    """Requirements that lead to nothing, or to something that does not exist; one sentence each."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that must hold, its number within the clause, and what shows it."""

    number: str
    what: str
    tests: tuple[str, ...] = ()
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    name: str
    says: str
    requirements: tuple[Requirement, ...]


def clauses(root: Path = settings.ROOT) -> tuple[Clause, ...]:
    """Those of clauses.yaml. Raises Untraceable with everything that is wrong at once."""
    read = yaml.safe_load((root / FOLDER / "clauses.yaml").read_text(encoding="utf-8"))
    found = tuple(_clause(each) for each in read)
    wrong = list(_problems(found, root))
    if wrong:
        raise Untraceable("\n".join(wrong))
    return found


def _clause(read: dict[str, Any]) -> Clause:
    short = read["clause"].replace("21 CFR ", "").replace("ICH E6(R3) ", "")
    return Clause(
        read["clause"],
        read["says"],
        tuple(
            Requirement(f"{short} #{place}", each["what"], tuple(each.get("tests", ())), each.get("procedure", ""))
            for place, each in enumerate(read["must"], start=1)
        ),
    )


def _problems(found: tuple[Clause, ...], root: Path) -> Iterator[str]:
    known, needed = procedures(root), set()
    for clause in found:
        if not clause.requirements:
            yield f"{clause.name}: nothing is required; say what must hold."
        for each in clause.requirements:
            if not each.tests and not each.procedure:
                yield f"{each.number}: no test and no procedure; name one."
            yield from (f"{each.number}: {test} does not exist." for test in each.tests if not _exists(test, root))
            if each.procedure:
                needed.add(each.procedure)
    yield from (f"The procedure {name} is not in procedures.md." for name in sorted(needed - known))
    yield from (f"The procedure {name} is named by no requirement." for name in sorted(known - needed))


def procedures(root: Path) -> set[str]:
    return set(re.findall(r"^## (.+)$", (root / FOLDER / "procedures.md").read_text(encoding="utf-8"), re.MULTILINE))


def _exists(test: str, root: Path) -> bool:
    """A whole file of tests, or one function in it."""
    file, _, name = test.partition("::")
    known = _tests_in(root / file)
    return name in known if name else bool(known)


@cache
def _tests_in(path: Path) -> frozenset[str]:
    """What pytest would collect from a file of ours, read without running it."""
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        each.name for each in tree.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    )


def named_tests(found: tuple[Clause, ...]) -> list[str]:
    return sorted({test for clause in found for each in clause.requirements for test in each.tests})


# --- the page ---------------------------------------------------------------------------------------------------------


def validation_page() -> Iterator[str]:
    found = clauses()
    required = [each for clause in found for each in clause.requirements]
    yield "# From requirement to test"
    yield ""
    yield f"{len(found)} clauses of 21 CFR Part 11 and ICH E6(R3), {len(required)} requirements, {len(named_tests(found))} tests and"
    yield f"{len({each.procedure for each in required} - {''})} procedures of the site ([procedures.md](procedures.md)). A requirement without a test or a"
    yield "procedure, and a test that does not exist, fail `make check`. How each test came out when it was last run:"
    yield "[last-run.md](last-run.md), written by `make validation`. The program is built to support these clauses; whether a"
    yield "site complies with them depends on its procedures too."
    for clause in found:
        yield ""
        yield f"## {clause.name}"
        yield ""
        yield f"{clause.says}."
        yield ""
        yield "| | What must hold | Shown by |"
        yield "|---|---|---|"
        for each in clause.requirements:
            yield f"| {each.number} | {each.what} | {'<br>'.join((*map(_link, each.tests), *_procedure(each)))} |"


def _link(test: str) -> str:
    file, _, name = test.partition("::")
    return f"[{name or Path(file).name}](../../{file})"


def _procedure(requirement: Requirement) -> Iterator[str]:
    if requirement.procedure:
        yield f"procedure: [{requirement.procedure}](procedures.md#{requirement.procedure})"
