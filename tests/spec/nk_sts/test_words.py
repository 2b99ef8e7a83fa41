"""The protocol's own words: every criterion quotes them, in their order, and none is left out."""

from criteria import evaluate_document

from .support import DATA, ITEMS, base, evaluated

LABORATORY = "Laboratory tests during the screening period must meet the following conditions:"


def criteria_of_the_protocol():
    """[(bullet, [lines below it])] of the inclusion and then of the exclusion criteria, verbatim."""
    lines = (DATA / "protocol.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines[lines.index("Inclusion Criteria:") + 1 :]:
        if line.startswith("- "):
            found.append((line[2:], []))
        elif found and line != "Exclusion Criteria:" and not line.startswith("Participants who meet any"):
            found[-1][1].append(line)
    return found


def expected_texts():
    """The words of each of the 42 scored items: the header of I12 gives way to its parts."""
    texts = []
    for bullet, below in criteria_of_the_protocol():
        if bullet == LABORATORY:
            neutrophils, platelets, bilirubin_and_creatinine, transaminases = below
            texts += [neutrophils, platelets, bilirubin_and_creatinine, bilirubin_and_creatinine, transaminases]
        else:
            texts.append(" ".join([bullet, *below]))
    return texts


def words(text):
    """The text with line breaks as spaces: only E23 has more than one line."""
    return " ".join(text.splitlines())


def test_the_protocol_has_13_inclusion_and_25_exclusion_criteria():
    assert len(criteria_of_the_protocol()) == 13 + 25
    assert len(expected_texts()) == len(ITEMS) == 42


def test_every_item_quotes_the_protocol():
    found = {item["id"]: words(item["text"]) for item in evaluated()["criteria"]}
    assert found == dict(zip(ITEMS, expected_texts(), strict=True))


def test_order_and_kind():
    found = [(item["id"], item["kind"]) for item in evaluated()["criteria"]]
    assert found == [(item, "inclusion" if item.startswith("I") else "exclusion") for item in ITEMS]


def test_an_empty_record_has_the_same_42_items_and_none_passes():
    result = evaluate_document({"assessment_date": base()["assessment_date"], "facts": {}})
    assert tuple(item["id"] for item in result["criteria"]) == ITEMS
    assert {item["verdict"] for item in result["criteria"]} == {"UNKNOWN", "JUDGEMENT"}
    assert result["overall"]["verdict"] == "PENDING"


def test_judgement_is_left_open_only_where_nobody_but_the_investigator_can_say():
    result = evaluate_document({"assessment_date": base()["assessment_date"], "facts": {}})
    open_judgements = [item["id"] for item in result["criteria"] if item["verdict"] == "JUDGEMENT"]
    assert open_judgements == ["I05", "E22", "E25"]
