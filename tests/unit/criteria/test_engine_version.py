"""What the engine says is pinned to its version: a stored result names the engine whose words it has.

Fails too where the protocol's own words were changed; those have a digest, and only the line below is to be written anew.
"""

import hashlib
import json
from pathlib import Path

import yaml

from criteria import ENGINE_VERSION, evaluate_document

EXAMPLES = yaml.safe_load((Path(__file__).parents[2] / "data" / "examples.yaml").read_text(encoding="utf-8"))
# The newest is what this program says; the ones before stay, so that no version is used twice.
SAID = {
    "2": "45d213dc049c58f99f35edb1cfbfd3c6e004453b6df2080252f0d9289a9fa60c",
}


def test_whoever_changes_what_the_engine_says_raises_its_version():
    documents = [{key: value for key, value in example.items() if key != "expected"} for example in EXAMPLES]
    documents.append({"assessment_date": "2026-05-20", "facts": {}})
    said = json.dumps([evaluate_document(each) for each in documents], sort_keys=True, ensure_ascii=False)
    assert (ENGINE_VERSION, hashlib.sha256(said.encode()).hexdigest()) == list(SAID.items())[-1]
