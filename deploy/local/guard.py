"""Knows when the one who started a server is gone: then it stops the server and removes its folder.

Runs as a process of its own beside each server: ``python guard.py PID SIGNAL [FOLDER]``. Its stdin is a pipe that only
the starter holds; the pipe closes when the starter ends, also by kill -9, so that no server is ever left behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path

_PATIENCE = 15.0  # seconds between asking and killing


def alive(pid: int) -> bool:
    """Whether the process exists and is more than a zombie that nobody has waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] != "Z"


def end(pid: int, how: int) -> None:
    """Asks the process to stop with this signal, waits a while, then kills it."""
    for number, patience in ((how, _PATIENCE), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        until = time.monotonic() + patience
        while alive(pid) and time.monotonic() < until:
            time.sleep(0.05)
        if not alive(pid):
            return


def main(arguments: list[str]) -> None:
    """Waits for the end of stdin: one byte before it means that all is well and there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.read(0, 1):
        return
    end(int(arguments[0]), int(arguments[1]))
    for folder in arguments[2:]:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
