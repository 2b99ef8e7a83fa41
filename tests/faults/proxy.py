"""Between the application and its database: a line that can be cut in the ways in which lines are cut."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from enum import Enum

CHUNK = 65536


class Line(Enum):
    GOOD = "passes everything"
    REFUSES = "nobody listens any more; what was open is closed"
    HANGS = "takes everything and answers nothing"
    RESETS = "breaks off what is open, and everything that comes"


class Proxy:
    """Listens on a port and passes bytes to a Unix socket and back."""

    def __init__(self, behind: str) -> None:
        self.behind, self.state = behind, Line.GOOD
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener: socket.socket | None = None
        self.port = 0
        self._listen()

    def switch(self, state: Line) -> None:
        self.state = state
        if state in {Line.REFUSES, Line.RESETS}:
            self._drop()
        if state is Line.REFUSES:
            self._stop_listening()
        elif self._listener is None:
            self._listen()

    def close(self) -> None:
        self._stop_listening()
        self._drop()

    # --- sockets ---

    def _listen(self) -> None:
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen(64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def _stop_listening(self) -> None:
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = listener.accept()
                if self.state is Line.RESETS:
                    _reset(near)
                    continue
                far = socket.socket(socket.AF_UNIX)
                try:
                    far.connect(self.behind)
                except OSError:
                    near.close()
                    continue
                self._pairs.append((near, far))
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=[one, other], daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(CHUNK):
                if self.state is not Line.HANGS:  # swallowed for good: the line is dead even when it answers again
                    other.sendall(data)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _drop(self) -> None:
        pairs, self._pairs = self._pairs, []
        for near, far in pairs:
            _reset(near)
            with contextlib.suppress(OSError):
                far.shutdown(socket.SHUT_RDWR)  # closing alone would not wake the thread that reads from it
            far.close()


def _reset(near: socket.socket) -> None:
    with contextlib.suppress(OSError):
        near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        near.shutdown(socket.SHUT_RD)
    with contextlib.suppress(OSError):
        near.close()


@contextlib.contextmanager
def proxy(behind: str) -> Iterator[Proxy]:
    line = Proxy(behind)
    try:
        yield line
    finally:
        line.close()
