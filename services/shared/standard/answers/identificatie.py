"""Knows how an answer gets its own identification: derived from what it answers, so that a replay gives the same."""

from __future__ import annotations

from hashlib import sha256

LENGTH = 12
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = _DIGITS[10:]


def identificatie(*parts: str) -> str:
    """Twelve characters 0-9 and A-Z, the first a letter, that depend on all parts and on their order.

    There are 26 * 36**11 of them (some 61 bits): among ten million answers the chance that any two are equal is below
    one in fifty thousand. Whoever stores an answer still guards the uniqueness of its identification (TR056).
    """
    digest = sha256()
    for part in parts:
        value = part.encode()
        digest.update(b"%d:" % len(value))
        digest.update(value)
    rest, first = divmod(int.from_bytes(digest.digest(), "big"), len(_LETTERS))
    rest %= len(_DIGITS) ** (LENGTH - 1)  # no more than is shown, because dividing a large number takes time
    found = [_LETTERS[first]]
    for _ in range(LENGTH - 1):
        rest, digit = divmod(rest, len(_DIGITS))
        found.append(_DIGITS[digit])
    return "".join(found)
