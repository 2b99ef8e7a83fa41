"""The rule as a tree: the same truths as the evidence, the ways not taken without any, words in both languages."""

from datetime import date

import pytest

from criteria import Dates, PatientRecord, Truth, assess, load_protocol
from criteria.dsl import ALWAYS, NEVER, A, age, any_of, ask_site, first_known, judged, patient, shown, when, yes
from criteria.evaluate import evaluate
from criteria.protocol import Criterion
from criteria.situation import Evidence, Situation
from criteria.text import Text
from criteria.tree import Branch, tree
from criteria.truth import Kind

TODAY = date(2026, 11, 22)
CHINESE = range(0x4E00, 0xA000)


def drawn(rule, **facts):
    record, dates = PatientRecord.from_json(facts), Dates(TODAY)
    words = Text("title", "题目")
    criterion = Criterion(id="I99", kind=Kind.INCLUSION, section="history", title=words, text=words, rule=rule)
    return tree(criterion, evaluate(rule, Situation(record=record, dates=dates, as_of=TODAY)), record, dates)


def outline(branch):
    """(lead, words, truth, decides, parts) in English."""
    asked = f": {branch.asked.en}" if branch.asked.en else ""
    return (branch.lead.en, branch.subject.en + asked, branch.truth, branch.decides, [*map(outline, branch.parts)])


def test_the_way_that_was_not_taken_has_no_truth():
    rule = when(age(A) >= 18, then=NEVER, otherwise=ALWAYS)

    assert outline(drawn(rule, birth_date="2014-03-08")) == (
        "", "It depends", Truth.TRUE, False, [
            ("If", "Date of birth: age ≥ 18", Truth.FALSE, True, []),
            ("then", "It is ruled out", None, False, []),
            ("otherwise", "Nothing more is asked", Truth.TRUE, False, []),
        ],
    )  # fmt: skip
    # Without a birth date both ways are open.
    assert [part.truth for part in drawn(rule).parts] == [Truth.UNKNOWN, Truth.FALSE, Truth.TRUE]


def test_a_question_names_who_is_asked():
    question = ask_site("B99", Text("Which of them?", "哪一个？"))
    branch = drawn(first_known(judged(patient.poor_compliance), question))

    assert branch.subject == Text("The first of these that is known", "以下首个已知者")
    assert branch.parts[1].subject == Text("A question to the site: Which of them?", "须询问研究中心：哪一个？")


def test_what_was_seen_stands_at_the_leaf():
    branch = drawn(any_of(~shown(yes(patient.interstitial_lung_disease_ever))), interstitial_lung_disease_ever=True)

    leaf = branch.parts[0].parts[0].parts[0]
    assert [(row.fact, row.value.en, row.required.en) for row in leaf.seen] == [
        ("interstitial_lung_disease_ever", "yes", "yes")
    ]
    assert leaf.decides
    assert not any(one.decides for one in walk(branch) if one is not leaf)


def walk(branch: Branch):
    yield branch
    for part in branch.parts:
        yield from walk(part)


def truths_of(evidence: Evidence):
    yield evidence.truth
    for child in evidence.children:
        yield from truths_of(child)


@pytest.mark.parametrize(
    "facts", [{}, {"birth_date": "2014-03-08", "sex": "female", "chemo": [], "radiotherapy": [{}]}]
)
def test_every_rule_in_both_languages(facts):
    assessed = assess(load_protocol(), PatientRecord.from_json(facts), Dates(TODAY))
    for result in assessed.criteria:
        root = tree(result.criterion, result.evidence, assessed.record, assessed.dates)
        asked = [branch.truth for branch in walk(root) if branch.truth is not None]
        assert asked == list(truths_of(result.evidence))
        for branch in walk(root):
            assert branch.subject.en
            assert any(ord(letter) in CHINESE for letter in branch.subject.zh) or branch.subject.zh.isupper()
