"""What is said about a record, a rule or a protocol that cannot be read."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pydantic import ValidationError


class CriteriaError(ValueError):
    """Something given to this package cannot be used; the message names it and says what to do."""


class RecordError(CriteriaError):
    """A record that is not in the public format."""


class RuleError(CriteriaError):
    """A rule that does not fit the vocabulary."""


def path_of(location: tuple[int | str, ...]) -> str:
    """("chemo", 0, "last_dose") -> "chemo[0].last_dose"."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def from_validation(
    error: ValidationError, *, prefix: str, keys_beside: Callable[[str], tuple[str, ...]]
) -> RecordError:
    """The first thing wrong, in one sentence with path, value and what is allowed (`keys_beside` a path)."""
    details = error.errors(include_url=False, include_context=True)
    first = details[0]
    location = tuple(part for part in first["loc"] if not _is_schema_noise(part))
    path = ".".join(part for part in (prefix, path_of(location)) if part)
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    if first["type"] == "extra_forbidden":
        return RecordError(f"{path}: unknown key; allowed: {', '.join(keys_beside(path_of(location)))}{more}")
    return RecordError(f"{path}: {_sentence(first)}{more}")


def _is_schema_noise(part: int | str) -> bool:
    return isinstance(part, str) and ("[" in part or part.startswith("function-"))


def _sentence(detail: Any) -> str:
    given = _shown(detail.get("input"))
    context = detail.get("ctx") or {}
    match detail["type"]:
        case "missing":
            return "required, but absent"
        case "literal_error":
            return f"{given} is not allowed; allowed: {context.get('expected')}"
        case "bool_type":
            return f"{given} is not a yes/no answer; allowed: true, false or null"
        case "greater_than_equal":
            return f"{given} is too small; at least {context.get('ge')}"
        case "less_than_equal":
            return f"{given} is too large; at most {context.get('le')}"
        case "tuple_type":
            return f"{given} is not a list; write [] for reviewed-none or null for not recorded"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{given} is not an object with keys"
        case "string_too_long":
            return f"longer than {context.get('max_length')} characters"
        case "value_error":
            return f"{given}: {context.get('error')}"
        case _:
            return f"{given}: {detail['msg']}"


def _shown(value: object) -> str:
    try:
        text = str(value) if isinstance(value, Decimal) else repr(value)
    except (ValueError, RecursionError):  # Python writes no number of 5,000 digits and no list 1,000 levels deep
        return "the value given"
    return text if len(text) <= 60 else f"{text[:57]}..."
