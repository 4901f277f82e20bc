"""Knows how one server process is started, watched, killed and stopped, and never outlives its starter."""

from __future__ import annotations

import atexit
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .guard import alive, end

_GUARD = Path(__file__).with_name("guard.py")
_running: set[Process] = set()


class ServerUnavailableError(Exception):
    """A server cannot be had on this machine; the text says why and what would help."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that a server runs as; ``None`` in its place means the current one."""

    uid: int
    gid: int


@dataclass(eq=False, slots=True)
class Process:
    """A server process: what starts it, when it is ready, which signal stops it.

    ``ready`` answers at once whether the server can be used. ``folder`` is removed at the end when it is ``own``.
    """

    name: str
    command: Sequence[str]
    folder: Path
    ready: Callable[[], bool]
    stop_signal: int = signal.SIGTERM
    account: Account | None = None
    environment: dict[str, str] = field(default_factory=dict)
    own: bool = True
    patience: float = 60.0
    _child: subprocess.Popen[bytes] | None = None
    _guard: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id, for a test that wants to hurt it; 0 when it does not run."""
        return self._child.pid if self._child is not None else 0

    @property
    def log(self) -> Path:
        """The file with all that the server said."""
        return self.folder / "server.log"

    def start(self) -> None:
        """Starts the server and waits until it can be used; raises ServerUnavailableError if not in time."""
        with self.log.open("ab") as out:
            self._child = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                start_new_session=True,
                env={**os.environ, **self.environment},
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
        self._guard = self._watch(self._child.pid)
        _running.add(self)
        atexit.unregister(_stop_all)
        atexit.register(_stop_all)
        self._wait()

    def _watch(self, pid: int) -> subprocess.Popen[bytes]:
        folders = [str(self.folder)] if self.own else []
        command = [sys.executable, str(_GUARD), str(pid), str(int(self.stop_signal)), *folders]
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def _wait(self) -> None:
        assert self._child is not None
        until = time.monotonic() + self.patience
        while not self.ready():
            if self._child.poll() is not None or time.monotonic() > until:
                tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
                self._end(self.stop_signal)
                raise ServerUnavailableError(f"{self.name} is niet gestart:\n" + "\n".join(tail))
            time.sleep(0.05)

    def kill(self) -> None:
        """kill -9: no goodbye, nothing flushed. The data stays for ``restart``."""
        orphans = _children(self.pid)
        self._end(signal.SIGKILL)
        for orphan in orphans:  # children of a killed server end by themselves; a restart must not meet them
            end(orphan, signal.SIGQUIT)

    def restart(self) -> None:
        """Stops the server if it runs, and starts it on the same port and data."""
        self._end(self.stop_signal)
        self.start()

    def stop(self) -> None:
        """Stops the server, and removes its folder when it is its own; safe to repeat."""
        self._end(self.stop_signal)
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: int) -> None:
        child, guard, self._child, self._guard = self._child, self._guard, None, None
        _running.discard(self)
        if child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.send_signal(how)
                child.wait(timeout=15)
            if child.poll() is None:
                child.kill()
                child.wait()
        if guard is not None and guard.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                guard.stdin.write(b".")
                guard.stdin.close()
            guard.wait()


def _stop_all() -> None:
    for process in list(_running):
        process.stop()


@contextlib.contextmanager
def place_for(folder: Path | None, prefix: str) -> Iterator[Path]:
    """The given folder, made if need be, or a temporary one that goes again when the server cannot be started."""
    place = folder or new_folder(prefix)
    place.mkdir(parents=True, exist_ok=True)
    try:
        yield place
    except ServerUnavailableError:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
        raise


def new_folder(prefix: str) -> Path:
    """A temporary folder that another account may pass through."""
    folder = Path(tempfile.mkdtemp(prefix=f"sluis-{prefix}-"))
    folder.chmod(0o711)
    return folder


def free_port() -> int:
    """A port on the loopback that nobody listens on, below the range that the system hands out to clients."""
    for _ in range(200):
        port = random.randrange(20000, 32000)  # noqa: S311 - no secret
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise ServerUnavailableError("geen vrije poort gevonden")


def converse(port: int, request: bytes, size: int) -> bytes:
    """Sends bytes to a port on the loopback and gives the first bytes of the reply; empty when nobody answers."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
        wire.sendall(request)
        return wire.recv(size)
    return b""


def _children(pid: int) -> list[int]:
    """The direct children of a process, where the system has a /proc to ask."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat") if pid else ():
        with contextlib.suppress(OSError, IndexError, ValueError):
            if int(stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return [each for each in found if alive(each)]
