"""Knows which nine digits can be a BSN."""

from __future__ import annotations

_ZERO = ord("0")


def voldoet_aan_elfproef(bsn: str) -> bool:
    """True when nine digits pass the elfproef: the sum weighed 9, 8, ... 2 and -1 is a multiple of eleven."""
    a, b, c, d, e, f, g, h, i = bsn.encode()
    som = 9 * a + 8 * b + 7 * c + 6 * d + 5 * e + 4 * f + 3 * g + 2 * h - i
    return (som - _WEIGHTS * _ZERO) % 11 == 0


_WEIGHTS = 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 - 1
