"""Reading a page as a browser does: which fields it would send, what stands in them, where its links lead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.utils.datastructures import MultiValueDict

VOID = {"input", "br", "hr", "img", "meta", "link", "use", "path"}


@dataclass
class Page(HTMLParser):
    """`sent`: name -> values that a plain submit sends. `controls`: id -> attributes. `texts`: what stands in it."""

    markup: str
    sent: MultiValueDict = field(default_factory=MultiValueDict)
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    buttons: list[dict[str, Any]] = field(default_factory=list)
    title: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._form = self._select = self._textarea = None
        self._inside_title = False
        self.feed(self.markup)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if "id" in given:
            assert given["id"] not in self.ids, f"two elements have the id {given['id']}"
            self.ids[given["id"]] = given | {"tag": tag}
        match tag:
            case "form":
                self._form = "data-guard" in given
            case "a":
                self.links.append(given.get("href", ""))
            case "title":
                self._inside_title = True
            case "button":
                self.buttons.append(given)
            case "select":
                self._select = given
            case "textarea":
                self._textarea = given
                self._add(given, "")
            case "option" if "selected" in given and self._select is not None:
                self._add(self._select, given.get("value", ""))
            case "input":
                self._input(given)

    def _input(self, given: dict[str, Any]) -> None:
        ticked = given.get("type") not in {"radio", "checkbox"} or "checked" in given
        if ticked and "disabled" not in given:
            self._add(given, given.get("value", ""))

    def _add(self, given: dict[str, Any], value: str) -> None:
        if self._form and "name" in given:
            self.sent.appendlist(given["name"], value)

    def handle_data(self, data: str) -> None:
        if self._inside_title:
            self.title += data
        if self._textarea is not None:
            values = self.sent.getlist(self._textarea["name"])
            self.sent.setlist(self._textarea["name"], [*values[:-1], values[-1] + data.removeprefix("\n")])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "title":
            self._inside_title = False

    def filled(self, **answers: Any) -> dict[str, list[str]]:
        """What the page sends after these answers were typed; names carry "__" where the page has "-"."""
        typed = {name: self.sent.getlist(name) for name in self.sent}
        for name, value in answers.items():
            typed[name.replace("__", "-")] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        return typed
