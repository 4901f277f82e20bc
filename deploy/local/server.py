"""Knows what one can do with a running server, whichever it is."""

from __future__ import annotations

from dataclasses import dataclass

from .process import Process


@dataclass(eq=False, slots=True)
class Server:
    """A running server on ``port`` of the loopback."""

    port: int
    process: Process

    @property
    def pid(self) -> int:
        """The process id of the server itself; 0 when it does not run."""
        return self.process.pid

    def restart(self) -> None:
        """A clean stop and a start on the same port and data; also after ``kill``."""
        self.process.restart()

    def kill(self) -> None:
        """kill -9: every connection breaks; what was acknowledged is on disk or in the page cache."""
        self.process.kill()

    def stop(self) -> None:
        """The end; the data goes too when the folder was the server's own."""
        self.process.stop()
