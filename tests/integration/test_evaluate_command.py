"""`manage.py evaluate`: what a site or a program gets for a file of records, and what it is told where one is wrong."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from criteria import evaluate_document

ROOT = Path(__file__).parents[2]
EXAMPLES = yaml.safe_load((ROOT / "tests" / "data" / "examples.yaml").read_text(encoding="utf-8"))
EXPECTED = {example["id"]: example.pop("expected") for example in EXAMPLES}
EX1 = EXAMPLES[0]


def evaluate(*arguments):
    out = io.StringIO()
    call_command("evaluate", *map(str, arguments), stdout=out)
    return out.getvalue()


def refusal(*arguments):
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("evaluate", *map(str, arguments), stdout=out)
    assert caught.value.returncode == 2
    assert out.getvalue() == ""
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 1500
    return sentence


@pytest.fixture
def file(tmp_path):
    def write(content, name="records.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def with_facts(**facts):
    return json.dumps({"id": "X1", "assessment_date": "2026-05-20", "facts": facts})


def run(*arguments, **options):
    """As on a command line, on a machine that has no database."""
    environment = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error", **options.pop("env", {})}
    command = [sys.executable, str(ROOT / "manage.py"), "evaluate", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False, **options)


# --- what is read -----------------------------------------------------------------------------------------------------


def test_the_four_examples_get_the_verdicts_they_must(file):
    lines = evaluate(file(json.dumps(EXAMPLES))).splitlines()
    results = {result["id"]: result for result in map(json.loads, lines)}
    assert list(results) == ["EX1", "EX2", "EX3", "EX4"]
    for name, expected in EXPECTED.items():
        assert results[name]["overall"] | expected["overall"] == results[name]["overall"], name
        open_items = {item["id"]: item["verdict"] for item in results[name]["criteria"]}
        assert open_items | expected["not_simply_passing"] == open_items, name
    assert all(len(result["criteria"]) == 42 for result in results.values())


FORMS = {
    "records.json": json.dumps(EXAMPLES),
    "indented.json": json.dumps(EXAMPLES, indent=4, ensure_ascii=False),
    "with-mark.json": b"\xef\xbb\xbf" + json.dumps(EXAMPLES).encode(),
    "records.jsonl": "\n".join(json.dumps(example) for example in EXAMPLES) + "\n\n",
    "windows.jsonl": "\r\n".join(json.dumps(example) for example in EXAMPLES),
    "records.yaml": yaml.safe_dump(EXAMPLES, allow_unicode=True),
    "documents.yml": yaml.safe_dump_all(EXAMPLES),
    "block-style": yaml.safe_dump(EXAMPLES),
    "flow-style": yaml.safe_dump(EXAMPLES, default_flow_style=True),
    "lines-without-suffix": "\n".join(json.dumps(example) for example in EXAMPLES),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_the_same_records_gives_the_same_answer(file, name):
    assert evaluate(file(FORMS[name], name)) == evaluate(file(FORMS["records.json"]))


def test_one_record_is_one_line_that_is_the_result_of_the_engine(file):
    (line,) = evaluate(file(json.dumps(EX1))).splitlines()
    assert json.loads(line) == evaluate_document(EX1)


def test_several_files_are_answered_in_their_order(file):
    files = [file(json.dumps(example), f"{example['id']}.json") for example in reversed(EXAMPLES)]
    results = [json.loads(line) for line in evaluate(*files).splitlines()]
    assert [(result["id"], result["title"]) for result in results] == [
        (example["id"], example["title"]) for example in reversed(EXAMPLES)
    ]


def test_unquoted_dates_and_numbers_of_yaml_are_read_as_written(file):
    text = """
        assessment_date: 2026-05-20
        facts:
          birth_date: 2014
          icf: {signed: yes, signed_date: 2026-05-08, signer: parent_guardian, withdrawn: ~}
          screening_start: 2026-05-08
          bone_marrow_involvement: no
          urine_protein_dipstick: "-"
          labs: [{test: ANC, value: 1.0, unit: 10^9/L, date: 2026-05-12}, {test: PLT, value: 75, unit: 10^9/L, date: 2026-05-12}]
    """
    result = json.loads(evaluate(file(text, "one.yaml")))
    verdicts = {item["id"]: item["verdict"] for item in result["criteria"]}
    assert {name: verdicts[name] for name in ("I01", "I12a", "I12b", "E11")} == {
        "I01": "MET",
        "I12a": "MET",
        "I12b": "MET",
        "E11": "ABSENT",
    }


def test_a_json_number_is_the_decimal_that_was_written(file):
    # As a binary float 0.1 + 0.2 style neighbours of the limit would be lost: 1.4999999999999999999 is read as 1.5.
    limit = {"test": "CREATININE", "unit": "mg/dL", "date": "2026-05-12", "uln": 1}
    facts = {"screening_start": "2026-05-08", "labs": [limit | {"value": "HERE"}]}
    text = json.dumps({"assessment_date": "2026-05-20", "facts": facts})
    for value, verdict in (("1.5000000000000000001", "NOT_MET"), ("1.5000000000000000000", "MET"), ("15e-1", "MET")):
        result = json.loads(evaluate(file(text.replace('"HERE"', value))))
        assert [item["verdict"] for item in result["criteria"] if item["id"] == "I12d"] == [verdict], value


def test_dates_on_the_command_line_override_those_of_the_record(file):
    days = ("--assessment-date", "2026-06-01", "--enrolment-date", "2026-06-02", "--first-dose-date", "2026-06-03")
    result = json.loads(evaluate(file(json.dumps(EX1)), *days))
    keys = ("assessment_date", "enrolment_date", "planned_first_dose_date")
    assert [result[key] for key in keys] == ["2026-06-01", "2026-06-02", "2026-06-03"]


def test_a_record_without_assessment_date_is_judged_on_the_day_of_the_command_line(file):
    undated = {key: value for key, value in EX1.items() if key != "assessment_date"}
    result = json.loads(evaluate(file(json.dumps(undated)), "--assessment-date", "2026-05-20"))
    assert result == evaluate_document(EX1)


def test_the_protocol_can_be_named(file):
    result = json.loads(evaluate(file(json.dumps(EX1)), "--protocol", "nk-sts@1.0"))
    assert (result["protocol"]["slug"], result["protocol"]["version"]) == ("nk-sts", "1.0")


# --- the checklist ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "groups", "words"),
    [
        ("en", ("Inclusion criteria", "Exclusion criteria"), ("Not yet", "Not applicable", "Overall: Not eligible")),
        ("zh", ("入选标准", "排除标准"), ("未到期", "不适用", "总体判定：不符合")),
    ],
)
def test_the_checklist_has_all_42_items_in_two_groups(file, language, groups, words):
    text = evaluate(file(json.dumps(EXAMPLES[1])), "--format", "text", "--language", language)
    ids = [line.split()[0] for line in text.splitlines() if line.startswith("  ") and line[2] in "IE"]
    assert ids == [item["id"] for item in evaluate_document(EX1)["criteria"]]
    assert all(group in text for group in groups)
    assert all(word in text for word in words)


def test_the_checklist_gives_reasons_questions_and_findings(file):
    text = evaluate(file(json.dumps(EXAMPLES)), "--format", "text")
    assert [text.count(f"{example['id']}: {example['title']}") for example in EXAMPLES] == [1, 1, 1, 1]
    assert "at least 21 days" in text
    assert "[Needs judgement]" in text
    assert "Findings about the record" in text
    assert max(map(len, text.splitlines())) <= 110


QUESTION = (
    "Which washout applies to radiotherapy that is neither local palliative nor substantial bone marrow irradiation?"
)


def test_the_checklist_names_other_readings_and_questions_to_the_sponsor(file):
    facts = EX1["facts"] | {
        "radiotherapy": [{"class": "other", "site": "lung", "last_date": "2026-04-25"}],
        "psychiatric": {"psychotropic_abuse_history": False, "psychiatric_disorder": True},
    }
    unnamed = {"assessment_date": "2026-05-20", "facts": facts}
    text = " ".join(evaluate(file(json.dumps(unnamed)), "--format", "text").split())
    assert text.startswith("Cord-blood NK cells")
    assert f"To the sponsor: {QUESTION}" in text
    assert "Read otherwise (B38): Abuse and (unable to quit or a disorder). Then ABSENT." in text
    assert "enrolment not entered, planned first dose not planned" in text


def test_the_checklist_names_the_days_that_matter(file):
    facts = EX1["facts"] | {"il2_contraindication": None}
    waiting = facts | {
        "chemo": [{"agent": "x", "myelosuppressive": True, "nitrosourea": False, "last_dose": "2026-05-18"}]
    }
    text = evaluate(file(json.dumps(EX1 | {"facts": waiting})), "--format", "text", "--enrolment-date", "2026-05-21")
    assert "Nothing fails from 2026-06-08, if what is open turns out well\nUntil then limited by I07\n" in text
    assert "enrolment 2026-05-21" in text


# --- what is refused --------------------------------------------------------------------------------------------------

DEEP = 10_000_000
BAD_TEXT = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n\t\n", "empty"),
    "empty list": (b"[]", "at least one record"),
    "a number": (b"17", "record 1: 17 is not a record"),
    "a sentence": (b"this is no record", "is not a record"),
    "list of lists": (b"[[]]", "record 1: [] is not a record"),
    "not UTF-8": (b'{"title": "\xff"}', "not UTF-8 text (byte 12)"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
    "zero bytes": (b"\x00\x00\x00", "control characters"),
    "cut off": (b'{"assessment_date": "2026-05-20", "facts": {', "line 1"),
    "brackets": (b"[" * DEEP, "nested more than 20"),
    "objects": (b'{"a":' * (DEEP // 5), "nested more than 20"),
    "closed brackets": (b'{"facts": ' + b"[" * 400 + b"]" * 400 + b"}", "nested more than 20"),
    "dashes": (b"- " * 2000 + b"1", "nested more than 20"),
    "not a number": (b'{"facts": {"weight_kg": NaN}}', "facts.weight_kg: NaN is not a number"),
    "endless": (b'{"facts": {"labs": [{"value": -Infinity}]}}', "facts.labs[0].value: -Infinity is not a number"),
    "huge exponent": (b'{"facts": {"weight_kg": 1e999999999}}', "facts.weight_kg: 1e999999999 is out of range"),
    "tiny zero": (b'{"facts": {"weight_kg": 0e-999999999}}', "facts.weight_kg: 0e-999999999 is out of range"),
    "many digits": (b'{"facts": {"weight_kg": ' + b"9" * 5000 + b"}}", "too long for a number"),
    "key given twice": (b'{"facts": {"sex": "male", "sex": "female"}}', "facts.sex: 'sex' is given twice"),
    "half a character": (b'{"title": "\\ud800"}', "title: contains half of a character"),
    "half a key": (b'{"facts": {"\\ud800": 1}}', "is not a key"),
    "a number that never ends": (b"9" * 5000, "is not a record"),
    "brackets in the second line": (b'{"facts": {}}\n' + b"[" * 100_000, "line 2: nested more than 20"),
    "text after the record": (b'{"facts": {}} tail', "line 1"),
}
BAD_YAML = {
    "aliases": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "line 1: the anchor or alias 'a' is not read"),
    "alias of nothing": (b"facts: *a", "line 1: the anchor or alias 'a' is not read"),
    "tag": (b"facts: !!python/object/apply:os.getcwd []", "line 1: the tag"),
    "key given twice": (b"facts:\n  sex: male\n  sex: female\n", "facts.sex: 'sex' is given twice"),
    "number as key": (b"facts: {1: yes}", "1 is not a key"),
    "list as key": (b"facts: {[1]: yes}", "unknown key"),
    "not a number": (b"facts: {weight_kg: .nan}", "facts.weight_kg: .nan is not a number"),
    "open bracket": (b"facts: [", "not YAML: line 2"),
    "tabs": (b"facts:\n\tsex: male", "not YAML: line 2"),
    "brackets": (b"[" * DEEP, "nested more than 20"),
}


@pytest.mark.parametrize("case", BAD_TEXT)
def test_text_that_is_no_record_is_refused_in_one_sentence(file, case):
    content, words = BAD_TEXT[case]
    path = file(content, "records.txt")
    started = time.monotonic()
    sentence = refusal(path)
    assert time.monotonic() - started < 2
    assert words in sentence
    assert sentence.startswith(f"{path}: ")


@pytest.mark.parametrize("case", BAD_YAML)
def test_yaml_that_could_mean_something_else_is_refused(file, case):
    content, words = BAD_YAML[case]
    started = time.monotonic()
    assert words in refusal(file(content + b"\nassessment_date: 2026-05-20" * (words == "unknown key"), "x.yaml"))
    assert time.monotonic() - started < 2


BAD_RECORDS = {
    "unknown fact": ({"hight_cm": "147"}, "facts.hight_cm: unknown key; allowed: screening_start, birth_date"),
    "unknown key in a group": ({"icf": {"sign": True}}, "facts.icf.sign: unknown key; allowed: signed, signed_date"),
    "unknown key in an item": ({"chemo": [{}, {"drug": "x"}]}, "facts.chemo[1].drug: unknown key; allowed: agent"),
    "outside its set": ({"sex": "f"}, "facts.sex: 'f' is not allowed; allowed: 'female' or 'male'"),
    "no such day": ({"birth_date": "2026-02-30"}, "facts.birth_date: '2026-02-30': there is no such day"),
    "words for a day": ({"birth_date": "last week"}, "facts.birth_date: 'last week': write a date as YYYY-MM-DD"),
    "words for a number": ({"weight_kg": "heavy"}, "facts.weight_kg: 'heavy': write a number"),
    "words for yes": ({"liver_metastasis": "yes"}, "facts.liver_metastasis: 'yes' is not a yes/no answer"),
    "a number for yes": ({"liver_metastasis": 1}, "facts.liver_metastasis: 1 is not a yes/no answer"),
    "score of 110": ({"performance": {"score": 110}}, "facts.performance.score: 110 is too large; at most 100"),
    "no list": ({"chemo": "none"}, "facts.chemo: 'none' is not a list"),
    "no group": ({"icf": True}, "facts.icf: True is not an object"),
}


@pytest.mark.parametrize("case", BAD_RECORDS)
def test_a_fact_that_cannot_be_is_named_with_its_path_and_what_is_allowed(file, case):
    facts, words = BAD_RECORDS[case]
    path = file(with_facts(**facts))
    assert refusal(path).startswith(f"{path}: record 1 (id 'X1'): {words}")


BAD_DOCUMENTS = {
    "unknown key": ({"notes": "x"}, "notes: unknown key; allowed: assessment_date"),
    "no assessment date": ({"assessment_date": None}, "assessment_date: required"),
    "no such day": ({"assessment_date": "2026-02-30"}, "assessment_date: '2026-02-30': there is no such day"),
    "partial day": ({"enrolment_date": "2026-02"}, "enrolment_date: '2026-02': the exact day is needed"),
    "no facts": ({"facts": None}, "facts: required"),
    "facts as a list": ({"facts": []}, "facts: required, an object"),
    "id is an object": ({"id": {"a": 1}}, "id: {'a': 1} is not text"),
    "title is a yes": ({"title": True}, "title: True is not text"),
}


@pytest.mark.parametrize("case", BAD_DOCUMENTS)
def test_a_document_that_cannot_be_is_refused(file, case):
    change, words = BAD_DOCUMENTS[case]
    assert words in refusal(file(json.dumps(EX1 | change)))


def test_where_one_of_several_records_is_wrong_nothing_is_evaluated(file):
    wrong = EX1 | {"id": "wrong-one", "facts": EX1["facts"] | {"sex": "unknown"}}
    path = file(json.dumps([EX1, EX1, wrong, EX1]))
    assert refusal(path).startswith(f"{path}: record 3 (id 'wrong-one'): facts.sex: 'unknown' is not allowed")
    assert "record 3" in refusal(file(json.dumps(EX1), "good.json"), path)


def test_a_future_date_is_a_finding_and_no_error(file):
    result = json.loads(evaluate(file(json.dumps(EX1 | {"facts": EX1["facts"] | {"birth_date": "2030-01-01"}}))))
    assert "birth_date" in {path for finding in result["findings"] for path in finding["facts"]}
    assert [item["verdict"] for item in result["criteria"] if item["id"] == "I02"] == ["UNKNOWN"]


def test_a_file_that_is_not_there_or_is_a_folder_is_named(tmp_path):
    assert refusal(tmp_path / "gone.json") == f"{tmp_path / 'gone.json'}: cannot be read: No such file or directory"
    assert refusal(tmp_path) == f"{tmp_path}: cannot be read: Is a directory"


def test_a_file_of_more_than_64_megabytes_is_refused_before_it_is_parsed(file):
    assert "larger than 64 MB" in refusal(file(b" " * (64 * 1024 * 1024 + 1)))


def test_a_protocol_that_does_not_exist_is_named_with_those_that_do(file):
    sentence = refusal(file(json.dumps(EX1)), "--protocol", "nk-sts@9")
    assert sentence == "--protocol: there is no protocol 'nk-sts@9'; there is nk-sts@1.0"


def test_a_day_on_the_command_line_that_does_not_exist_is_refused(file):
    assert "planned_first_dose_date: '2026-02-30'" in refusal(file(json.dumps(EX1)), "--first-dose-date", "2026-02-30")


# --- on the command line ----------------------------------------------------------------------------------------------


def test_standard_input_is_answered_without_a_database():
    done = run("-", input=json.dumps(EX1).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == evaluate_document(EX1)


def test_chinese_is_written_as_utf8_whatever_the_terminal_is_set_to(file):
    surroundings = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = run("-", "--format", "text", "--language", "zh", input=json.dumps(EX1).encode(), env=surroundings)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "总体判定：符合入组条件" in done.stdout.decode()


def test_bad_input_ends_with_status_2_and_one_line_on_standard_error(file):
    path = file(with_facts(sex="f"))
    done = run(path)
    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert lines == [f"Error: {path}: record 1 (id 'X1'): facts.sex: 'f' is not allowed; allowed: 'female' or 'male'"]


def test_a_reader_that_hangs_up_is_no_error(file):
    path = file(json.dumps([EX1] * 60))
    command = f"'{sys.executable}' '{ROOT / 'manage.py'}' evaluate '{path}' | head -c 10"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False)  # noqa: S602
    assert (len(done.stdout), done.stderr) == (10, b"")


def test_a_full_disk_is_said_in_one_line(file):
    command = f"'{sys.executable}' '{ROOT / 'manage.py'}' evaluate '{file(json.dumps(EX1))}' > /dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False)  # noqa: S602
    assert (done.returncode, done.stderr) == (
        2,
        b"Error: standard output: cannot be written: No space left on device\n",
    )


def test_closed_standard_input_is_an_empty_file():
    command = f"'{sys.executable}' '{ROOT / 'manage.py'}' evaluate - <&-"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False)  # noqa: S602
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"Error: standard input: empty")
