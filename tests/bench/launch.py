"""Runs one command and tells what it took. A program of its own: a large parent would count in the child's peak memory.

``python -I -S launch.py ERRORS COMMAND...`` prints JSON: cpu (seconds of user and system), rss (kilobytes), status.
"""

import json
import os
import sys
import time


def main() -> None:
    """Start, wait, tell."""
    errors, *command = sys.argv[1:]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    said = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    begun = time.monotonic()
    actions = [(os.POSIX_SPAWN_DUP2, nowhere, 1), (os.POSIX_SPAWN_DUP2, said, 2)]
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, used = os.wait4(child, 0)
    took = {
        "cpu": used.ru_utime + used.ru_stime,
        "rss": used.ru_maxrss,
        "wall": time.monotonic() - begun,
        "status": os.waitstatus_to_exitcode(status),
    }
    print(json.dumps(took))


if __name__ == "__main__":
    main()
