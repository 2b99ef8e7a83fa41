"""Text into record documents: JSON, JSON Lines or YAML, one record or a list, with numbers as exact as they were written.

Nothing here knows what a fact means; `criteria.read_document` does. What is refused is refused with one sentence that
names the record, the path, the value and what is allowed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import yaml

LARGEST_FILE = 64 * 1024 * 1024
DEEPEST = 20
LONGEST_NUMBER = 40
LONGEST_SHOWN = 60

JSON_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
YAML_SUFFIXES = frozenset({".yaml", ".yml"})
CARRIED = ("id", "title")
_JSON_BLANKS = " \t\r\n"


class DocumentError(ValueError):
    """Text that cannot be read as records; the message says where and what is wrong."""


class _NotInSyntax(DocumentError):
    """The text is not in the format that was tried; another one may fit."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands where a value cannot be taken, until the path to it is known."""

    shown: str
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """One record as it was written. `name` says which one it is, for messages: "record 2 (id EX2)"."""

    name: str
    content: dict[str, Any]


def read_documents(content: bytes, file_name: str = "") -> list[Document]:
    """The records of a file, in order, at least one. Raises DocumentError."""
    if len(content) > LARGEST_FILE:
        raise DocumentError(f"larger than {LARGEST_FILE // 1024**2} MB: split it into several files")
    text = _decoded(content)
    if not text.strip():
        raise DocumentError("empty: a record, or a list of records, in JSON or YAML is expected")
    values = _parsed(text, PurePath(file_name).suffix.lower())
    records = [record for value in values for record in (value if isinstance(value, list) else [value])]
    if not records:
        raise DocumentError("an empty list: at least one record is expected")
    return [_document(number, record) for number, record in enumerate(records, start=1)]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8 text (byte {error.start + 1}): save it as UTF-8") from None


def _parsed(text: str, suffix: str) -> list[Any]:
    if suffix in YAML_SUFFIXES:
        return _from_yaml(text)
    if suffix in JSON_SUFFIXES:
        return _from_json(text)
    if text.lstrip()[0] not in "{[":
        return _from_yaml(text)
    try:
        return _from_json(text)
    except _NotInSyntax as as_json:
        try:
            return _from_yaml(text)
        except _NotInSyntax:
            raise as_json from None


# --- one record -------------------------------------------------------------------------------------------------------


def _document(number: int, record: Any) -> Document:
    name = f"record {number}"
    if isinstance(record, dict) and isinstance(record.get("id"), str | int):
        name += f" (id {shown(record['id'])})"
    if not isinstance(record, dict):
        raise DocumentError(
            f"{name}: {shown(record)} is not a record: an object with assessment_date and facts is expected"
        )
    for path, problem in _problems(record):
        raise DocumentError(f"{name}: {path}: {problem}")
    for key in CARRIED:
        value = record.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            raise DocumentError(f"{name}: {key}: {shown(value)} is not text; write a short text or leave it out")
    return Document(name, record)


