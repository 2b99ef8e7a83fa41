"""The rule of a criterion as a tree for the page: words in the reader's language, and the field of each value."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from criteria import Assessment, CriterionResult, Truth
from criteria.observations import Row
from criteria.tree import Branch, tree
from screening.links import field_url
from screening.models import Screening
from screening.presenters import test_of
from screening.wording import in_reader_language

# Key of the sign before the words, and what it says.
_TRUTHS: dict[Truth | None, tuple[str, Promise]] = {
    Truth.TRUE: ("yes", pgettext_lazy("truth", "yes")),
    Truth.FALSE: ("no", pgettext_lazy("truth", "no")),
    Truth.UNKNOWN: ("unknown", pgettext_lazy("truth", "not known")),
    None: ("unasked", pgettext_lazy("truth", "not asked here")),
}


@dataclass(frozen=True, slots=True)
class SeenValue:
    label: str
    value: str
    observed: str
    url: str


@dataclass(frozen=True, slots=True)
class TreeNode:
    lead: str
    subject: str
    asked: str
    truth: str
    word: str | Promise
    decides: bool
    seen: tuple[SeenValue, ...]
    parts: tuple["TreeNode", ...]


def rule_tree(screening: Screening, assessment: Assessment, result: CriterionResult) -> TreeNode:
    root = tree(result.criterion, result.evidence, assessment.record, assessment.dates)
    return _node(screening, root, test_of(result))


def _node(screening: Screening, branch: Branch, test: str | None) -> TreeNode:
    key, word = _TRUTHS[branch.truth]
    return TreeNode(
        lead=in_reader_language(branch.lead),
        subject=in_reader_language(branch.subject),
        asked=in_reader_language(branch.asked),
        truth=key,
        word=word,
        decides=branch.decides,
        seen=tuple(_seen(screening, row, test) for row in branch.seen),
        parts=tuple(_node(screening, part, test) for part in branch.parts),
    )


def _seen(screening: Screening, row: Row, test: str | None) -> SeenValue:
    return SeenValue(
        label=in_reader_language(row.subject),
        value=in_reader_language(row.value),
        observed=in_reader_language(row.observed),
        url=field_url(screening, row.fact, test=test),
    )
