"""What production refuses, and what Django's own check says about the rest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "TRIALSITE_MODE": "production",
    "SECRET_KEY": "a-key-for-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": "postgresql://trialsite_app@db.example/trialsite",
    "ALLOWED_HOSTS": "trialsite.example",
}


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": "short"}, "trialsite: SECRET_KEY is shorter than 50 characters"),
        ({"TRIALSITE_MODE": "debug"}, "trialsite: TRIALSITE_MODE is 'debug': use one of production, demo, test."),
        ({"DATABASE_URL": "sqlite:///trial.db"}, "trialsite: DATABASE_URL is not a PostgreSQL address"),
    ],
)
def test_a_bad_setting_is_one_sentence(change, sentence):
    done = manage("check", **{**PRODUCTION, **change})

    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_without_a_key_no_server_starts_outside_the_demo():
    """A command that needs no key works without one; the web server must not."""
    environment = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}
    done = subprocess.run(
        [sys.executable, "-c", "import trialsite.wsgi"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
