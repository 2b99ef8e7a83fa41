"""What facts, entries, choices and values are called, in English and Chinese."""

import re
from decimal import Decimal
from functools import cache
from typing import Any

from criteria.choices import choice_label
from criteria.intervals import NoneYet, Ongoing
from criteria.record import FactInfo, PatientRecord, vocabulary
from criteria.situation import Seen
from criteria.text import Text

_INDEX = re.compile(r"\[\d+\]")
_NAMING_KEYS = ("agent", "name", "factor", "disease", "type", "term", "test", "kind", "class_", "site")
_MOST_DECIMALS = 3


def join(*parts: Text, en: str = " ", zh: str = "") -> Text:
    kept = [part for part in parts if part.en]
    return Text(en.join(part.en for part in kept), zh.join(part.zh for part in kept))


@cache
def info_of(path: str) -> FactInfo | None:
    generic = _INDEX.sub("[]", path)
    return vocabulary().get(generic) or vocabulary().get(f"{generic}[]")


def label_of(path: str, record: PatientRecord) -> Text:
    """What a fact is called, with the entry it belongs to: "Chemotherapy (irinotecan), last dose"."""
    if path == "planned_first_dose_date":
        return Text("Planned first dose", "计划首次给药日期")
    info = info_of(path)
    if info is None:
        return Text(path, path)
    if "]." not in path:
        return info.label
    entry = entry_of(path.rpartition(".")[0], record)
    return Text(f"{entry.en}, {_lower(info.label.en)}", f"{entry.zh}·{info.label.zh}")


def _lower(words: str) -> str:
    """Lower-case the first letter, unless the word is an abbreviation."""
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


def entry_of(item_path: str, record: PatientRecord) -> Text:
    """An entry of a list by its name: the agent, the kind, the test, or its number."""
    list_path, _, index = item_path.removesuffix("]").rpartition("[")
    info = info_of(f"{list_path}[]")
    title = info.label if info is not None else Text(list_path, list_path)
    items: Any = record
    for part in list_path.split("."):
        items = getattr(items, part, None)
    item = items[int(index)] if items is not None and int(index) < len(items) else None
    for key in _naming_keys(list_path):
        name = getattr(item, key, None)
        if name is not None:
            named = choice(f"{list_path}[].{key.rstrip('_')}", name)
            return Text(f"{title.en} ({named.en})", f"{title.zh}（{named.zh}）") if list_path != "labs" else named
    number = int(index) + 1
    return Text(f"{title.en} (entry {number})", f"{title.zh}（第{number}条）")


@cache
def _naming_keys(list_path: str) -> tuple[str, ...]:
    """The facts of a list's items that may name one, best first."""
    return tuple(key for key in _NAMING_KEYS if f"{list_path}[].{key.rstrip('_')}" in vocabulary())


def choice(path: str, value: str) -> Text:
    info = info_of(path)
    return choice_label(info.path, value) if info is not None and value in info.choices else Text(value, value)


def plain(words: str) -> Text:
    return Text(words, words)


def decimal_words(value: Decimal) -> str:
    rounded = round(value, _MOST_DECIMALS)
    text = format(rounded.normalize(), "f")
    return text if rounded == value else f"≈ {text}"


def with_unit(number: str, unit: str | None) -> Text:
    """A number with its unit: counts as a multiple of a power of ten, a pure ratio without any."""
    if unit is None or unit in ("ratio", "1"):
        return plain(number)
    if unit == "weeks":
        return Text(f"{number} weeks", f"{number}周")
    return plain(f"{number} × {unit}" if unit.startswith("10") else f"{number} {unit}")


def value_words(seen: Seen, unit: str | None = None) -> Text:
    value = seen.value
    if value is None:
        return Text("not recorded", "未记录")
    if isinstance(value, bool):
        return Text("yes", "是") if value else Text("no", "否")
    if isinstance(value, Ongoing):
        return Text("ongoing", "进行中")
    if isinstance(value, NoneYet):
        return Text("none yet", "尚未进行")
    if isinstance(value, tuple):
        return _list_words(seen.path, value)
    info = info_of(seen.path)
    if isinstance(value, str) and info is not None:
        return choice(seen.path, value)
    return with_unit(str(value), unit or (info.unit if info is not None else None))


def _list_words(path: str, items: tuple[Any, ...]) -> Text:
    if not items:
        return Text("reviewed, none", "已核对，无")
    if all(isinstance(item, str) for item in items):
        return join(*(choice(path, item) for item in items), en=", ", zh="、")
    return Text(f"{len(items)} entries", f"{len(items)}条")
