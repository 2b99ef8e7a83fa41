"""How each laboratory result stands against the protocol's limit: the derived column of the laboratory table."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from criteria import Assessment, CriterionResult, Evidence, Kind, Protocol, Truth, label_of
from criteria.nodes import Lab, LabAgainstUpperLimit, Node, Not, children_of, walk
from criteria.units import canonical_unit
from screening.facts import storage_path
from screening.forms.base import Doubt
from screening.forms.fields import pretty_unit
from screening.links import newest_result
from screening.models import Screening
from screening.remedies import remedies_for
from screening.verdicts import word_of
from screening.wording import CHIP_WORDS, Chip, ChipKey, in_reader_language

LabNode = Lab | LabAgainstUpperLimit
_WITHIN = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
_MIRRORED = {">=": "<", ">": "≤", "<=": ">", "<": "≥"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One test: the protocol's limit, the verdict on the result that counts, and what is doubtful about it."""

    limit: str
    chip: Chip | None = None
    text: str = ""
    doubts: tuple[Doubt, ...] = ()


def lab_standings(screening: Screening, assessment: Assessment) -> dict[str, Standing]:
    """Test -> how it stands, for every test that the protocol asks about or that has a doubt."""
    leaves: dict[str, list[_Leaf]] = {}
    for result in assessment.criteria:
        for leaf in _leaves(result, result.evidence, result.kind is Kind.INCLUSION):
            leaves.setdefault(leaf.test, []).append(leaf)
    doubts = lab_doubts(screening, assessment)
    return {
        test: Standing(
            _limits(assessment.protocol, test),
            *_said(screening, assessment, leaves.get(test, [])),
            tuple(doubts.get(test, ())),
        )
        for test in {*tests_of(assessment.protocol), *doubts}
    }


