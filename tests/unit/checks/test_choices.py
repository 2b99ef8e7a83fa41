"""Every allowed value of every choice has a name in both languages, and nothing else has."""

import pytest

from criteria.choices import _LABELS, choice_label
from criteria.errors import RuleError
from criteria.record import vocabulary

CHOICES = {path: info.choices for path, info in vocabulary().items() if info.kind in ("choice", "choices")}


def test_exactly_the_allowed_values_are_named() -> None:
    assert {path: tuple(labels) for path, labels in _LABELS.items()} == CHOICES


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, values in CHOICES.items() for value in values])
def test_a_name_is_given_in_both_languages(path: str, value: str) -> None:
    label = choice_label(path, value)
    assert label.en.strip() == label.en != ""
    assert label.zh.strip() == label.zh != ""


@pytest.mark.parametrize("path", CHOICES)
def test_names_within_one_choice_differ(path: str) -> None:
    labels = _LABELS[path].values()
    assert len({label.en for label in labels}) == len({label.zh for label in labels}) == len(labels)


def test_an_item_of_a_list_is_named_by_its_index() -> None:
    assert choice_label("vaccines[12].kind", "live") == choice_label("vaccines[].kind", "live")


def test_the_same_word_means_different_things_in_different_places() -> None:
    assert choice_label("chemo_acute_toxicities[].category", "other") != choice_label("sct[].donor", "autologous")
    assert choice_label("other_trials[].kind", "other").en == "Other trial"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("vaccines[].name", "MMR", "not a choice"),
        ("sex", "unknown", "'unknown' is not allowed; allowed: female, male"),
    ],
)
def test_anything_else_is_refused_with_what_is_allowed(path: str, value: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        choice_label(path, value)
