"""What is sealed opens to the same bytes, whatever its size and whichever way it was shrunk, and only as sealed."""

from __future__ import annotations

import os
from random import Random

import cramjam
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from services.shared.platform.keys import KeyFault, Keys, _derived

SECRET = bytes(range(32))
KEYS = Keys(SECRET)
LIMIT = 65_536


@pytest.mark.parametrize("size", [0, 1, 11, 1300, LIMIT - 1, LIMIT, LIMIT + 1, 3_000_000])
def test_a_body_of_any_size_opens_as_it_was(size: int) -> None:
    repeating = (b"<ijw:Begindatum>2026-01-01</ijw:Begindatum>" * (size // 43 + 1))[:size]
    noise = Random(size).randbytes(size)
    for body in (repeating, noise):
        assert KEYS.open(KEYS.seal(body, "bron|1|in"), "bron|1|in") == body


@given(st.binary(max_size=300), st.sampled_from((b"", b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfd\x00\x00")))
def test_a_body_that_begins_like_a_compressed_one_is_none(body: bytes, mark: bytes) -> None:
    assert KEYS.open(KEYS.seal(mark + body, "x"), "x") == mark + body


def test_a_small_body_that_was_sealed_with_zstd_still_opens() -> None:
    nonce = os.urandom(12)
    shrunk = bytes(cramjam.zstd.compress(b"<Bericht/>", level=-1))
    sealed = nonce + AESGCM(_derived(SECRET, "berichten")).encrypt(nonce, shrunk, b"bron|1|in")
    assert KEYS.open(sealed, "bron|1|in") == b"<Bericht/>"


def test_large_bodies_shrink_much_and_small_ones_somewhat() -> None:
    line = b"<ijw:Begindatum>2026-01-01</ijw:Begindatum><ijw:Einddatum>2026-01-31</ijw:Einddatum>\n"
    assert len(KEYS.seal(line * 10_000, "x")) < len(line) * 10_000 / 100
    assert len(KEYS.seal(line * 20, "x")) < len(line) * 20 / 4


@pytest.mark.parametrize("size", [10, LIMIT])
def test_another_label_another_key_or_one_changed_byte_does_not_open(size: int) -> None:
    sealed = KEYS.seal(b"a" * size, "bron|1|in")
    changed = sealed[:-1] + bytes((sealed[-1] ^ 1,))
    for keys, body, label in (
        (KEYS, sealed, "bron|1|uit"),
        (Keys(bytes(32)), sealed, "bron|1|in"),
        (KEYS, changed, "bron|1|in"),
    ):
        with pytest.raises(KeyFault, match="past niet bij deze sleutel"):
            keys.open(body, label)
