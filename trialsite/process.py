"""Child processes that never outlive us, and signals that end us in order."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def die_with_parent(death_signal: int) -> Callable[[], None]:
    """A preexec_fn: the kernel sends `death_signal` when the parent goes, even by SIGKILL. Linux only, else nothing."""
    parent = os.getpid()

    def preexec() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:  # it went between fork and prctl
                os._exit(1)

    return preexec


def follow_make() -> None:
    """Started by make: end with it. From a shell: live on when the shell goes, as any program in the background."""
    if "MAKELEVEL" in os.environ and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))


def stop_on_signals() -> None:
    """Turn the first stop signal into SystemExit, so that every `with` and `finally` runs; ignore the others after it."""

    def stop(number: int, frame: object) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for each in STOP_SIGNALS:
        signal.signal(each, stop)


def end(process: "subprocess.Popen[bytes]", with_signal: int, patience: float = 20) -> None:
    """Ask the process to end; after `patience` seconds make it."""
    if process.poll() is None:
        process.send_signal(with_signal)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command to its end, or to ours; return its exit status."""
    child = subprocess.Popen(command, env=dict(env), preexec_fn=die_with_parent(signal.SIGTERM))  # noqa: PLW1509
    try:
        code = child.wait()
    finally:
        end(child, signal.SIGTERM)
    return code if code >= 0 else 128 - code
