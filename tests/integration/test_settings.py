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
        ({"SECRET_KEY": "for-tests-and-commands-only-never-for-a-server"}, "trialsite: SECRET_KEY is shorter than 50"),
        (
            {"SIGNATURE_KEYS": "demo:not-a-secret-signatures-made-with-it-prove-nothing"},
            "trialsite: SIGNATURE_KEYS holds the demo's key",
        ),
        ({"SIGNATURE_KEYS": "a:short"}, "trialsite: SIGNATURE_KEYS: write name:secret, each secret 32 characters"),
        ({"TRIALSITE_MFA_ROLES": "boss"}, "trialsite: TRIALSITE_MFA_ROLES names boss: use administrator, coordinator"),
        ({"TRIALSITE_TRIES": "0"}, "trialsite: TRIALSITE_TRIES is '0': use a whole number from 1 to 1000."),
        ({"TRIALSITE_IDLE_MINUTES": "half"}, "trialsite: TRIALSITE_IDLE_MINUTES is 'half': use a whole number"),
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


def test_the_roles_that_need_a_second_factor_are_named_in_the_environment():
    asked = "from django.conf import settings; print(sorted(settings.MFA_ROLES))"
    for given, roles in [
        ("", []),
        ("investigator, administrator", ["administrator", "investigator"]),
        ("all", ["administrator", "coordinator", "investigator", "monitor", "superuser"]),
    ]:
        done = manage("shell", "--no-imports", "-c", asked, **PRODUCTION, TRIALSITE_MFA_ROLES=given)
        assert done.stdout.strip() == str(roles), done.stderr


def test_cookies_are_bound_to_the_host_and_to_tls():
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN, s.PASSWORD_HASHERS)"
    )
    done = manage("shell", "--no-imports", "-c", asked, **PRODUCTION)

    assert done.stdout.strip() == (
        "__Host-sessionid __Host-csrftoken True True True / None ['trialsite.hashing.CappedArgon2PasswordHasher']"
    ), done.stderr
