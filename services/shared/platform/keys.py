"""Holds the one key of an installation and what is derived from it: pseudonyms of persons and sealed bodies."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import cramjam
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VARIABLE = "SLUIS_KEY"
FILE_VARIABLE = "SLUIS_KEY_FILE"
_REMEMBERED = 20_000
_SMALL_BYTES = 65_536
"""A smaller body is shrunk by LZ4: zstd first makes room for a large one, which takes longer than the shrinking."""
_ZSTD_FAST = -1
_ZSTD_MARK = b"\x28\xb5\x2f\xfd"  # where LZ4 tells the size of the body, which would be four gigabytes
_HOW = (
    'Maak een sleutel met: python3 -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())" '
    f"en geef hem als {VARIABLE}, of in een bestand genoemd in {FILE_VARIABLE}. Bewaar hem goed: zonder deze sleutel "
    "zijn opgeslagen berichten niet te lezen."
)


class KeyFault(Exception):
    """There is no usable key; the text says in Dutch how to make one."""


class Keys:
    """Keys derived from the one of the installation; each purpose has its own."""

    def __init__(self, secret: bytes) -> None:
        """``secret``: 32 random bytes."""
        key = _derived(secret, "pseudoniem")
        self.pseudonym = lru_cache(maxsize=_REMEMBERED)(lambda bsn: hmac.digest(key, bsn.encode(), "sha256")[:16])
        """What stands for a BSN in the database: 16 bytes, the same for the same BSN under the same key."""
        self._seal = AESGCM(_derived(secret, "berichten"))
        self.fingerprint = hmac.new(_derived(secret, "vingerafdruk"), b"sluis", sha256).hexdigest()[:32]

    def seal(self, body: bytes, label: str) -> bytes:
        """Compress and encrypt a body; it opens only with the same label."""
        nonce = os.urandom(12)
        return nonce + self._seal.encrypt(nonce, _shrunk(body), label.encode())

    def open(self, sealed: bytes, label: str) -> bytes:
        """The body that was sealed with this label; raises KeyFault when key or label differ or it was damaged."""
        try:
            shrunk = self._seal.decrypt(sealed[:12], sealed[12:], label.encode())
        except InvalidTag:
            raise KeyFault("een opgeslagen bericht past niet bij deze sleutel") from None
        large = shrunk.startswith(_ZSTD_MARK)
        return bytes(cramjam.zstd.decompress(shrunk) if large else cramjam.lz4.decompress_block(shrunk))


def _shrunk(body: bytes) -> bytes:
    if len(body) < _SMALL_BYTES:
        return bytes(cramjam.lz4.compress_block(body))
    return bytes(cramjam.zstd.compress(body, level=_ZSTD_FAST))


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, b"sluis/1/" + purpose.encode(), "sha256")


def decode(text: str) -> Keys:
    """The keys of a secret in base64; raises KeyFault."""
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != 32:
        raise KeyFault(f"De sleutel is geen 32 bytes in base64. {_HOW}")
    return Keys(secret)


def from_environment() -> Keys | None:
    """The keys named in the environment, None when there are none; raises KeyFault when they cannot be used."""
    if text := os.environ.get(VARIABLE):
        return decode(text)
    if name := os.environ.get(FILE_VARIABLE):
        try:
            return decode(Path(name).read_text())
        except OSError:
            raise KeyFault(f"Het bestand in {FILE_VARIABLE} is niet te lezen. {_HOW}") from None
    return None


def missing() -> KeyFault:
    """The error for a database that may not start without a key."""
    return KeyFault(f"Er is geen sleutel: {VARIABLE} is niet gezet. {_HOW}")


def file_beside(database: Path) -> Path:
    """Where the key of an SQLite database stands."""
    return database.with_name(database.name + ".key")


def beside(database: Path) -> tuple[Keys, bool]:
    """The key file beside an SQLite database, which is made (mode 0600) when absent; and whether it was made now.

    Two processes that start at once get the same key: the file appears whole or not at all.
    """
    file = file_beside(database)
    made = False
    if not file.exists():
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(base64.b64encode(os.urandom(32)).decode() + "\n")
        try:
            os.link(draft, file)
            made = True
        except FileExistsError:
            made = False
        finally:
            draft.unlink()
    try:
        return decode(file.read_text()), made
    except OSError:
        raise KeyFault(f"Het sleutelbestand {file.name} naast de database is niet te lezen. {_HOW}") from None
