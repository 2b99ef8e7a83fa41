"""What no reader of a change should have to look for: each rule with a line that breaks it, so that it can fire."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

Finder = Callable[[ast.AST], bool]


def _called(node: ast.AST) -> str:
    """The dotted name of what is called: "date.today", "queryset.extra"; empty for what is no call."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def calls(*names: str) -> Finder:
    return lambda node: any(_called(node) == name or _called(node).endswith(f".{name}") for name in names)


def _float(node: ast.AST) -> bool:
    return calls("float")(node) or (isinstance(node, ast.Constant) and isinstance(node.value, float))


def _manager(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}


def _swallows(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    everything = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
    silent = all(isinstance(step, ast.Pass | ast.Continue) for step in node.body)
    return node.type is None or (everything and silent)


def _all_fields(node: ast.AST) -> bool:
    names = {ast.unparse(target) for target in node.targets} if isinstance(node, ast.Assign) else set()
    return names == {"fields"} and isinstance(node, ast.Assign) and ast.unparse(node.value) == "'__all__'"


def _named(name: str) -> Finder:
    return lambda node: (
        (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)
    )


@dataclass(frozen=True)
class Rule:
    name: str
    within: tuple[str, ...]
    finds: Finder
    broken: str
    except_in: tuple[str, ...] = ()
    semgrep: str = ""  # its name in .ci/semgrep.yml, where semgrep has it too


EVERYWHERE = ("criteria", "screening", "trialsite")
RULES = (
    Rule("quantities are exact decimals, never floats", ("criteria",), _float, "limit = 1.5 * float(value)",
         semgrep="float-in-criteria"),
    Rule("a view asks selectors and services", ("screening/views",), _manager, "Screening.objects.get(pk=1)",
         semgrep="manager-in-view"),
    Rule(
        "the time comes from screening/clock.py, the day from the site",
        EVERYWHERE,
        calls("date.today", "datetime.now", "datetime.today", "datetime.utcnow", "timezone.now", "timezone.localdate"),
        "today = timezone.now().date()",
        except_in=("screening/clock.py",),
        semgrep="day-of-the-server",
    ),
    Rule(
        "nothing that was typed is called safe",
        EVERYWHERE,
        lambda node: _named("mark_safe")(node) or calls("SafeString")(node),
        "return mark_safe(text)",
        semgrep="mark-safe",
    ),
    Rule("no form may be forged", EVERYWHERE, _named("csrf_exempt"), "@csrf_exempt\ndef view(request): ...",
         semgrep="csrf-exempt"),
    Rule("no error is swallowed", EVERYWHERE, _swallows, "try:\n    x()\nexcept Exception:\n    pass",
         semgrep="bare-except"),
    Rule(
        "SQL stands in migrations, or in a cursor with parameters",
        EVERYWHERE,
        calls("extra", "RawSQL"),
        "rows.extra(where=['1=1'])",
    ),
    Rule("a form names its fields", EVERYWHERE, _all_fields, "class Meta:\n    fields = '__all__'"),
    Rule(
        "nothing that was typed is run or unpickled",
        EVERYWHERE,
        lambda node: _called(node) in {"eval", "exec", "compile", "pickle.loads", "pickle.load", "yaml.load", "os.system"},
        "eval(text)",
    ),
    Rule("no request is printed to the log", ("screening", "criteria"), lambda node: _called(node) == "print", "print(x)",
         except_in=("screening/management",)),
)  # fmt: skip


def broken_lines(rule: Rule, source: str) -> Iterator[int]:
    return (getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if rule.finds(node))


def sources(folders: Iterable[str], except_in: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            inside = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in inside and not inside.startswith(except_in):
                yield path


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_code_keeps_the_rule(rule):
    places = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources(rule.within, rule.except_in)
        for line in broken_lines(rule, path.read_text(encoding="utf-8"))
    ]
    assert places == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_notices_what_breaks_it(rule):
    assert list(broken_lines(rule, rule.broken))
    assert not list(broken_lines(rule, "value = 1\n"))


def test_the_rules_that_semgrep_knows_are_kept_here_too():
    """semgrep is too large to come along with every checkout (docs/adr/): `make semgrep` where it is at hand."""
    known = yaml.safe_load((ROOT / ".ci/semgrep.yml").read_text(encoding="utf-8"))["rules"]
    assert {rule["id"] for rule in known} == {rule.semgrep for rule in RULES} - {""}


# --- templates --------------------------------------------------------------------------------------------------------

_IN_TEMPLATES = {
    "no script in a page (the policy would refuse it)": (
        re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
        "<script>x()</script>",
    ),
    "no style in a page": (re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE), '<p style="color:red">'),
    "no handler in a page": (re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE), '<body onload="x()">'),
    "nothing is called safe": (re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"), "{{ text|safe }}"),
    "no address of another house": (
        re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
        '<a href="//x">',
    ),
}


@pytest.mark.parametrize("name", _IN_TEMPLATES)
def test_the_templates_keep_the_rule(name):
    pattern, broken = _IN_TEMPLATES[name]
    assert pattern.search(broken)
    pages = sorted((ROOT / "templates").rglob("*.html"))
    assert pages
    assert [str(page.relative_to(ROOT)) for page in pages if pattern.search(page.read_text(encoding="utf-8"))] == []


def test_the_pages_script_keeps_nothing_in_the_browser():
    """No participant's data outlives the page: no storage, no cookie, no cache, no address rewritten with what was typed."""
    stores = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|caches|document\.cookie)\b")
    assert stores.search("localStorage.setItem('a', 1)")
    scripts = list((ROOT / "screening/static/screening").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if stores.search(path.read_text(encoding="utf-8"))] == []
