"""A dump of the whole database with its manifest, and the drill that shows it can be restored and believed.

The manifest (FILE.json) holds what the dump must turn out to be: its digest, the rows of every table and the head of the
audit trail at the very moment of the dump, all under a seal with the key of the signatures. Keep the two apart.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from screening import photographs
from screening.services.integrity import current_head, one_moment
from screening.viewer import seeing_everything
from trialsite import devdb
from trialsite.database import APP_ROLE, OWNER_ROLE

FORMAT = 1
RESTORED = "restored"
PIECE = 1024 * 1024
LAST_WORDS = 600
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""


class BackupProblem(Exception):
    """One sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rows`: how many each table has, by schema and name. `head`: as `manage.py audit_head` prints it."""

    format: int
    made: str
    size: int
    sha256: str
    head: str
    rows: dict[str, int]
    application_role: str

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def manifest_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


# --- making one -------------------------------------------------------------------------------------------------------


def dump(file: Path, *, now: datetime) -> Manifest:
    """Write FILE and FILE.json; neither may exist. What is in them is one moment of the database."""
    for each in (file, manifest_of(file)):
        if each.exists():
            raise BackupProblem(f"{each} exists already: name another file.")
    if not settings.SIGNATURE_KEYS:
        raise BackupProblem("SIGNATURE_KEYS is not set: without it the manifest cannot be sealed.")
    partial = file.with_name(f"{file.name}.partial")
    try:
        with seeing_everything(), one_moment(), connection.cursor() as cursor:
            # As long as the dump takes, the transaction that holds its moment does nothing.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            _pg_dump(partial, cursor.fetchone()[0])
            manifest = Manifest(
                format=FORMAT, made=f"{now:%Y-%m-%dT%H:%M:%SZ}", size=partial.stat().st_size, sha256=digest_of(partial),
                head=str(current_head()), rows=count_rows(), application_role=settings.DATABASE_APP_ROLE,
            )  # fmt: skip
        write_manifest(manifest_of(file), manifest)
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _pg_dump(file: Path, snapshot: str) -> None:
    if settings.OWNER_ADDRESS is None:
        raise BackupProblem("DATABASE_URL is not set: there is nothing to back up.")
    owner = replace(settings.OWNER_ADDRESS, name=connection.settings_dict["NAME"])
    call(
        "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={file}", f"--dbname={owner.url(password='')}",
        password=owner.password,
    )  # fmt: skip


def call(program: str, *arguments: str, password: str = "") -> None:
    """A program of PostgreSQL's. The password goes through the environment: arguments can be read by everybody here."""
    environment = {**os.environ, "PGPASSWORD": password} if password else None
    done = subprocess.run(
        [str(devdb.find_programs() / program), *arguments],
        env=environment, capture_output=True, text=True, errors="replace", check=False, umask=0o077,
    )  # fmt: skip
    if done.returncode:
        raise BackupProblem(f"{program} ended with status {done.returncode}: {done.stderr.strip()[-LAST_WORDS:]}")


def count_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = cursor.fetchall()
        counted = {}
        for schema, table in tables:
            cursor.execute(f'SELECT count(*) FROM "{schema}"."{table}"')  # noqa: S608  names from the catalogue  # nosec B608
            counted[f"{schema}.{table}"] = cursor.fetchone()[0]
    return counted


def digest_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def write_manifest(file: Path, manifest: Manifest) -> None:
    content = manifest.to_json()
    seal, key_id = photographs.seal(content)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(content | {"seal": seal, "key": key_id}, out, indent=1)
        out.write("\n")


# --- looking at one ---------------------------------------------------------------------------------------------------


def read_manifest(file: Path) -> Manifest:
    """Raises BackupProblem where it is missing, unreadable, of another format, or not what was sealed."""
    try:
        content: dict[str, Any] = json.loads(manifest_of(file).read_text(encoding="utf-8"))
        seal, key_id = content.pop("seal"), content.pop("key")
        manifest = Manifest(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BackupProblem(f"{manifest_of(file)} is missing or is no manifest of a backup.") from None
    if not photographs.is_sealed(content, seal, key_id):
        raise BackupProblem(f"{manifest_of(file)} was altered, or sealed with a key that is not in SIGNATURE_KEYS.")
    if manifest.format != FORMAT:
        raise BackupProblem(f"{manifest_of(file)} is of format {manifest.format}; this program reads {FORMAT}.")
    return manifest


def check_dump(file: Path, manifest: Manifest) -> None:
    if not file.exists():
        raise BackupProblem(f"{file} is missing.")
    if file.stat().st_size != manifest.size:
        raise BackupProblem(
            f"{file} has {file.stat().st_size} bytes, the manifest says {manifest.size}: it was cut off."
        )
    if digest_of(file) != manifest.sha256:
        raise BackupProblem(f"{file} is not the file that was written: its digest is another one.")


def drill(file: Path) -> str:
    """Restore into a scratch server, ask the restored database everything, and throw it away. The last line it said.

    Raises BackupProblem with the reason: then the backup is not one.
    """
    manifest = read_manifest(file)
    check_dump(file, manifest)
    with restored(file, manifest) as environment:
        done = subprocess.run(
            [sys.executable, str(devdb.ROOT / "manage.py"), "restored", str(file)],
            env=environment, capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
    said = (done.stdout + done.stderr).strip()
    if done.returncode:
        raise BackupProblem(said[-LAST_WORDS * 2 :] or f"The restored database could not be read ({done.returncode}).")
    return said.splitlines()[-1]


@contextmanager
def restored(file: Path, manifest: Manifest) -> Iterator[Mapping[str, str]]:
    """A throw-away server with the dump in it; the environment for a command that reads it."""
    with devdb.server() as cluster:
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
            if manifest.application_role not in {APP_ROLE, OWNER_ROLE}:
                admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(manifest.application_role)))
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(RESTORED)))
        address = cluster.url("postgres", RESTORED)
        call("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={address}", str(file))
        yield {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"},
            "DATABASE_URL": address,
            "TRIALSITE_MODE": settings.MODE,
        }