def _problems(record: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    """Everything in a record that no reader could take, with its path; without recursion, however deep it is."""
    waiting: list[tuple[str, int, Any]] = [("", 0, record)]
    while waiting:
        path, depth, value = waiting.pop()
        if isinstance(value, _Refused):
            yield path, f"{value.shown} {value.why}"
        elif isinstance(value, str) and not value.isascii() and _has_half_characters(value):
            yield path, "contains half of a character (a lone surrogate); write the text in UTF-8"
        elif isinstance(value, dict | list) and depth == DEEPEST:
            yield _shortened(path), f"nested more than {DEEPEST} levels deep; no record is"
        elif isinstance(value, list):
            waiting += [(f"{path}[{index}]", depth + 1, item) for index, item in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            for key, item in reversed(value.items()):
                if not isinstance(key, str) or _has_half_characters(key):
                    yield path or "record", f"{shown(key)} is not a key; keys are text"
                waiting.append((f"{path}.{key}" if path else str(key), depth + 1, item))


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def shown(value: object) -> str:
    """A value for a message; long ones are cut. (`repr` escapes half characters.)"""
    if isinstance(value, _Refused):
        return value.shown
    text = str(value) if isinstance(value, int | Decimal) else repr(value)
    return _shortened(text)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


# --- numbers ----------------------------------------------------------------------------------------------------------


def _whole_number(text: str) -> int | _Refused:
    if len(text) > LONGEST_NUMBER:
        return _Refused(_shortened(text), f"is too long for a number; at most {LONGEST_NUMBER} digits")
    return int(text)


def _decimal(text: str) -> Decimal | _Refused:
    """The decimal that was written, never a binary float; an exponent must not blow it up."""
    number = Decimal(text) if len(text) <= LONGEST_NUMBER else None
    if number is None or not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        return _Refused(_shortened(text), f"is out of range; write a number with at most {LONGEST_NUMBER} digits")
    return number


def _not_a_number(text: str) -> _Refused:
    return _Refused(text, "is not a number; write a finite number, or null where nothing is recorded")


# --- JSON -------------------------------------------------------------------------------------------------------------


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    return result if len(result) == len(pairs) else result | _marked_twice(key for key, _ in pairs)


def _marked_twice(keys: Iterator[Any]) -> dict[Any, Any]:
    seen: set[Any] = set()
    twice: dict[Any, Any] = {}
    for key in keys:
        if key in seen:
            twice[key] = _Refused(shown(key), "is given twice; keep one of the two")
        seen.add(key)
    return twice


_JSON = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_decimal, parse_int=_whole_number, parse_constant=_not_a_number
)


def _from_json(text: str) -> list[Any]:
    """One JSON value, or one on each line."""
    try:
        value, end = _JSON.raw_decode(text, len(text) - len(text.lstrip(_JSON_BLANKS)))
        if not text[end:].strip(_JSON_BLANKS):
            return [value]
    except json.JSONDecodeError as error:
        raise _NotInSyntax(f"not JSON (line {error.lineno}, column {error.colno}): {error.msg}") from None
    except RecursionError:
        raise DocumentError(f"nested more than {DEEPEST} levels deep; no record is") from None
    return [_from_line(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _from_line(number: int, line: str) -> Any:
    try:
        return _JSON.decode(line)
    except json.JSONDecodeError as error:
        raise _NotInSyntax(f"not JSON Lines (line {number}, column {error.colno}): {error.msg}") from None
    except RecursionError:
        raise DocumentError(f"line {number}: nested more than {DEEPEST} levels deep; no record is") from None


# --- YAML -------------------------------------------------------------------------------------------------------------

# Dates stay text, "010" is no octal number and "1:30" no number of minutes.
_YAML_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO"), False),
}
_YAML_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)
_YAML_DECIMAL = re.compile(r"-?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?", re.ASCII)
_YAML_NOT_A_NUMBER = re.compile(r"[-+]?\.inf|\.nan", re.IGNORECASE)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _from_yaml(text: str) -> list[Any]:
    """Every document of the text. Built from the parser's events, so that nothing grows before it is looked at."""
    values: list[Any] = []
    open_parts: list[list[Any]] = []
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            match event:
                case yaml.AliasEvent():
                    _refuse_what_no_record_needs(event, 0)
                case yaml.ScalarEvent():
                    (open_parts[-1] if open_parts else values).append(_scalar(event))
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    _refuse_what_no_record_needs(event, len(open_parts))
                    open_parts.append([])
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    part: Any = open_parts.pop()
                    if isinstance(event, yaml.MappingEndEvent):
                        part = _mapping(part)
                    (open_parts[-1] if open_parts else values).append(part)
    except yaml.YAMLError as error:
        raise _NotInSyntax(f"not YAML: {_one_line(error)}") from None
    return values


def _mapping(parts: list[Any]) -> dict[Any, Any]:
    keys = [key if isinstance(key, str | int | Decimal | None) else shown(key) for key in parts[::2]]
    result = dict(zip(keys, parts[1::2], strict=True))
    return result if len(result) == len(keys) else result | _marked_twice(iter(keys))


def _scalar(event: yaml.ScalarEvent) -> Any:
    _refuse_what_no_record_needs(event, 0)
    text: str = event.value
    if not event.implicit[0]:  # quoted
        return text
    if text in _YAML_WORDS:
        return _YAML_WORDS[text]
    if _YAML_WHOLE.fullmatch(text):
        return _whole_number(text)
    if _YAML_DECIMAL.fullmatch(text):
        return _decimal(text)
    return _not_a_number(text) if _YAML_NOT_A_NUMBER.fullmatch(text) else text


def _refuse_what_no_record_needs(event: yaml.NodeEvent, depth: int) -> None:
    where = "" if event.start_mark is None else f"line {event.start_mark.line + 1}: "
    if event.anchor is not None:
        raise DocumentError(f"{where}the anchor or alias {shown(event.anchor)} is not read here; write the value out")
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise DocumentError(f"{where}the tag {shown(tag)} is not read here; leave it out")
    if depth > DEEPEST:
        raise DocumentError(f"{where}nested more than {DEEPEST} levels deep; no record is")


def _one_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return problem if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: {problem}"
