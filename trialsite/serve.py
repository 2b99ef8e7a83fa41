"""`make run`: database, migrations, demo data, web server, and an end in the reverse order.

HOST and PORT say where to listen (127.0.0.1:8000). TRIALSITE_MODE=production serves for real: it needs DATABASE_URL,
SECRET_KEY and ALLOWED_HOSTS, loads no demo data, and wants a TLS proxy in front.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from trialsite import MODES, devdb, external
from trialsite.database import DatabaseProblem
from trialsite.process import die_with_parent, end, follow_make, run, stop_on_signals

ROOT = devdb.ROOT
VAR = devdb.VAR
MANAGE = [sys.executable, str(ROOT / "manage.py")]
START_PATIENCE = 60.0
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class CannotServe(Exception):
    """One sentence for the person at the keyboard."""


def main() -> int:
    follow_make()
    stop_on_signals()
    try:
        serve()
    except (DatabaseProblem, CannotServe) as problem:
        print(f"trialsite: {problem}", file=sys.stderr)
        return 2
    except SystemExit:
        print("Stopped.")
    return 0


def serve() -> None:
    host, port = listening_address()
    env = environment(host)
    check_port(host, port)
    with database() as addresses:
        env |= addresses
        prepare(env)
        web, new_day = start_web_server(env, host, port), None
        try:
            accounts = demo_accounts(env)  # while the web server starts
            wait_until_it_answers(web, host, port)
            new_day = start([*MANAGE, "reassess", "--verbosity", "0"], env)  # lists look ahead of it where it is slow
            print(f"\nTrialsite answers at http://{bracketed(host)}:{port}/  (Ctrl-C stops it)\n{accounts}", flush=True)
            code = web.wait()
            raise CannotServe(f"The web server ended by itself with status {code}; its last words stand above.")
        finally:
            end(web, signal.SIGTERM, patience=10)
            if new_day is not None:
                end(new_day, signal.SIGTERM, patience=5)


# --- where, and with which settings -----------------------------------------------------------------------------------


def listening_address() -> tuple[str, int]:
    port = os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65536:
        raise CannotServe(f"PORT is {port!r}: use a number from 1 to 65535, e.g. PORT=8080 make run")
    return os.environ.get("HOST") or "127.0.0.1", int(port)


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def check_port(host: str, port: int) -> None:
    """Before anything is started: a taken port is the commonest mistake, and an early sentence the best answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = {
                errno.EADDRINUSE: "is taken by another program: stop it",
                errno.EACCES: "is reserved for root",
            }.get(error.errno or 0, f"cannot be used ({error.strerror or error})")
            raise CannotServe(f"Port {port} at {host} {reason}, or choose another one: PORT=8080 make run") from None


