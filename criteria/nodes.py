"""The rule tree: frozen, comparable, and the same thing in JSON.

A node says what is asked of a record, never how it is answered (that is `evaluate`). A fact is named by its path in the
vocabulary; a path with `[]` speaks of the item at hand inside `some` or `every` over that list. A rule that names an
unknown fact, a fact of the wrong kind or a list that is not open here fails when it is built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from criteria.errors import RuleError
from criteria.intervals import Operator
from criteria.record import FactKind, LabTest, vocabulary
from criteria.text import Text
from criteria.units import canonical_unit

Anchor = Literal["A", "N", "P"]
ANCHORS: tuple[Anchor, ...] = get_args(Anchor)
CalendarUnit = Literal["days", "months"]
Addressee = Literal["sponsor", "site"]


class Node(BaseModel):
    """Common ground of all nodes: `&`, `|` and `~` build new ones, truth tests refuse to guess."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __and__(self, other: Rule) -> All:
        return All(of=(*_operands(self, All), *_operands(other, All)))

    def __or__(self, other: Rule) -> Any_:
        return Any_(of=(*_operands(self, Any_), *_operands(other, Any_)))

    def __invert__(self) -> Not:
        return Not(of=cast("Rule", self))

    def __bool__(self) -> NoReturn:
        raise RuleError("a rule has no truth of its own: write & | ~ for and, or, not, and one comparison at a time")


def _operands(node: Any, joined: type[All | Any_]) -> tuple[Any, ...]:
    if not isinstance(node, Node):
        raise RuleError(f"{node!r} is not a condition; compare it with something first")
    return node.of if isinstance(node, joined) else (node,)


def _check(path: str, *kinds: FactKind) -> None:
    info = vocabulary().get(path)
    if info is None:
        raise RuleError(f"there is no fact {path!r} in the vocabulary")
    if info.kind not in kinds:
        raise RuleError(f"{path} is a {info.kind} fact; here a {' or '.join(kinds)} fact is needed")


class Constant(Node):
    """Always TRUE or always FALSE; the branch of a `when` that has nothing to ask."""

    node: Literal["constant"] = "constant"
    value: bool


class Fact(Node):
    """A yes/no fact is yes."""

    node: Literal["fact"] = "fact"
    fact: str

    @model_validator(mode="after")
    def _fits(self) -> Fact:
        _check(self.fact, "yes_no")
        return self


class Judgement(Node):
    """An investigator has answered yes; without a recorded answer the criterion waits for judgement."""

    node: Literal["judgement"] = "judgement"
    fact: str

    @model_validator(mode="after")
    def _fits(self) -> Judgement:
        _check(self.fact, "yes_no")
        if not vocabulary()[self.fact].judgement:
            raise RuleError(f"{self.fact} is not a judgement fact")
        return self


class OneOf(Node):
    """A choice is one of `values`; a choice in `unclear` (an indeterminate result) leaves it UNKNOWN."""

    node: Literal["one_of"] = "one_of"
    fact: str
    values: tuple[str, ...]
    unclear: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> OneOf:
        _check(self.fact, "choice", "text")
        choices = vocabulary()[self.fact].choices
        if choices and (strangers := {*self.values, *self.unclear} - set(choices)):
            raise RuleError(f"{self.fact} never is {', '.join(sorted(strangers))}; it may be {', '.join(choices)}")
        return self


class Compare(Node):
    """A number against a limit, or against another number of the record (`limit_fact`)."""

    node: Literal["compare"] = "compare"
    fact: str
    operator: Operator
    limit: Decimal | None = None
    limit_fact: str | None = None

    @model_validator(mode="after")
    def _fits(self) -> Compare:
        _check(self.fact, "decimal", "integer")
        if (self.limit is None) == (self.limit_fact is None):
            raise RuleError(f"{self.fact} is compared with one limit: a number or another fact")
        if self.limit_fact is not None:
            _check(self.limit_fact, "decimal", "integer")
        return self