def tests_of(protocol: Protocol) -> set[str]:
    return {node.test for criterion in protocol.criteria for node in walk(criterion.rule) if isinstance(node, LabNode)}


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A laboratory condition that was looked at. `wanted`: the truth of it that lets the participant pass."""

    result: CriterionResult
    evidence: Evidence
    test: str
    wanted: bool

    @property
    def is_unknown(self) -> bool:
        return self.evidence.truth is Truth.UNKNOWN

    @property
    def is_within(self) -> bool:
        return (self.evidence.truth is Truth.TRUE) is self.wanted


def _leaves(result: CriterionResult, evidence: Evidence, wanted: bool) -> Iterator[_Leaf]:
    if isinstance(evidence.node, LabNode):
        yield _Leaf(result, evidence, evidence.node.test, wanted)
    for child in evidence.children:
        yield from _leaves(result, child, wanted is not isinstance(evidence.node, Not))


# --- the limit, as it stands in the rule ------------------------------------------------------------------------------


def _limits(protocol: Protocol, test: str) -> str:
    """Such as "≥ 1 or 0.5 ×10⁹/L", from every condition on this test in the protocol, in the order of the rules."""
    conditions = [
        found
        for criterion in protocol.criteria
        for found in _conditions(criterion.rule, test, criterion.kind is Kind.INCLUSION)
    ]
    by_frame: dict[tuple[str, str], list[str]] = {}
    for node, wanted in conditions:
        sign = (_WITHIN if wanted else _MIRRORED)[node.operator]
        number, rest = _number_and_rest(node)
        by_frame.setdefault((sign, rest), []).append(number)
    return _("; ").join(
        f"{sign} {_(' or ').join(dict.fromkeys(numbers))} {rest}".replace("  ", " ").strip()
        for (sign, rest), numbers in by_frame.items()
    )


def _conditions(node: Node, test: str, wanted: bool) -> Iterator[tuple[LabNode, bool]]:
    if isinstance(node, LabNode) and node.test == test:
        yield node, wanted
    for child in children_of(node):
        yield from _conditions(child, test, wanted is not isinstance(node, Not))


def _number_and_rest(node: LabNode) -> tuple[str, str]:
    unit = pretty_unit(canonical_unit(node.test))
    unit = "" if unit == "ratio" else unit
    if isinstance(node, Lab):
        return _plain(node.limit), unit
    if node.plus:
        return "", f"{_('ULN')} + {_plain(node.plus)} {unit}"
    return ("", _("ULN")) if node.times == 1 else (_plain(node.times), "× " + _("ULN"))


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


# --- the result that counts -------------------------------------------------------------------------------------------


def _said(screening: Screening, assessment: Assessment, leaves: list[_Leaf]) -> tuple[Chip | None, str]:
    """The chip and the words for one test, from every condition on it that was looked at."""
    measured = [leaf for leaf in leaves if leaf.evidence.seen and leaf.evidence.seen[0].path != "labs"]
    if not measured:
        return None, ""
    unknown = next((leaf for leaf in measured if leaf.is_unknown), None)
    first = unknown or measured[0]
    said = _which(screening, assessment, first.test, first.evidence.seen[0].path) + _measure(first.evidence)
    if unknown is not None:
        doubted = any(seen.unusable for seen in unknown.evidence.seen)
        why = _("Not counted until checked") if doubted else _missing(assessment, unknown.evidence)
        return _chip("missing"), why or said
    if all(leaf.is_within for leaf in measured):
        return _chip("pass"), said
    beyond = next(leaf for leaf in measured if not leaf.is_within)
    if beyond.result.verdict.passes:
        return None, _("%(said)s is beyond the limit; other facts keep it from excluding") % {"said": said}
    if any(leaf.is_within for leaf in measured):
        return _chip("missing"), _("%(said)s: another answer decides which limit holds") % {"said": said}
    return _chip(word_of(beyond.result)), said


def _chip(key: ChipKey) -> Chip:
    return Chip(key, CHIP_WORDS[key])


def _which(screening: Screening, assessment: Assessment, test: str, path: str) -> str:
    """Names the date where another result than the one in the row is the one that counts."""
    shown = newest_result(screening.facts, test)
    item_id = storage_path(screening, path).split("/")[1]
    if shown is None or shown["id"] == item_id:
        return ""
    index = int(path.partition("[")[2].partition("]")[0])
    counted = (assessment.record.labs or ())[index]
    return _("The result of %(day)s counts: ") % {"day": counted.date} if counted.date is not None else ""


def _measure(evidence: Evidence) -> str:
    value = evidence.seen[0]
    if (
        isinstance(evidence.node, LabAgainstUpperLimit)
        and not evidence.node.plus
        and isinstance(value.observed, Decimal)
    ):
        return f"{_plain(value.observed.quantize(Decimal('0.01')))} × " + _("ULN")
    return str(value.value) if value.value is not None else ""


def _missing(assessment: Assessment, evidence: Evidence) -> str:
    names = [in_reader_language(label_of(path, assessment.record)) for path in evidence.missing]
    return _("Not entered: %(names)s") % {"names": "; ".join(names)} if names else ""


# --- doubts -----------------------------------------------------------------------------------------------------------


def lab_doubts(screening: Screening, assessment: Assessment) -> dict[str, list[Doubt]]:
    """Test -> what the data-quality checks say about its results, what blocks first."""
    results = assessment.record.labs or ()
    found: dict[str, list[Doubt]] = {}
    for finding in sorted(assessment.findings, key=lambda one: one.severity != "block"):
        if finding.severity == "info":
            continue
        doubt = Doubt(
            in_reader_language(finding.message),
            finding.severity == "block",
            remedies_for(screening, assessment, finding),
        )
        for path in finding.facts:
            if path.startswith("labs["):
                test = results[int(path[5:].partition("]")[0])].test
                if test is not None and doubt not in found.setdefault(test, []):
                    found[test].append(doubt)
    return found
