"""A coordinator with a prepared source and no mouse: answers whatever has the focus, and counts every key."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page

_FOCUSED = """() => {
  const on = document.activeElement, same = on.form && on.name ? [...on.form.elements].filter(e => e.name === on.name && e.type === on.type) : [];
  return {id: on.id, name: on.name || "", type: on.type || on.tagName, value: on.value || "",
          options: same.map(e => e.value), choices: on.options ? [...on.options].map(o => [o.value, o.text]) : []};
}"""
_ROW = re.compile(r"(.+?)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-(.+))?")


class Typist:
    """`answers`: what stands in the source, by the name of the field without its row's number."""

    def __init__(self, page: Page, answers: Mapping[str, Any]) -> None:
        self.page, self.answers = page, answers
        self.presses = 0

    def press(self, key: str) -> None:
        """A key held down beside another one counts as a press of its own."""
        self.presses += 1 + key[:-1].count("+")
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.presses += len(text)
        self.page.keyboard.type(text)

    def fill(self, wanted: set[str]) -> None:
        """From the field that has the focus on, until every wanted answer is given."""
        left, stops = set(wanted), 0
        while left:
            on = self._focused()
            name = name_of(on)
            if name in left:
                self._answer(on, self.answers[name])
                left.remove(name)
            else:
                self.press("Enter" if on["id"].startswith("id_labs-") and on["id"].endswith("-value") else "Tab")
            stops += 1
            assert stops < 120, f"the focus is at {on}, and these were not reached: {sorted(left)}"

    def _focused(self) -> dict[str, Any]:
        """What has the focus, once the page has put it somewhere: nobody types while it is on its way."""
        with suppress(Error):
            self.page.wait_for_function("document.activeElement !== document.body", timeout=1000)
        return self.page.evaluate(_FOCUSED)  # type: ignore[no-any-return]

    def _answer(self, on: dict[str, Any], value: Any) -> None:
        match on["type"]:
            case "radio":
                self.press(key_for(on["options"], typed(value)))
            case "checkbox":
                for one in value:
                    self.press(key_for(on["options"], one))
                self.press("Enter")
            case "select-one":
                self._choose(on["choices"], typed(value))
            case _:
                self.type(typed(value))
                self.press("Enter" if on["id"].startswith("id_labs-") and on["id"].endswith("-value") else "Tab")

    def _choose(self, choices: list[list[str]], value: str) -> None:
        """As many letters of the choice as no other begins with."""
        words = next(text for key, text in choices if key == value).lower()
        others = [text.lower() for key, text in choices if key != value]
        length = next(n for n in range(1, len(words) + 1) if not any(o.startswith(words[:n]) for o in others))
        self.type(words[:length])
        self.press("Tab")


def key_for(options: list[str], value: str) -> str:
    """As the list of keys says it: the answer itself, its first letter, or its place from the top."""
    if value in options and len(value) == 1:
        return value
    same = [each for each in options if each.startswith(value[0])]
    return value[0] if len(same) == 1 else str(options.index(value) + 1)


def typed(value: Any) -> str:
    """Dates in their shortest spelling."""
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return text.replace("-", "") if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else text


def name_of(on: dict[str, Any]) -> str:
    if on["id"].startswith("id_labs-"):
        return str(on["id"].removeprefix("id_"))
    row = _ROW.fullmatch(on["name"])
    return f"{row.group(1)}-{row.group(2)}" if row else str(on["name"])
