"""From requirement to test: what leads nowhere is refused, and a result is what pytest said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from screening.documentation.last_run import holds, last_run_page, outcomes
from screening.documentation.validation import FOLDER, Untraceable, clauses, named_tests

REPORT = """<?xml version="1.0"?><testsuites><testsuite>
<testcase classname="tests.test_one" name="test_a[x-1]"/><testcase classname="tests.test_one" name="test_a[y]"/>
<testcase classname="tests.test_one" name="test_b"><failure message="no"/></testcase>
<testcase classname="tests.test_two" name="test_c"><skipped message="no browser"/></testcase>
</testsuite></testsuites>"""
A, B, C = "tests/test_one.py::test_a", "tests/test_one.py::test_b", "tests/test_two.py::test_c"
NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Two files of tests, one procedure, and whatever clauses a test writes."""
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_one.py").write_text("def test_a(): ...\ndef test_b(): ...\n")
    (tmp_path / "tests/test_two.py").write_text("def test_c(): ...\nclass Helper:\n    def test_hidden(self): ...\n")
    (tmp_path / "tests/support.py").write_text("def helper(): ...\n")
    (tmp_path / FOLDER / "procedures.md").write_text("# Procedures\n\n## training\n\nSee to it.\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    return tmp_path


def written(checkout: Path, *must: dict[str, object]) -> Path:
    """One clause with these requirements, and one that uses the procedure."""
    trained = {"clause": "21 CFR 11.10(i)", "says": "Training", "must": [{"what": "Trained", "procedure": "training"}]}
    data = [{"clause": "21 CFR 11.50", "says": "Signatures", "must": list(must)}, trained]
    (checkout / FOLDER / "clauses.yaml").write_text(yaml.safe_dump(data))
    return checkout


def test_the_committed_table_names_what_exists():
    found = clauses()
    names = {clause.name for clause in found}
    part_11 = [f"10({letter})" for letter in "abcdefghijk"] + ["30", "50", "70", "100(a)", "200(a)(1)", "300(a)"]
    assert names >= {f"21 CFR 11.{each}" for each in [*part_11, "300(b)", "300(d)"]}
    gcp = [
        "3.16.1(i)",
        "4.2.3",
        "4.2.4",
        "4.3.3",
        "4.3.4",
        "4.3.5",
        "4.3.6",
        "4.3.8",
        "4.2.2(a)(i)",
        "4.2.2(b)",
        "4.2.2(d)",
    ]
    assert names >= {f"ICH E6(R3) {each}" for each in gcp}
    assert len(named_tests(found)) > 100


@pytest.mark.parametrize(
    ("requirement", "problem"),
    [
        ({"what": "x"}, "11.50 #1: no test and no procedure; name one."),
        ({"what": "x", "tests": ["tests/test_one.py::test_z"]}, "11.50 #1: tests/test_one.py::test_z does not exist."),
        ({"what": "x", "tests": ["tests/test_no.py"]}, "11.50 #1: tests/test_no.py does not exist."),
        ({"what": "x", "tests": ["tests/support.py"]}, "11.50 #1: tests/support.py does not exist."),
        ({"what": "x", "tests": ["tests/test_two.py::test_hidden"]}, "tests/test_two.py::test_hidden does not exist."),
        ({"what": "x", "tests": [A], "procedure": "luck"}, "The procedure luck is not in procedures.md."),
    ],
)
def test_what_leads_nowhere_is_refused(checkout, requirement, problem):
    with pytest.raises(Untraceable) as caught:
        clauses(written(checkout, requirement))
    assert problem in str(caught.value)


def test_a_clause_without_requirements_and_a_procedure_without_one_are_refused(checkout):
    (checkout / FOLDER / "clauses.yaml").write_text(yaml.safe_dump([{"clause": "x", "says": "y", "must": []}]))
    with pytest.raises(Untraceable) as caught:
        clauses(checkout)
    assert str(caught.value).splitlines() == [
        "x: nothing is required; say what must hold.", "The procedure training is named by no requirement.",
    ]  # fmt: skip


def test_a_requirement_holds_only_if_each_of_its_tests_ran_and_passed(checkout):
    report = checkout / "report.xml"
    report.write_text(REPORT)
    (signed, _) = clauses(
        written(checkout, *({"what": "x", "tests": tests} for tests in ([A], [A, B], [C], ["tests/test_two.py"])))
    )
    found = outcomes(report)

    assert [holds(each, found) for each in signed.requirements] == [True, False, False, False]
    assert holds(signed.requirements[0], {}) is False


def test_the_page_says_when_of_what_and_how_many(checkout):
    report = checkout / "report.xml"
    report.write_text(REPORT.replace('<failure message="no"/>', ""))
    found = clauses(written(checkout, {"what": "Named", "tests": [A, B]}, {"what": "Seen", "tests": [C]}))
    page = "\n".join(last_run_page(found, outcomes(report), at=NOW, root=checkout))

    assert "2026-05-20 09:30 UTC, version 1.2.3, commit unknown" in page
    assert "**1 of 2 requirements that have tests hold.** 3 passed, 1 skipped" in page
    assert "| 11.50 #1 | Named | holds | 3 passed |" in page
    assert "| 11.50 #2 | Seen | **does not hold** | 1 skipped |" in page
    assert "Trained" not in page


def test_the_command_writes_what_it_was_given_and_fails_where_something_was_not_shown(tmp_path, capsys):
    call_command("validation", tests=True)
    assert capsys.readouterr().out.split() == named_tests(clauses())

    report, page = tmp_path / "report.xml", tmp_path / "last-run.md"
    report.write_text(REPORT)
    with pytest.raises(CommandError, match=r"^11\.10\(a\) #1, .*not shown by this run$"):
        call_command("validation", results=report, to=page)
    assert "not run: tests/integration/trail/test_integrity.py::test_a_whole_story_is_clean" in page.read_text()
    with pytest.raises(CommandError, match="run pytest with --junitxml first"):
        call_command("validation", results=tmp_path / "absent", to=page)