class Measured(Node):
    """A measurement whose unit stands in a fact of its own; `limit` is in the analyte's canonical unit."""

    node: Literal["measured"] = "measured"
    fact: str
    unit_fact: str
    analyte: str
    operator: Operator
    limit: Decimal

    @model_validator(mode="after")
    def _fits(self) -> Measured:
        _check(self.fact, "decimal")
        _check(self.unit_fact, "choice", "text")
        canonical_unit(self.analyte)
        return self


class Lab(Node):
    """The governing result of a test in the screening period against a limit in the test's canonical unit."""

    node: Literal["lab"] = "lab"
    test: LabTest
    operator: Operator
    limit: Decimal


class LabAgainstUpperLimit(Node):
    """The governing result against `times` its own upper limit of normal `plus` an amount in the canonical unit."""

    node: Literal["lab_against_upper_limit"] = "lab_against_upper_limit"
    test: LabTest
    operator: Operator
    times: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)


class Elapsed(Node):
    """Time from a date to an anchor. `>=`: at least so long ago; `<=`: within so long before the anchor."""

    node: Literal["elapsed"] = "elapsed"
    fact: str
    before: Anchor
    operator: Operator
    count: int = Field(gt=0)
    unit: CalendarUnit

    @model_validator(mode="after")
    def _fits(self) -> Elapsed:
        _check(self.fact, "date")
        return self


class Age(Node):
    """Completed years on an anchor, or on a dated fact (on A where that date is not recorded)."""

    node: Literal["age"] = "age"
    on: str
    operator: Operator
    years: int = Field(ge=0)

    @model_validator(mode="after")
    def _fits(self) -> Age:
        if self.on not in ANCHORS:
            _check(self.on, "date")
        return self


class Precedes(Node):
    """One date lies before another. On the same day the yes/no fact `same_day` decides."""

    node: Literal["precedes"] = "precedes"
    first: str
    then: str
    same_day: str

    @model_validator(mode="after")
    def _fits(self) -> Precedes:
        _check(self.first, "date")
        _check(self.then, "date")
        _check(self.same_day, "yes_no")
        return self


class NotInFuture(Node):
    """A date, where one is recorded, does not lie after the assessment; otherwise the record is not to be believed."""

    node: Literal["not_in_future"] = "not_in_future"
    fact: str

    @model_validator(mode="after")
    def _fits(self) -> NotInFuture:
        _check(self.fact, "date")
        return self


class InScreeningPeriod(Node):
    """A date, where one is recorded, lies between the start of screening and the assessment (reading B18)."""

    node: Literal["in_screening_period"] = "in_screening_period"
    fact: str

    @model_validator(mode="after")
    def _fits(self) -> InScreeningPeriod:
        _check(self.fact, "date")
        return self


class Count(Node):
    """How many entries a reviewed list has."""

    node: Literal["count"] = "count"
    fact: str
    operator: Operator
    number: int = Field(ge=0)

    @model_validator(mode="after")
    def _fits(self) -> Count:
        _check(self.fact, "list", "choices")
        return self


class Open(Node):
    """Always UNKNOWN: nobody but the addressee can answer. `code` is the reading that says why."""

    node: Literal["open"] = "open"
    code: str
    to: Addressee
    question: Text


class Not(Node):
    node: Literal["not"] = "not"
    of: Rule


class All(Node):
    """Every part holds (the minimum)."""

    node: Literal["all"] = "all"
    of: tuple[Rule, ...] = Field(min_length=1)


class Any_(Node):  # noqa: N801  `Any` belongs to typing
    """Some part holds (the maximum)."""

    node: Literal["any"] = "any"
    of: tuple[Rule, ...] = Field(min_length=1)


class When(Node):
    """`then` or `otherwise` by a condition; where the condition is unknown the branches may still agree."""

    node: Literal["when"] = "when"
    condition: Rule
    then: Rule
    otherwise: Rule


