"""Knows a delivery on its way over the counter: read and sealed, and whether it must be parked instead of judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from services.shared.desk.delivery import Delivery
from services.shared.desk.judge import Judge, Parties
from services.shared.desk.reading import DeskReader, Kind, NotOurs, Read, Readable, Unreadable
from services.shared.platform.keys import Keys


@dataclass(slots=True)
class Opened:
    """A delivery that was read. ``sealed`` is its body as it will be kept; ``parked`` says in Dutch why it is parked,
    ``by_fault`` that our own program is to blame.

    ``parties`` are those of the message, as far as they can be read.
    """

    delivery: Delivery
    read: Read
    hash: bytes
    sealed: bytes
    parties: Parties | None
    parked: str | None = None
    by_fault: bool = False

    @property
    def name(self) -> tuple[str, str]:
        """Source and id: what makes it this delivery."""
        return self.delivery.bron, self.delivery.levering

    @property
    def soort(self) -> str:
        """The message type, ``onbekend`` when it cannot be told."""
        return self.read.kind.name if self.read.kind else "onbekend"

    @property
    def lock_name(self) -> str:
        """What nobody else may work on meanwhile: the pair of municipality and provider."""
        return self.parties.key if self.parties else ":".join(self.name)


def label_in(bron: str, levering: str) -> str:
    """The label under which a received body is sealed."""
    return f"{bron}|{levering}|in"


def label_out(bron: str, levering: str) -> str:
    """The label under which an answer is sealed."""
    return f"{bron}|{levering}|uit"


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens deliveries. ``served``: the municipalities we answer for, None for all; ``gemeenten``: the CBS list."""

    reader: DeskReader
    keys: Keys
    judges: Mapping[Kind, Judge]
    served: frozenset[str] | None
    gemeenten: frozenset[str]

    def open(self, delivery: Delivery) -> Opened:
        """Read and seal a delivery; its own bytes are let go of, because they can be 25 MB."""
        read = self.reader.read(delivery.inhoud)
        sealed = self.keys.seal(delivery.inhoud, label_in(delivery.bron, delivery.levering))
        opened = Opened(delivery, read, delivery.fingerprint(), sealed, None)
        delivery.inhoud = b""
        match read:
            case NotOurs(kind):
                opened.parked = f"Sluis beoordeelt geen {kind.name} van release {kind.release}."
            case Readable(kind, message):
                judge = self.judges.get(kind)
                if judge is None:
                    opened.parked = f"Deze dienst beoordeelt geen {kind.name} van release {kind.release}."
                else:
                    opened.parties = judge.parties(message)
                    opened.parked = self._not_served(opened.parties.gemeente)
            case Unreadable(_, _, named):
                if named.gemeente and named.aanbieder:
                    opened.parties = Parties(named.gemeente, named.aanbieder)
            case _:
                assert_never(read)
        return opened

    def _not_served(self, gemeente: str) -> str | None:
        """Why a message for this municipality is parked; an unknown code is judged, since that has a retourcode."""
        if self.served is None or gemeente in self.served or gemeente not in self.gemeenten:
            return None
        return f"Gemeente {gemeente} staat in geen van de opgegeven regiobestanden."
