"""Evidence into sentences: something is said about every item, in both languages, and it is the right language."""

import copy
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from criteria import Dates, PatientRecord, assess, evaluate_document, label_of, load_protocol, read_document, to_json
from criteria.text import Text

PROTOCOL = load_protocol()
EXAMPLES = yaml.safe_load((Path(__file__).parents[2] / "data" / "examples.yaml").read_text(encoding="utf-8"))
RECORDS = {example["id"]: {key: example[key] for key in example if key != "expected"} for example in EXAMPLES}
RECORDS["empty"] = {"assessment_date": "2026-05-20", "facts": {}}
RECORDS["no first dose"] = RECORDS["EX2"] | {"planned_first_dose_date": None}

# Words that stand in Latin letters in Chinese clinical prose too.
ABBREVIATIONS = re.compile(
    r"ULN|ANC|PLT|WBC|INR|PT|APTT|ALT|AST|LVEF|QTc|NYHA|HIV|HBsAg|HBV|HCV|DNA|RNA|CTCAE|Karnofsky|Lansky|TBI|GvHD|IL-2|MIBG|"
    r"MRI|CT|MUGA|CMR|EPO|TPO|NK|STS|MMR|Cockcroft-Gault|Bazett|Fridericia|mg/dL|umol/L|[µμ]mol/L|U/L|IU/mL|mg/24h|g/24h|ms|kg|cm|"
    r"[IEBQ]\d{2}[a-e]?|10\^9/L|s(?![a-z])|g(?![a-z])"
)


def words_of(document):
    """The words that came from the record itself: agents, names, sites."""
    return set(re.findall(r"[A-Za-z]{3,}", yaml.safe_dump(document["facts"])))


@pytest.mark.parametrize("name", RECORDS)
def test_every_item_has_a_reason_in_both_languages(name):
    result = evaluate_document(RECORDS[name])
    for item in result["criteria"]:
        assert item["reason"].strip(" ."), item["id"]
        assert item["reason"].endswith("."), item["id"]
        assert not re.search(r"[.?]\.", item["reason"]), item["reason"]
        assert item["reason_zh"].endswith("。"), item["id"]
        assert re.search("[一-鿿]", item["reason_zh"]), item["id"]


@pytest.mark.parametrize("name", RECORDS)
def test_no_english_sentence_is_left_in_the_chinese(name):
    document = RECORDS[name]
    result = evaluate_document(document)
    typed = words_of(document)
    texts = [item["reason_zh"] for item in result["criteria"]] + [one["message_zh"] for one in result["findings"]]
    for text in texts:
        left = [word for word in re.findall(r"[A-Za-z]{3,}", ABBREVIATIONS.sub("", text)) if word not in typed]
        assert left == [], text


@pytest.mark.parametrize("name", RECORDS)
def test_no_chinese_is_left_in_the_english(name):
    result = evaluate_document(RECORDS[name])
    for text in [item["reason"] for item in result["criteria"]] + [one["message"] for one in result["findings"]]:
        assert not re.search("[一-鿿，。；：]", text), text


@pytest.mark.parametrize("name", RECORDS)
def test_every_decided_item_shows_a_row_of_evidence_that_has_its_own_truth(name):
    for item in evaluate_document(RECORDS[name])["criteria"]:
        assert {row["truth"] for row in item["evidence"]} <= {"TRUE", "FALSE", "UNKNOWN"}
        if item["verdict"] != "UNKNOWN":
            assert item["evidence"], item["id"]


def test_an_open_question_ends_as_one():
    rows = [{"donor": "allogeneic", "date": "2020-01-01", "tbi": True}]
    document = copy.deepcopy(RECORDS["EX1"])
    document["facts"] |= {"sct": rows}
    item = next(each for each in evaluate_document(document)["criteria"] if each["id"] == "I11")
    assert "how many days? Not recorded" in item["reason"]
    assert "多少天？未记录" in item["reason_zh"]


def judged(facts):
    document = copy.deepcopy(RECORDS["EX1"])
    document["facts"] |= facts
    return {item["id"]: item for item in to_json(assess(PROTOCOL, *read_document(document)))["criteria"]}


def test_a_failed_wait_names_date_agent_days_and_what_is_needed_and_when_it_is_over():
    chemo = [{"agent": "topotecan", "myelosuppressive": True, "nitrosourea": False, "last_dose": "2026-05-10"}]
    item = judged({"chemo": chemo})["I07"]
    for words in ("topotecan", "2026-05-10", "12 days before the planned first dose", "at least 21 days needed"):
        assert words in item["reason"]
    assert item["reason"].endswith("Satisfied from 2026-05-31.")
    row = next(row for row in item["evidence"] if row["fact"] == "chemo[0].last_dose")
    assert row == {
        "fact": "chemo[0].last_dose",
        "value": "2026-05-10",
        "required": "≥ 21 days before 2026-05-22",
        "observed": "12 days",
        "truth": "FALSE",
    }


@pytest.mark.parametrize(
    ("facts", "item", "words"),
    [
        ({"sex": None, "cardiac": {"qtc_ms": "460"}}, "E02", "Sex"),
        ({"birth_date": None}, "I02", "Not recorded: Date of birth."),
        ({"labs": []}, "I12a", "Neutrophils (ANC)"),
        ({"poor_compliance": None}, "E25", "The investigator decides."),
    ],
)
def test_what_is_not_recorded_is_named(facts, item, words):
    assert words in judged(facts)[item]["reason"]


def test_an_entry_is_called_by_its_agent_or_by_its_number():
    record = PatientRecord.from_json({"chemo": [{"agent": "topotecan"}, {}], "labs": [{"test": "ANC"}]})
    assert label_of("chemo[0].last_dose", record).en == "Chemotherapy (topotecan), last dose"
    assert label_of("chemo[1].last_dose", record) == Text(
        "Chemotherapy (entry 2), last dose", label_of("chemo[1].last_dose", record).zh
    )
    assert "第2条" in label_of("chemo[1].last_dose", record).zh
    assert label_of("planned_first_dose_date", record).en == "Planned first dose"


def test_the_sentence_of_an_empty_record_says_what_to_enter():
    assessment = assess(PROTOCOL, PatientRecord(), Dates(date(2026, 5, 20)))
    reasons = {item["id"]: item["reason"] for item in to_json(assessment)["criteria"]}
    assert reasons["I02"] == "Not recorded: Date of birth."
    assert reasons["E03"].startswith("Not recorded: ")
