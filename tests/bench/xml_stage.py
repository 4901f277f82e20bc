"""The XML stage on its own: from bytes to typed rows, as the program does it. Run as a program: folders of files.

It reads all files of a first folder to warm up, then those of the second, and prints the CPU seconds of the latter.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from services.shared.desk.reading import DeskReader, Readable
from services.shared.platform.memory import collect_less

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


def main() -> None:
    """Read everything twice, time the second."""
    reader = DeskReader(SCHEMAS)
    warm, measured = ([file.read_bytes() for file in sorted(Path(name).glob("*.xml"))] for name in sys.argv[1:3])
    collect_less()
    _read(reader, warm)
    begun = time.process_time()
    lines = _read(reader, measured)
    print(lines, time.process_time() - begun)


def _read(reader: DeskReader, messages: list[bytes]) -> int:
    """How many lines the messages hold."""
    lines = 0
    for message in messages:
        found = reader.read(message)
        if not isinstance(found, Readable):
            raise SystemExit("a message that is valid was not read")
        lines += sum(len(client.prestaties) for client in found.message.declaratie.clienten)  # type: ignore[union-attr]
    return lines


if __name__ == "__main__":
    main()
