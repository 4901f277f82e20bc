"""Knows how to bring Sluis from a fresh checkout to its first work: makes ``.venv``, then runs ``sluis``.

``python3 deploy/start.py [ARGUMENTS OF SLUIS]``; without arguments it shows ``sluis demo``.
"""

from __future__ import annotations

import os
import subprocess
import sys

from environment import RUNTIME_LOCK, SetupError, ensure, program, say


def main(arguments: list[str]) -> int:
    """Runs ``sluis`` with these arguments and gives its exit status; 1 when the environment cannot be made."""
    try:
        ensure(RUNTIME_LOCK)
    except SetupError as error:
        say(str(error))
        return 1
    command = [str(program("sluis")), *(arguments or ["demo"])]
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - signals and the exit status go straight to the program
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
