"""Cuts a large document after its records, so that each piece can be read and judged by itself in little memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.shared.platform.xml import holds

PIECE_BYTES = 192 * 1024
_UNSAFE = ((b"<!", b"!"), (b"<?", b"?"), (b"xmlns", b"="))


@dataclass(frozen=True, slots=True)
class Pieces:
    """A large document cut after records: each piece is a whole document with head and tail and some of the records.

    ``data[start:end]`` holds the records; ``record_end`` is the end tag after which may be cut; a piece holds at least
    ``size`` bytes of records.
    """

    data: bytes
    start: int
    end: int
    record_end: bytes
    size: int

    def __iter__(self) -> Iterator[tuple[bytes, int]]:
        """The pieces, each with the place in the document where its records begin."""
        head, tail, whole = self.data[: self.start], self.data[self.end :], memoryview(self.data)
        at = self.start
        while at < self.end:
            cut = self.data.find(self.record_end, min(at + self.size, self.end - 1))
            stop = self.end if cut < 0 or cut >= self.end else cut + len(self.record_end)
            yield b"".join((head, whole[at:stop], tail)), at
            at = stop


def pieces(data: bytes, record: str, size: int = PIECE_BYTES) -> Pieces | None:
    """Cut a document whose bulk is a row of ``record`` elements; None when that is not safe or not worth it.

    Safe means that between the first start tag and the last end tag of a record stands nothing that a cut could
    break: no comment, CDATA, processing instruction or namespace declaration.
    """
    if len(data) <= size:
        return None
    start_of_record = re.compile(rb"<((?:[\w.-]+:)?%s)([\s/>])" % record.encode())
    first = start_of_record.search(data)
    if first is None or first.group(2) != b">":
        return None
    record_end = b"</%s>" % first.group(1)
    last = data.rfind(record_end)
    if last < first.start():
        return None
    end = last + len(record_end)
    if start_of_record.search(data, end):  # a record under another prefix would stand in every tail
        return None
    if any(holds(data, mark, rare, first.start(), end) for mark, rare in _UNSAFE):
        return None
    return Pieces(data, first.start(), end, record_end, size)
