"""`criteria` is a library: it can be used where there is no Django, no database driver and no web."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "psycopg", "screening", "trialsite", "crispy_forms", "yaml"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
import criteria
from datetime import date

record = criteria.PatientRecord.from_json({"birth_date": "2012-05-05"})
assessment = criteria.assess(criteria.load_protocol(), record, criteria.Dates(date(2026, 3, 14)))
print(assessment["I02"].verdict, len(criteria.to_json(assessment)["criteria"]))
assert not {"django", "psycopg", "logging"} & set(sys.modules), sorted(sys.modules)
"""


def test_criteria_works_where_nothing_but_its_own_needs_is_installed():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("MET 42\n", "")
