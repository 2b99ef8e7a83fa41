"""The pages of docs/ that are written from the code say what the code says."""

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from criteria import load_protocol
from criteria.checks import CHECKS
from criteria.nodes import Node, walk
from screening.documentation import PAGES
from screening.documentation.rules import in_words
from screening.permissions import Action
from screening.states import Status

TEXTS = {page.name: page.text() for page in PAGES}


def test_the_committed_pages_are_fresh():
    call_command("docs", check=True)


def test_a_page_that_was_changed_by_hand_or_is_missing_is_named(tmp_path):
    call_command("docs", folder=tmp_path)
    call_command("docs", folder=tmp_path, check=True)
    (tmp_path / "states.md").write_text("changed", encoding="utf-8")
    (tmp_path / "checks.md").unlink()
    with pytest.raises(CommandError, match=r"^states\.md, checks\.md: not as the code says; run manage\.py docs$"):
        call_command("docs", folder=tmp_path, check=True)
    assert (tmp_path / "states.md").read_text(encoding="utf-8") == "changed"


def test_a_page_does_not_depend_on_who_asks():
    with override("zh-hans"):
        assert {page.name: page.text() for page in PAGES} == TEXTS


def test_every_criterion_stands_there_with_its_words_in_both_languages():
    for criterion in load_protocol().criteria:
        assert f"### {criterion.id} {criterion.title.en} · {criterion.title.zh}\n" in TEXTS["criteria.md"]
        for line in (*criterion.text.en.splitlines(), *criterion.text.zh.splitlines()):
            assert f"> {line}\n" in TEXTS["criteria.md"]


def test_every_check_action_and_status_stands_there():
    assert all(f"| {code} |" in TEXTS["checks.md"] for code in CHECKS)
    assert all(f"| {action.label} |" in TEXTS["permissions.md"] for action in Action)
    assert all(f" {status.value}" in TEXTS["states.md"] for status in Status)


def rules():
    for criterion in load_protocol().criteria:
        yield from (criterion.rule, *(other.rule for other in criterion.other_readings))


def test_every_type_of_node_of_the_protocol_has_words():
    used = {type(node) for rule in rules() for node in walk(rule)}
    assert used == set(Node.__subclasses__())
    assert all(in_words(rule) for rule in rules())


def test_a_rule_reads_from_the_top_down():
    assert in_words(load_protocol()["I09"].rule).splitlines() == [
        "for every entry of growth_factors",
        "  when",
        "    acting is long",
        "    then last_dose lies at least 14 days before the planned first dose",
        "    otherwise last_dose lies at least 3 days before the planned first dose",
    ]


def test_no_two_different_rules_read_alike():
    words: dict[str, Node] = {}
    for rule in rules():
        assert words.setdefault(in_words(rule), rule) == rule