class Some(Node):
    """Some item of a list satisfies `where`; nothing is known of a list that was not reviewed."""

    node: Literal["some"] = "some"
    fact: str
    where: Rule

    @model_validator(mode="after")
    def _fits(self) -> Some:
        _check(self.fact, "list")
        return self


class Every(Node):
    """Every item of a list satisfies `where`; nothing is known of a list that was not reviewed."""

    node: Literal["every"] = "every"
    fact: str
    where: Rule

    @model_validator(mode="after")
    def _fits(self) -> Every:
        _check(self.fact, "list")
        return self


class FirstKnown(Node):
    """The first part that is decided answers; the later ones are asked only where the earlier can't tell."""

    node: Literal["first_known"] = "first_known"
    of: tuple[Rule, ...] = Field(min_length=2)


class Shown(Node):
    """TRUE where the record shows it, FALSE otherwise, also where nothing is recorded.

    Only for what counts as absent until stated (a withdrawal of consent), never for a condition of the protocol.
    """

    node: Literal["shown"] = "shown"
    of: Rule


Rule = Annotated[
    Constant
    | Fact
    | Judgement
    | OneOf
    | Compare
    | Measured
    | Lab
    | LabAgainstUpperLimit
    | Elapsed
    | Age
    | Precedes
    | NotInFuture
    | InScreeningPeriod
    | Count
    | Open
    | Not
    | All
    | Any_
    | When
    | Some
    | Every
    | FirstKnown
    | Shown,
    Field(discriminator="node"),
]

for _model in (Not, All, Any_, When, Some, Every, FirstKnown, Shown):
    _model.model_rebuild()

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def children_of(node: Node) -> tuple[Rule, ...]:
    match node:
        case All() | Any_() | FirstKnown():
            return node.of
        case Not() | Shown():
            return (node.of,)
        case When():
            return (node.condition, node.then, node.otherwise)
        case Some() | Every():
            return (node.where,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children_of(node):
        yield from walk(child)


def facts_of(node: Node) -> tuple[str, ...]:
    """The paths a node names itself, without those of its children."""
    match node:
        case Compare():
            return (node.fact,) if node.limit_fact is None else (node.fact, node.limit_fact)
        case Measured():
            return (node.fact, node.unit_fact)
        case Lab() | LabAgainstUpperLimit():
            return ("labs[]",)
        case Age():
            return ("birth_date",) if node.on in ANCHORS else ("birth_date", node.on)
        case Precedes():
            return (node.first, node.then, node.same_day)
        case Constant() | Open() | Not() | All() | Any_() | When() | FirstKnown() | Shown():
            return ()
        case _:
            return (cast("Fact", node).fact,)  # the other nodes name exactly one


def check_scope(node: Node, open_lists: frozenset[str] = frozenset()) -> None:
    """Raise RuleError where an item of a list is named outside `some` or `every` over that list."""
    for path in facts_of(node):
        owner = path.rpartition("[].")[0]
        if owner and f"{owner}[]" not in open_lists:
            raise RuleError(f"{path} speaks of an item: put it into some(...) or every(...) over {owner}")
    inside = open_lists | {node.fact} if isinstance(node, Some | Every) else open_lists
    for child in children_of(node):
        check_scope(child, inside)


def to_json(node: Node) -> dict[str, Any]:
    return node.model_dump(mode="json", exclude_none=True)


def from_json(data: Any) -> Rule:
    """Read a rule. Raises RuleError where it is not one."""
    try:
        node = _RULE.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise RuleError(f"rule, at {first['loc']}: {first['msg']}") from None
    check_scope(node)
    return node


def canonical(data: Any) -> str:
    """One text for one meaning: sorted keys, no blanks, no escapes."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(data: Any) -> str:
    """SHA-256 over the canonical text, as "sha256:…"."""
    return f"sha256:{hashlib.sha256(canonical(data).encode()).hexdigest()}"
