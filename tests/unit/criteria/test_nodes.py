"""The rule tree: the same thing in JSON, and refused when it does not fit the vocabulary."""

from decimal import Decimal

import pytest

from criteria import load_protocol
from criteria.errors import RuleError
from criteria.nodes import (
    Age,
    All,
    Any_,
    Compare,
    Constant,
    Count,
    Elapsed,
    Every,
    Fact,
    FirstKnown,
    InScreeningPeriod,
    Judgement,
    Lab,
    LabAgainstUpperLimit,
    Measured,
    Node,
    Not,
    NotInFuture,
    OneOf,
    Open,
    Precedes,
    Shown,
    Some,
    When,
    canonical,
    check_scope,
    children_of,
    digest,
    facts_of,
    from_json,
    to_json,
    walk,
)
from criteria.text import Text

YES = Fact(fact="icf.signed")
WAITED = Elapsed(fact="chemo[].last_dose", before="P", operator=">=", count=21, unit="days")

EVERY_NODE = [
    Constant(value=True),
    YES,
    Judgement(fact="poor_compliance"),
    OneOf(fact="virology.hiv", values=("positive",), unclear=("indeterminate",)),
    Compare(fact="performance.score", operator=">=", limit=Decimal(50)),
    Compare(fact="virology.hbv_dna", operator=">", limit_fact="virology.hbv_dna_upper_limit"),
    Measured(
        fact="urine_protein_24h.value",
        unit_fact="urine_protein_24h.unit",
        analyte="URINE_PROTEIN_24H",
        operator=">=",
        limit=Decimal("1.0"),
    ),
    Lab(test="ANC", operator=">=", limit=Decimal("0.5")),
    LabAgainstUpperLimit(test="PT", operator=">", plus=Decimal(4)),
    Elapsed(fact="birth_date", before="N", operator="<=", count=216, unit="months"),
    Age(on="performance.date", operator=">=", years=16),
    Age(on="N", operator="<=", years=18),
    Precedes(
        first="icf.signed_date", then="first_protocol_procedure_date", same_day="consent_precedes_first_procedure"
    ),
    NotInFuture(fact="icf.signed_date"),
    InScreeningPeriod(fact="virology.date"),
    Count(fact="diagnosis.prior_treatment", operator=">=", number=1),
    Open(code="B15", to="sponsor", question=Text("Which washout?", "洗脱期多长？")),
    Not(of=YES),
    All(of=(YES, Not(of=YES))),
    Any_(of=(YES, Not(of=YES))),
    When(condition=YES, then=Constant(value=True), otherwise=Constant(value=False)),
    Some(fact="chemo[]", where=WAITED),
    Every(fact="chemo[]", where=WAITED),
    FirstKnown(of=(YES, Judgement(fact="poor_compliance"))),
    Shown(of=YES),
]


def test_every_type_of_node_stands_in_this_list():
    assert {type(node) for node in EVERY_NODE} == set(Node.__subclasses__())


@pytest.mark.parametrize("node", EVERY_NODE, ids=lambda node: node.node)
def test_a_node_is_the_same_after_json(node):
    again = from_json(to_json(node))
    assert again == node
    assert digest(to_json(again)) == digest(to_json(node))


@pytest.mark.parametrize("criterion", load_protocol().criteria, ids=lambda criterion: criterion.id)
def test_a_rule_of_the_protocol_is_the_same_after_json(criterion):
    for rule in (criterion.rule, *(other.rule for other in criterion.other_readings)):
        assert from_json(to_json(rule)) == rule


def test_no_two_different_nodes_share_a_digest():
    digests = {digest(to_json(node)) for node in EVERY_NODE}
    assert len(digests) == len(EVERY_NODE)
    assert all(one.startswith("sha256:") and len(one) == 71 for one in digests)


def test_a_limit_keeps_its_digits():
    node = Lab(test="ANC", operator=">=", limit=Decimal("1.00"))
    assert to_json(node)["limit"] == "1.00"
    assert from_json(to_json(node)).limit.as_tuple() == Decimal("1.00").as_tuple()


def test_the_canonical_text_does_not_depend_on_the_order_of_keys():
    assert canonical({"b": "≥", "a": [1]}) == '{"a":[1],"b":"≥"}' == canonical({"a": [1], "b": "≥"})


