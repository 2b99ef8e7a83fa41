"""Do the tests of the trial's criteria notice when a rule is wrong? `make mutation` asks them.

In the protocol's source every comparison is turned over once (>= to >, <= to <, and back), and every limit is moved by
one in its last digit, up and down. Each of these wrong protocols must fail a test of tests/spec; one that does not has
shown a test that is missing. Exit status 1 if there is one.

    python tests/mutation/rules.py [--only I07] [--list]
"""

import argparse
import ast
import contextlib
import io
import os
import re
import sys
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import criteria  # noqa: E402  found only now
from criteria import protocols  # noqa: E402

SOURCE = ROOT / "criteria" / "protocols" / "nk_sts.py"
MODULE = "criteria.protocols.nk_sts"
SPEC = ROOT / "tests" / "spec" / "nk_sts"
# Nothing of the project's own settings: no database, no Django, and no conftest that would ask for them.
PYTEST = (
    *("-q", "-x", "-c", os.devnull, f"--rootdir={ROOT}", f"--confcutdir={ROOT / 'tests' / 'spec'}"),
    *("--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist"),
)

OTHER_SIDE = {
    ast.GtE: (ast.Gt, ">=", ">"),
    ast.Gt: (ast.GtE, ">", ">="),
    ast.LtE: (ast.Lt, "<=", "<"),
    ast.Lt: (ast.LtE, "<", "<="),
}
WITH_A_LIMIT = frozenset({"days", "weeks", "months", "years", "per_litre", "ratio", "grams_per_day"})
UPPER_LIMIT = "ULN"
CAUGHT, SURVIVED = 0, 7
# A performance score is recorded in tens: 49 and 51 can't be told from 50.
STEPS = {"performance.score": 10}


@dataclass(frozen=True)
class Mutant:
    """One thing changed: what stood at a place of the source, and what stands there instead."""

    line: int
    criterion: str
    was: str
    now: str
    start: int
    end: int

    def source(self, text: str) -> str:
        return text[: self.start] + self.now + text[self.end :]

    def __str__(self) -> str:
        return f"{self.criterion or 'all':<5} line {self.line}: {self.was} -> {self.now}"


