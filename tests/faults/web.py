"""The real web server on a port of its own, and people who talk to it over HTTP with no browser between."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from trialsite.process import end

ROOT = Path(__file__).resolve().parents[2]
CSRF = "a" * 32
PATIENCE = 60.0
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "ALLOWED_HOSTS", "MAKELEVEL")


def wait_for(condition: Callable[[], object], patience: float = PATIENCE) -> float:
    """Seconds until it was so."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < patience, "waited too long"
        time.sleep(0.02)
    return time.monotonic() - started


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that the database server's user may enter too."""
    folder = Path(tempfile.mkdtemp(prefix="trialsite-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def hidden(self, name: str) -> list[str]:
        """The values of the hidden fields of this name."""
        return re.findall(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"', self.text)


class Caller:
    """One person's browser without the browser: a connection that stays open, the session's cookie, nothing else."""

    def __init__(self, port: int, session: str, timeout: float = 60) -> None:
        self.port, self.session, self.timeout = port, session, timeout
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, object]) -> Answer:
        """Raises OSError or http.client.HTTPException where no whole answer came: done or not, nobody knows."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **fields}, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={CSRF}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass
class Web:
    """Gunicorn as `make run` starts it."""

    port: int
    process: "subprocess.Popen[bytes]" = field(repr=False)

    def workers(self) -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def kill_a_worker(self, which: int) -> None:
        """One of those that are there now, without a word."""
        with contextlib.suppress(ProcessLookupError):
            workers = self.workers()
            if workers:
                os.kill(workers[which % len(workers)], signal.SIGKILL)

    def start_again(self) -> None:
        """The whole server stops and comes back at the same place."""
        kept = Path(f"/proc/{self.process.pid}/environ").read_text().strip("\0").split("\0")
        environment = dict(each.split("=", 1) for each in kept)
        end(self.process, signal.SIGTERM, patience=10)
        self.process = subprocess.Popen(self.process.args, cwd=ROOT, env=environment)

    def answers(self) -> bool:
        try:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as line:
                line.request("GET", "/healthz")
                return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


@contextlib.contextmanager
def web_server(database_url: str, folder: Path, *, mode: str = "test", workers: int = 2, **more: str) -> Iterator[Web]:
    """`mode` test knows the passwords of the tests and needs no collected files; demo is as in production but for TLS."""
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env |= {"DATABASE_URL": database_url, "TRIALSITE_MODE": mode, "TRIALSITE_VAR": str(folder)} | more
    if mode != "test":
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            cwd=ROOT,
            env=env,
            check=True,
        )
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "trialsite.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", "4", "--preload"]
    command += ["--log-level", "critical", "--no-control-socket", "--graceful-timeout", "2"]
    command += ["--keep-alive", "60"]  # a caller that thinks for a while is not cut off
    with (folder / "web.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    web = Web(port, process)
    try:
        wait_for(lambda: web.answers() or process.poll() is not None)
        assert process.poll() is None, (folder / "web.log").read_text()
        yield web
    finally:
        end(web.process, signal.SIGTERM, patience=10)