def environment(host: str) -> dict[str, str]:
    mode = os.environ.get("TRIALSITE_MODE") or "demo"
    if mode not in MODES:
        raise CannotServe(f"TRIALSITE_MODE is {mode!r}: use one of {', '.join(MODES)}.")
    env = {**os.environ, "TRIALSITE_MODE": mode, "PYTHONUNBUFFERED": "1"}
    if env["TRIALSITE_MODE"] == "production":
        missing = [name for name in ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS") if not env.get(name)]
        if missing:
            raise CannotServe(f"TRIALSITE_MODE=production needs {', '.join(missing)} in the environment.")
        return env
    env.setdefault("SECRET_KEY", kept_secret(VAR / "secret-key"))
    if host not in LOOPBACK:
        env["ALLOWED_HOSTS"] = ",".join(filter(None, [env.get("ALLOWED_HOSTS"), host]))
        print(f"Careful: demo accounts have known passwords, and {host} can be reached by others.", file=sys.stderr)
    return env


def kept_secret(path: Path) -> str:
    """A random key of this checkout's own, so that a session outlives a restart of the demo."""
    if not path.exists():
        external.keep(secrets.token_urlsafe(64), path)
    return path.read_text()


@contextlib.contextmanager
def database() -> Iterator[dict[str, str]]:
    if url := os.environ.get("DATABASE_URL"):
        yield external.environment(url, os.environ.get("DATABASE_OWNER_URL", ""), VAR / "application-password")
        return
    if os.environ.get("DATABASE_OWNER_URL"):
        raise DatabaseProblem("DATABASE_OWNER_URL is set without DATABASE_URL: set both, or neither.")
    with devdb.server(VAR / "pgdata") as cluster:
        yield cluster.environment


# --- what must be done before the first request -----------------------------------------------------------------------


def prepare(env: dict[str, str]) -> None:
    """Static files and migrations at the same time; then the demo data, which need the tables."""
    collecting = start_collecting(env)
    manage(env, "migrate", "--verbosity", "0")
    if env["TRIALSITE_MODE"] == "demo" and has_command("demo"):
        manage(env, "demo", "--if-empty")
    if collecting is not None:
        finish_collecting(*collecting)


def manage(env: dict[str, str], *arguments: str) -> None:
    if code := run([*MANAGE, *arguments], env):
        raise CannotServe(f"manage.py {' '.join(arguments)} ended with status {code}; its last words stand above.")


def start(command: list[str], env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, env=env, preexec_fn=die_with_parent(signal.SIGTERM))  # noqa: PLW1509


def has_command(name: str) -> bool:
    return (ROOT / "screening" / "management" / "commands" / f"{name}.py").exists()


def demo_accounts(env: dict[str, str]) -> str:
    if env["TRIALSITE_MODE"] != "demo" or not has_command("demo"):
        return ""
    return subprocess.run(
        [*MANAGE, "demo", "--accounts"], env=env, stdout=subprocess.PIPE, text=True, check=False
    ).stdout


def start_collecting(env: dict[str, str]) -> "tuple[subprocess.Popen[bytes], Path, str] | None":
    """Start collectstatic, unless the same files were collected before."""
    place, stamp, now = VAR / "static", VAR / "static.stamp", static_fingerprint()
    if (place / "staticfiles.json").exists() and stamp.exists() and stamp.read_text() == now:
        return None
    shutil.rmtree(place, ignore_errors=True)
    command = [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"]
    return start(command, env), stamp, now


def finish_collecting(collecting: "subprocess.Popen[bytes]", stamp: Path, fingerprint: str) -> None:
    try:
        if code := collecting.wait():
            raise CannotServe(f"manage.py collectstatic ended with status {code}; its last words stand above.")
    finally:
        end(collecting, signal.SIGTERM)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Changes with any of our static files, and with the packages that bring theirs."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted((ROOT / "screening" / "static").rglob("*")):
        if path.is_file():
            stat = path.stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()


# --- the web server ---------------------------------------------------------------------------------------------------


def start_web_server(env: dict[str, str], host: str, port: int) -> "subprocess.Popen[bytes]":
    """Never with the owner's address: what the application cannot know it cannot leak."""
    command = [sys.executable, "-m", "gunicorn", "trialsite.wsgi:application", "--bind", f"{bracketed(host)}:{port}"]
    command += ["--worker-class", "gthread", "--workers", env.get("WEB_WORKERS", "3"), "--threads", "4", "--preload"]
    command += ["--graceful-timeout", "5", "--max-requests", "5000", "--max-requests-jitter", "500"]
    command += ["--log-level", "warning", "--no-control-socket", "--chdir", str(ROOT)]
    without_owner = {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}
    return subprocess.Popen(
        command,
        env=without_owner,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C reaches us alone, and we stop it, then the database
        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509
    )


def wait_until_it_answers(web: "subprocess.Popen[bytes]", host: str, port: int) -> None:
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared with, not bound to)  # nosec B104
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise CannotServe(f"The web server did not start (status {web.returncode}); its last words stand above.")
        with contextlib.suppress(OSError), socket.create_connection((there, port), timeout=1):
            return
        time.sleep(0.05)
    raise CannotServe(f"The web server did not answer within {START_PATIENCE:.0f} seconds.")


if __name__ == "__main__":
    sys.exit(main())
