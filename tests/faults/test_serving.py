"""`make run`: it starts, it ends whatever ends it, and what is wrong it says in one line."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from trialsite.database import Address

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


@pytest.fixture
def var():
    """A place for the data of this one test that the database server's user may enter too."""
    folder = Path(tempfile.mkdtemp(prefix="trialsite-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(var, port, **more):
    ours = {
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "DATABASE_APP_ROLE",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "HOST",
        "MAKELEVEL",
    }
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return {**env, "TRIALSITE_MODE": "test", "TRIALSITE_VAR": str(var), "PORT": str(port), **more}


@contextlib.contextmanager
def serving(var, port, **more):
    """The launcher as a process, its server answering; killed at the end if the test did not end it."""
    with (var / "output").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "trialsite.serve"],
            cwd=ROOT,
            env=environment(var, port, **more),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None, (var / "output").read_text()
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


def wait_for(condition, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def answers(port):
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/") as page:
        return page.status == 200
    return False


def family(pid):
    """The process and all its descendants."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents.setdefault(int(stat.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(stat.parent.name))
    found, todo = set(), [pid]
    while todo:
        found.add(todo[-1])
        todo += parents.get(todo.pop(), [])
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def commands(pids):
    return " ".join(Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in pids if alive(pid))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_in_order(var, free_port, number):
    with serving(var, free_port) as launcher:
        everyone = family(launcher.pid)
        assert "gunicorn" in commands(everyone)
        assert "postgres" in commands(everyone)
        launcher.send_signal(number)

        assert launcher.wait(PATIENCE) == 0
        assert not any(map(alive, everyone))
        assert (var / "output").read_text().endswith("Stopped.\n")


def test_killing_the_launcher_hard_leaves_nothing_running_and_data_that_start_again(var, free_port):
    with serving(var, free_port) as launcher:
        everyone = family(launcher.pid)
        launcher.kill()
        launcher.wait(PATIENCE)
        wait_for(lambda: not any(map(alive, everyone)), patience=10)

    with serving(var, free_port):
        assert answers(free_port)


def test_killing_the_database_hard_too_leaves_data_that_start_again(var, free_port):
    with serving(var, free_port) as launcher:
        everyone = family(launcher.pid)
        launcher.send_signal(signal.SIGSTOP)  # or it would start the database again
        os.kill(postmaster_of(var), signal.SIGKILL)
        launcher.kill()
        launcher.wait(PATIENCE)
        wait_for(lambda: not any(map(alive, everyone)), patience=20)

    assert (var / "pgdata" / "postmaster.pid").exists()
    with serving(var, free_port):
        assert answers(free_port)


def test_a_database_that_is_killed_is_started_again(var, free_port):
    with serving(var, free_port) as launcher:
        first = postmaster_of(var)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: postmaster_of(var) not in {first, 0} and answers(free_port), patience=20)

        assert launcher.poll() is None
        assert postmaster_of(var) in family(launcher.pid)
    assert "PostgreSQL ended by itself; it is started again." in (var / "output").read_text()


def postmaster_of(var):
    """0 while there is none."""
    with contextlib.suppress(OSError, IndexError):
        return int((var / "pgdata" / "postmaster.pid").read_text().split()[0])
    return 0


def test_the_web_server_never_learns_the_owners_address(var, free_port):
    with serving(var, free_port) as launcher:
        environments = [
            Path(f"/proc/{pid}/environ").read_bytes() for pid in family(launcher.pid) if "gunicorn" in commands([pid])
        ]

    assert environments
    for each in environments:
        assert b"DATABASE_URL=postgresql://trialsite_app@" in each
        assert b"DATABASE_OWNER_URL" not in each


# --- what is wrong, in one line ---------------------------------------------------------------------------------------


def refusal(var, port, **more):
    """The one line that the launcher leaves with."""
    done = subprocess.run(
        [sys.executable, "-m", "trialsite.serve"],
        cwd=ROOT,
        env=environment(var, port, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("trialsite: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_taken_port(var):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert refusal(var, port) == (
            f"trialsite: Port {port} at 127.0.0.1 is taken by another program: stop it, "
            "or choose another one: PORT=8080 make run\n"
        )


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０８０"])
def test_a_port_that_is_none(var, port):
    assert "use a number from 1 to 65535" in refusal(var, port)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "DATABASE_URL is not a PostgreSQL address"),
        (
            "postgresql://ann:hush@127.0.0.1:1/trial",
            "Cannot sign in to the database in DATABASE_URL (ann at 127.0.0.1:1",
        ),
        ("postgresql://ann:hush@no-such-host.invalid/trial", "ann at no-such-host.invalid:5432, database trial"),
    ],
)
def test_a_database_that_is_not_there(var, free_port, url, sentence):
    line = refusal(var, free_port, DATABASE_URL=url)

    assert sentence in line
    assert "hush" not in line


def test_an_owner_without_an_application(var, free_port):
    line = refusal(var, free_port, DATABASE_OWNER_URL="postgresql://ann@db.example/trial")

    assert "set both, or neither" in line


def test_production_names_what_is_missing(var, free_port):
    line = refusal(var, free_port, TRIALSITE_MODE="production")

    assert "needs DATABASE_URL, SECRET_KEY, ALLOWED_HOSTS" in line


def test_an_unknown_mode(var, free_port):
    assert "use one of production, demo, test" in refusal(var, free_port, TRIALSITE_MODE="debug")


# --- a server of the user's own ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def other_server(tmp_path_factory):
    """A cluster of the user's: passwords are asked for, as on any real server. Yields the superuser's address."""
    from trialsite import devdb

    with devdb.server() as cluster:
        folder = Path(cluster.host).parent / "data"
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
            admin.execute("DROP DATABASE trialsite")
            admin.execute("DROP ROLE trialsite_app, trialsite_owner")
            admin.execute("ALTER ROLE postgres PASSWORD 'root word'")
            (folder / "pg_hba.conf").write_text("local all all scram-sha-256\n")
            admin.execute("SELECT pg_reload_conf()")
        yield Address.parse(cluster.url("postgres", "postgres")).url(password="root word")


@pytest.fixture
def hospital(other_server):
    """An empty database `hospital` with its owner, and a way to sign in there; everything removed afterwards."""
    roles = ("trialsite_app", "site_app", "site_owner")
    with psycopg.connect(other_server, autocommit=True) as admin:
        admin.execute("CREATE ROLE site_owner LOGIN PASSWORD 'owner word'")
        admin.execute("CREATE ROLE site_app LOGIN PASSWORD 'app word'")
        admin.execute("CREATE DATABASE hospital OWNER site_owner")
        yield (
            lambda user, password: Address.parse(other_server.replace("/postgres?", "/hospital?")).url(
                user=user, password=password
            ),
            admin,
        )
        admin.execute("DROP DATABASE hospital WITH (FORCE)")
        for role in roles:
            admin.execute(f"DROP ROLE IF EXISTS {role}")


def test_an_owner_that_may_create_roles_is_enough(var, free_port, hospital):
    address, admin = hospital
    admin.execute("ALTER ROLE site_owner CREATEROLE")

    for _ in range(2):  # the second start uses the password that the first one kept
        with serving(var, free_port, DATABASE_URL=address("site_owner", "owner word")):
            assert answers(free_port)
    assert (var / "application-password").stat().st_mode & 0o777 == 0o600


def test_an_owner_that_may_not_is_told_what_to_ask_for(var, free_port, hospital):
    address, _ = hospital

    line = refusal(var, free_port, DATABASE_URL=address("site_owner", "owner word"))

    assert "CREATE ROLE trialsite_app LOGIN PASSWORD '...'" in line
    assert "site_owner in DATABASE_OWNER_URL" in line


def test_two_roles_that_somebody_made(var, free_port, hospital):
    address, _ = hospital

    with serving(
        var,
        free_port,
        DATABASE_URL=address("site_app", "app word"),
        DATABASE_OWNER_URL=address("site_owner", "owner word"),
    ):
        assert answers(free_port)


def test_a_wrong_password(var, free_port, hospital):
    address, _ = hospital

    line = refusal(var, free_port, DATABASE_URL=address("site_owner", "a wrong word"))

    assert 'password authentication failed for user "site_owner"' in line
    assert "wrong word" not in line


def test_a_database_that_does_not_exist(var, free_port, other_server):
    url = other_server.replace("/postgres?", "/nowhere?")

    assert 'database "nowhere" does not exist' in refusal(var, free_port, DATABASE_URL=url)


def test_the_application_must_not_be_the_owner(var, free_port, hospital):
    address, _ = hospital
    owner = address("site_owner", "owner word")

    assert "both sign in as site_owner" in refusal(var, free_port, DATABASE_URL=owner, DATABASE_OWNER_URL=owner)


def test_the_application_must_not_be_a_superuser(var, free_port, hospital):
    address, _ = hospital

    line = refusal(
        var,
        free_port,
        DATABASE_URL=address("postgres", "root word"),
        DATABASE_OWNER_URL=address("site_owner", "owner word"),
    )

    assert "The role postgres in DATABASE_URL is a superuser" in line