class _Places:
    """Lines and columns of the syntax tree as offsets of the text, and the criterion that a line belongs to."""

    def __init__(self, text: str, tree: ast.Module) -> None:
        self._lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self._criteria = sorted((node.end_lineno, name) for node, name in _criteria(tree))
        self._functions = [(node.lineno, node.end_lineno) for node in tree.body if isinstance(node, ast.FunctionDef)]

    def offset(self, line: int, column: int) -> int:
        """Columns of the tree count UTF-8 bytes."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def criterion(self, line: int) -> str:
        """What stands above a criterion, after the one before it, is written for it; "" outside the two lists."""
        start, end = next((span for span in self._functions if span[0] <= line <= span[1]), (0, 0))
        return next((name for last, name in self._criteria if start <= line <= last <= end), "")


def _criteria(tree: ast.Module) -> Iterator[tuple[ast.Assign, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made_by = node.value.func
            if isinstance(made_by, ast.Name) and made_by.id == "Criterion" and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                yield node, name[0].upper() + name[1:]


def mutants(text: str) -> list[Mutant]:
    tree = ast.parse(text)
    places = _Places(text, tree)
    found = [*_turned_comparisons(tree, text, places), *_moved_limits(tree, text, places)]
    return sorted(found, key=lambda mutant: (mutant.start, mutant.now))


def _turned_comparisons(tree: ast.Module, text: str, places: _Places) -> Iterator[Mutant]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare) or type(node.ops[0]) not in OTHER_SIDE:
            continue
        _, was, now = OTHER_SIDE[type(node.ops[0])]
        after = places.offset(node.left.end_lineno, node.left.end_col_offset)
        # A closing bracket may stand between the left side and its operator.
        start = text.index(was, after)
        yield Mutant(node.lineno, places.criterion(node.lineno), was, now, start, start + len(was))


def _moved_limits(tree: ast.Module, text: str, places: _Places) -> Iterator[Mutant]:
    for limit, step in _limits(tree):
        start = places.offset(limit.lineno, limit.col_offset)
        end = places.offset(limit.end_lineno, limit.end_col_offset)
        was = text[start:end]
        for now in _neighbours(limit.value, step):
            yield Mutant(limit.lineno, places.criterion(limit.lineno), was, now, start, end)


def _limits(tree: ast.Module) -> Iterator[tuple[ast.Constant, int]]:
    for node in ast.walk(tree):
        candidates: list[ast.expr] = []
        step = 1
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in WITH_A_LIMIT:
                candidates = node.args
            case ast.BinOp(left=left, right=right) if UPPER_LIMIT in (_name(left), _name(right)):
                candidates = [left, right]
            case ast.Compare(left=left, comparators=[right]):
                candidates = [right]
                step = next((n for path, n in STEPS.items() if ast.unparse(left).endswith(path)), 1)
        for candidate in candidates:
            if isinstance(candidate, ast.Constant) and re.fullmatch(r"[\d.]+(e\d+)?", str(candidate.value)):
                yield candidate, step


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _neighbours(value: int | str, step: int) -> list[str]:
    """One more and one less in the last digit: 21 gives 20 and 22, "0.5e9" gives "0.4e9" and "0.6e9"."""
    digits, mark, exponent = str(value).partition("e")
    last = Decimal(step).scaleb(Decimal(digits).as_tuple().exponent)
    texts = [f"{Decimal(digits) + change}{mark}{exponent}" for change in (-last, last)]
    return [f'"{text}"' for text in texts] if isinstance(value, str) else texts


# --- running the tests on one mutant ----------------------------------------------------------------------------------


def spec_file(criterion: str) -> Path:
    return SPEC / f"test_{criterion.lower()}.py"


def is_caught(mutant: Mutant | None, text: str) -> bool:
    """Do the tests fail when this is the protocol? Its criterion's own first, all of them if those noticed nothing.

    Speaks for the rest of this process, which is spoilt afterwards.
    """
    own = spec_file(mutant.criterion) if mutant else SPEC
    return (own.exists() and _fail(mutant, text, own)) or (own != SPEC and _fail(mutant, text, SPEC))


def survivors_of(chosen: Sequence[Mutant | None], text: str) -> list[Mutant | None]:
    """Every mutant in a process of its own, as many at once as there are processors."""
    running: dict[int, Mutant | None] = {}
    survivors = []
    waiting = list(reversed(chosen))
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            mutant = waiting.pop()
            running[_start(mutant, text)] = mutant
        child, status = os.wait()
        if os.waitstatus_to_exitcode(status) == SURVIVED:
            survivors.append(running[child])
        del running[child]
    return survivors


def _start(mutant: Mutant | None, text: str) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = CAUGHT
        with contextlib.suppress(BaseException):  # a protocol that cannot even be built is caught as well
            status = CAUGHT if is_caught(mutant, text) else SURVIVED
        os._exit(status)
    return child


def _fail(mutant: Mutant | None, text: str, path: Path) -> bool:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.stdout = sys.stderr = io.StringIO()
    if mutant is not None:
        _install(mutant.source(text))
    os.chdir(ROOT)
    return pytest.main([*PYTEST, str(path)]) != pytest.ExitCode.OK


def _install(source: str) -> None:
    """Let the wrong protocol stand wherever the right one is found."""
    module = types.ModuleType(MODULE)
    module.__file__ = str(SOURCE)
    exec(compile(source, str(SOURCE), "exec"), module.__dict__)  # noqa: S102  our own source, changed in one place
    sys.modules[MODULE] = module
    protocols.nk_sts = module
    protocols._BUILDERS[f"{module.SLUG}@{module.VERSION}"] = module.protocol
    criteria.load_protocol.cache_clear()
    criteria.load_protocol()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="ITEM", help="only the mutants of this criterion, such as I07")
    parser.add_argument("--list", action="store_true", help="print the mutants and stop")
    options = parser.parse_args()
    text = SOURCE.read_text(encoding="utf-8")
    chosen = [mutant for mutant in mutants(text) if options.only in (None, mutant.criterion)]
    if options.list:
        print(*chosen, sep="\n")
        return 0
    if not survivors_of([None], text):
        print("The tests of the criteria fail before anything is changed: make them pass first.")
        return 1
    survivors = survivors_of(chosen, text)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} wrong protocols were caught.")
    for survivor in survivors:
        print(f"Survived: {survivor}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
