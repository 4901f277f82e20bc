"""Who may come in: who has the token, and without a token only this machine itself."""

from __future__ import annotations

import pytest

from services.gateway.access import Access

TOKEN = "een-lang-genoeg-token"
OPEN, CLOSED = Access(None), Access(TOKEN)


def test_the_token_opens_the_door_from_everywhere() -> None:
    assert CLOSED.check("192.0.2.7", {"authorization": f"Bearer {TOKEN}", "host": "sluis.example"}) is None
    assert CLOSED.check("192.0.2.7", {"authorization": f"bearer {TOKEN}"}) is None


@pytest.mark.parametrize("given", ["", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer é"])
def test_anything_but_the_token_is_refused_even_on_this_machine(given: str) -> None:
    denied = CLOSED.check("127.0.0.1", {"authorization": given, "host": "localhost"})
    assert denied is not None
    assert denied.status == 401
    assert TOKEN not in denied.detail


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080", "LOCALHOST"])
def test_without_a_token_this_machine_may_come_in(peer: str, host: str) -> None:
    assert OPEN.check(peer, {"host": host}) is None


@pytest.mark.parametrize("peer", [None, "", "192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "2001:db8::1", "localhost"])
def test_without_a_token_no_other_machine_may_come_in(peer: str | None) -> None:
    denied = OPEN.check(peer, {"host": "localhost"})
    assert denied is not None
    assert denied.status == 403


@pytest.mark.parametrize("host", ["", "sluis.example", "127.0.0.1.sluis.example", "[2001:db8::1]"])
def test_a_name_that_another_gave_to_this_machine_does_not_open_the_door(host: str) -> None:
    assert OPEN.check("127.0.0.1", {"host": host}) is not None


@pytest.mark.parametrize("name", ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"])
def test_what_a_proxy_passed_on_does_not_come_from_this_machine(name: str) -> None:
    assert OPEN.check("127.0.0.1", {"host": "localhost", name: "127.0.0.1"}) is not None
