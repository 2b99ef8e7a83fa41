"""Every string of the pages has a Chinese one: the strings are taken from the code and the templates, not from the catalogue."""

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "screening" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
# How many arguments stand before the message, and how many forms of it there are.
CALLS = {"gettext": (0, 1), "ngettext": (0, 2), "pgettext": (1, 1), "npgettext": (1, 2)}


def called(node: ast.AST, names: dict[str, str]) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return names.get(node.func.id, node.func.id).removesuffix("_lazy").removesuffix("_noop")
    return ""


def imported(tree: ast.AST) -> dict[str, str]:
    """What a module calls gettext and its kin."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }


def messages(source: str) -> Iterator[str]:
    """As the catalogue names them: a context and its message are joined by an end of transmission."""
    tree = ast.parse(source)
    names = imported(tree)
    for node in ast.walk(tree):
        kind = called(node, names)
        if kind not in CALLS or not isinstance(node, ast.Call):
            continue
        before, _forms = CALLS[kind]
        given = [each.value for each in node.args[: before + 1] if isinstance(each, ast.Constant)]
        if len(given) == before + 1:
            yield "\x04".join(given)


def in_templates(text: str) -> Iterator[str]:
    """Django makes a template into calls of gettext for its own extraction; line by line they are Python."""
    marks = " ".join(templatize(text).split("\n"))
    for kind in CALLS:
        for piece in marks.split(f" {kind}(")[1:]:
            yield from _message_of(kind, piece)


def _message_of(kind: str, piece: str) -> Iterator[str]:
    depth = 1
    for place, letter in enumerate(piece):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            try:
                yield from messages(f"{kind}({piece[:place]})")
            except SyntaxError:  # a bracket inside the message: go on to the next one
                depth = 1
            else:
                return


def all_messages() -> dict[str, set[str]]:
    """Where each message stands."""
    found: dict[str, set[str]] = {}
    places = [
        *(ROOT / "screening").rglob("*.py"),
        *(ROOT / "trialsite").rglob("*.py"),
        *(ROOT / "templates").rglob("*.html"),
    ]
    for path in places:
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for message in messages(text) if path.suffix == ".py" else in_templates(text):
            found.setdefault(message, set()).add(str(path.relative_to(ROOT)))
    return found


def test_no_string_is_without_its_chinese() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    known = {key[0] if isinstance(key, tuple) else key for key, value in catalogue.items() if value}
    found = all_messages()
    assert len(found) > 600

    missing = {message: sorted(places) for message, places in found.items() if message not in known}
    assert missing == {}


def test_the_search_finds_messages_in_code_and_templates() -> None:
    source = 'from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n_("a")\nngettext("b", "c", 2)\npgettext("d", "e")'
    assert list(messages(source)) == ["a", "b", "d\x04e"]
    template = '{% load i18n %}{% translate "f (g)" %}{% blocktranslate count n=n trimmed %}\n h {{ n }}{% plural %}i{% endblocktranslate %}'
    assert set(in_templates(template)) == {"f (g)", "h %(n)s"}
