"""How a fact is declared: its section, its kind, what it may hold, and how a declaration is read again.

Every fact is optional: None is "not recorded", an empty list is "reviewed, none". Quantities are exact decimals, dates
may be partial.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator, StrictBool
from pydantic.fields import FieldInfo

from criteria.intervals import (
    NONE_YET,
    ONGOING,
    DateInterval,
    DecimalInterval,
    NoneYet,
    Ongoing,
    decimal_range,
    parse_date,
    parse_decimal,
)
from criteria.text import Text

Section = Literal[
    "demographics",
    "consent",
    "disease",
    "therapies",
    "laboratory",
    "cardiac",
    "infection",
    "history",
    "medications",
    "judgement",
    "review",
]
SECTIONS: tuple[Section, ...] = get_args(Section)
SECTION_TITLES: dict[Section, Text] = {
    "demographics": Text("Demographics", "人口学资料"),
    "consent": Text("Consent", "知情同意"),
    "disease": Text("Disease", "疾病"),
    "therapies": Text("Prior therapies", "既往治疗"),
    "laboratory": Text("Laboratory", "实验室检查"),
    "cardiac": Text("Cardiac", "心脏"),
    "infection": Text("Infection", "感染"),
    "history": Text("History", "病史"),
    "medications": Text("Medications", "用药"),
    "judgement": Text("Judgement", "研究者判断"),
    "review": Text("Review", "核对"),
}


# --- what a fact may hold ---------------------------------------------------------------------------------------------

FactKind = Literal["yes_no", "date", "decimal", "integer", "choice", "choices", "text", "list", "group"]


def _parse_day_or_ongoing(value: object) -> DateInterval | Ongoing:
    return ONGOING if value == "ongoing" or isinstance(value, Ongoing) else parse_date(value)


def _parse_day_or_none_yet(value: object) -> DateInterval | NoneYet:
    return NONE_YET if value == "none_yet" or isinstance(value, NoneYet) else parse_date(value)


def _parse_integer(value: object) -> object:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("write a whole number")
    return value


def _parse_estimate(value: object) -> DecimalInterval:
    """A number of weeks, or a range such as {low: "8", high: "16"}."""
    if not isinstance(value, Mapping):
        return parse_decimal(value)
    if set(value) - {"low", "high"}:
        raise ValueError("a range has the keys low and high only")
    low, high = (None if value.get(end) is None else parse_decimal(value[end]) for end in ("low", "high"))
    if any(end is not None and not end.is_exact for end in (low, high)) or (low is None and high is None):
        raise ValueError('the ends of a range are plain numbers such as "8" and "16"')
    return decimal_range(low, high)


def _estimate_as_json(value: DecimalInterval) -> str | dict[str, str]:
    if not value.is_range:
        return value.text
    ends = {"low": format(value.low, "f")}
    return ends if value.high is None else ends | {"high": format(value.high, "f")}


_AS_TEXT = PlainSerializer(str, return_type=str)

YesNo = StrictBool
Words = Annotated[str, Field(strict=True, max_length=400)]
Day = Annotated[DateInterval, PlainValidator(parse_date), _AS_TEXT]
DayOrOngoing = Annotated[DateInterval | Ongoing, PlainValidator(_parse_day_or_ongoing), _AS_TEXT]
DayOrNoneYet = Annotated[DateInterval | NoneYet, PlainValidator(_parse_day_or_none_yet), _AS_TEXT]
Quantity = Annotated[DecimalInterval, PlainValidator(parse_decimal), _AS_TEXT]
Estimate = Annotated[
    DecimalInterval,
    PlainValidator(_parse_estimate),
    PlainSerializer(_estimate_as_json, return_type=str | dict[str, str]),
]
Integer = Annotated[int, BeforeValidator(_parse_integer)]


@dataclass(frozen=True, slots=True)
class FactInfo:
    """What is declared about one fact; `path` is its public key, with `[]` after a list ("chemo[].last_dose")."""

    path: str
    kind: FactKind
    label: Text
    section: Section
    unit: str | None = None
    help: Text | None = None
    choices: tuple[str, ...] = ()
    judgement: bool = False
    special: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    step: int = 1

    @property
    def key(self) -> str:
        return self.path.rpartition(".")[2].removesuffix("[]")

    @property
    def parent(self) -> str:
        return self.path.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class _Declared:
    label: Text
    section: Section | None
    unit: str | None
    help: Text | None
    judgement: bool
    step: int


def fact(
    en: str,
    zh: str,
    *,
    section: Section | None = None,
    unit: str | None = None,
    help: Text | None = None,  # noqa: A002  the word a form uses
    judgement: bool = False,
    step: int = 1,
    alias: str | None = None,
    ge: int | None = None,
    le: int | None = None,
) -> Any:
    """Declare an optional fact with its label. A nested fact without a section stands in its parent's."""
    extra: dict[str, Any] = {"fact": _Declared(Text(en, zh), section, unit, help, judgement, step)}
    return Field(default=None, json_schema_extra=extra, alias=alias, ge=ge, le=le)