def test_nodes_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        YES.fact = "sex"


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Fact(fact="icf.sgned"), "no fact 'icf.sgned' in the vocabulary"),
        (lambda: Fact(fact="sex"), "sex is a choice fact; here a yes_no fact is needed"),
        (lambda: Judgement(fact="icf.signed"), "icf.signed is not a judgement fact"),
        (lambda: OneOf(fact="sex", values=("woman",)), "sex never is woman; it may be female, male"),
        (lambda: OneOf(fact="sex", values=("male",), unclear=("?",)), "sex never is"),
        (lambda: OneOf(fact="icf.signed", values=("yes",)), "a yes_no fact"),
        (lambda: Compare(fact="sex", operator=">", limit=1), "sex is a choice fact; here a decimal or integer fact"),
        (lambda: Compare(fact="weight_kg", operator=">"), "compared with one limit"),
        (lambda: Compare(fact="weight_kg", operator=">", limit=1, limit_fact="height_cm"), "compared with one limit"),
        (lambda: Compare(fact="weight_kg", operator=">", limit_fact="sex"), "sex is a choice fact"),
        (lambda: Elapsed(fact="sex", before="P", operator=">", count=1, unit="days"), "here a date fact is needed"),
        (lambda: Age(on="sex", operator=">", years=1), "here a date fact is needed"),
        (lambda: Precedes(first="sex", then="birth_date", same_day="icf.signed"), "here a date fact"),
        (lambda: Precedes(first="birth_date", then="birth_date", same_day="sex"), "here a yes_no fact"),
        (lambda: NotInFuture(fact="sex"), "here a date fact"),
        (lambda: InScreeningPeriod(fact="sex"), "here a date fact"),
        (lambda: Count(fact="sex", operator=">", number=1), "here a list or choices fact"),
        (lambda: Some(fact="icf", where=YES), "icf is a group fact; here a list fact is needed"),
        (lambda: Every(fact="chemo", where=YES), "no fact 'chemo' in the vocabulary"),
        (lambda: Measured(fact="sex", unit_fact="sex", analyte="x", operator=">", limit=1), "here a decimal fact"),
    ],
)
def test_a_rule_that_does_not_fit_the_vocabulary_is_not_built(build, words):
    with pytest.raises(ValueError, match=r"(?s).") as caught:
        build()
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"node": "maybe"},
        {"node": "fact"},
        {"node": "fact", "fact": "sex"},
        {"node": "constant", "value": True, "extra": 1},
        {"node": "all", "of": []},
        {"node": "first_known", "of": [{"node": "constant", "value": True}]},
        {"node": "elapsed", "fact": "birth_date", "before": "Q", "operator": ">=", "count": 1, "unit": "days"},
        {"node": "elapsed", "fact": "birth_date", "before": "P", "operator": "==", "count": 1, "unit": "days"},
        {"node": "elapsed", "fact": "birth_date", "before": "P", "operator": ">=", "count": 0, "unit": "days"},
        {"node": "lab", "test": "HB", "operator": ">=", "limit": "1"},
    ],
)
def test_json_that_is_no_rule_is_refused(data):
    with pytest.raises(RuleError):
        from_json(data)


def test_a_fact_of_an_item_is_asked_only_over_its_list():
    with pytest.raises(RuleError, match=r"chemo\[\]\.last_dose speaks of an item"):
        check_scope(WAITED)
    with pytest.raises(RuleError, match=r"chemo\[\]\.last_dose speaks of an item"):
        check_scope(Some(fact="sct[]", where=WAITED))
    with pytest.raises(RuleError, match="speaks of an item"):
        from_json(to_json(Not(of=WAITED)))
    check_scope(Some(fact="chemo[]", where=Not(of=WAITED)))


def test_a_rule_has_no_truth_of_its_own():
    with pytest.raises(RuleError, match=r"write & \| ~ for and, or, not"):
        bool(YES)


def test_conjunctions_and_disjunctions_grow_flat():
    other = Fact(fact="icf.withdrawn")
    assert (YES & other & YES).of == (YES, other, YES)
    assert (YES | other | YES).of == (YES, other, YES)
    assert ((YES & other) | YES).of == (YES & other, YES)
    assert Not(of=YES) == ~YES


def test_a_value_is_not_a_condition():
    with pytest.raises(RuleError, match="5 is not a condition"):
        YES & 5


def test_walking_meets_every_node_once_from_the_root():
    rule = When(condition=YES, then=Some(fact="chemo[]", where=WAITED), otherwise=Not(of=YES) | Constant(value=False))
    met = [node.node for node in walk(rule)]
    assert met == ["when", "fact", "some", "elapsed", "any", "not", "fact", "constant"]
    assert all(children_of(node) == () for node in (YES, WAITED, Constant(value=True)))


def test_the_facts_a_node_names_itself():
    assert {node.node: facts_of(node) for node in EVERY_NODE if facts_of(node)} == {
        "fact": ("icf.signed",),
        "judgement": ("poor_compliance",),
        "one_of": ("virology.hiv",),
        "compare": ("virology.hbv_dna", "virology.hbv_dna_upper_limit"),
        "measured": ("urine_protein_24h.value", "urine_protein_24h.unit"),
        "lab": ("labs[]",),
        "lab_against_upper_limit": ("labs[]",),
        "elapsed": ("birth_date",),
        "age": ("birth_date",),
        "precedes": ("icf.signed_date", "first_protocol_procedure_date", "consent_precedes_first_procedure"),
        "not_in_future": ("icf.signed_date",),
        "in_screening_period": ("virology.date",),
        "count": ("diagnosis.prior_treatment",),
        "some": ("chemo[]",),
        "every": ("chemo[]",),
    }
    assert facts_of(Age(on="performance.date", operator=">=", years=16)) == ("birth_date", "performance.date")