class Facts(BaseModel):
    """A frozen group of facts that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


# --- reading what is declared -----------------------------------------------------------------------------------------


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        kept = [part for part in get_args(annotation) if part is not type(None)]
        return kept[0] if len(kept) == 1 else Union[tuple(kept)]  # noqa: UP007  built at run time
    return annotation


_KIND_OF_TYPE: tuple[tuple[Any, FactKind, str | None], ...] = (
    (YesNo, "yes_no", None),
    (Day, "date", None),
    (DayOrOngoing, "date", "ongoing"),
    (DayOrNoneYet, "date", "none_yet"),
    (Quantity, "decimal", None),
    (Estimate, "decimal", None),
    (Integer, "integer", None),
    (Words, "text", None),
)


def _kind_of(annotation: Any) -> tuple[FactKind, str | None, tuple[str, ...], type[Facts] | None]:
    """Kind, special value, allowed values and the group's class of a declared type."""
    for known, kind, special in _KIND_OF_TYPE:
        if annotation == known:
            return kind, special, (), None
    if get_origin(annotation) is Literal:
        return "choice", None, get_args(annotation), None
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        if get_origin(inner) is Literal:
            return "choices", None, get_args(inner), None
        is_group = isinstance(inner, type) and issubclass(inner, Facts)
        return "list", None, (), inner if is_group else None
    if isinstance(annotation, type) and issubclass(annotation, Facts):
        return "group", None, (), annotation
    raise TypeError(f"no fact kind for {annotation!r}")


def _limit(field: FieldInfo, name: str) -> int | None:
    return next((getattr(rule, name) for rule in field.metadata if hasattr(rule, name)), None)


def _annotation(model: type[Facts], name: str) -> Any:
    """The declared type with its Annotated wrapping, which pydantic takes apart."""
    return _without_none(_hints(model)[name])


@cache
def _hints(model: type[Facts]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


def _declared(field: FieldInfo) -> _Declared:
    extra: Any = field.json_schema_extra
    declared: _Declared = extra["fact"]
    return declared


def declared_in(model: type[Facts], prefix: str, section: Section) -> Iterator[FactInfo]:
    for name, field in model.model_fields.items():
        declared = _declared(field)
        here: Section = declared.section or section
        kind, special, choices, group = _kind_of(_annotation(model, name))
        path = f"{prefix}{field.alias or name}{'[]' if kind == 'list' else ''}"
        yield FactInfo(
            path=path,
            kind=kind,
            label=declared.label,
            section=here,
            unit=declared.unit,
            help=declared.help,
            choices=choices,
            judgement=declared.judgement,
            special=special,
            minimum=_limit(field, "ge"),
            maximum=_limit(field, "le"),
            step=declared.step,
        )
        if group is not None:
            yield from declared_in(group, f"{path}.", here)
