"""Which OIN may send for whom, as it is configured."""

from __future__ import annotations

import pytest

from services.gateway.access import Denied
from services.gateway.stuf.toegang import Toegang, Toegelaten, Verbinding, lees_rechten, oin_of

OIN, OTHER = "00000001234567890000", "00000009876543210000"
RECHTEN = lees_rechten(f"{OIN}=0193, 65656055 # gemeente\n{OTHER}=*")


def test_rules_name_organisations_per_oin() -> None:
    assert RECHTEN.per_oin == {OIN: frozenset({"0193", "65656055"}), OTHER: frozenset({"*"})}


@pytest.mark.parametrize("text", ["0193", "1234=0193", f"{OIN}=", f"{OIN}", f"x{OIN}=0193"])
def test_a_rule_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="OIN"):
        lees_rechten(text)


def certificate(*serials: str) -> dict[str, object]:
    return {"subject": ((("commonName", "x"),), *((("serialNumber", each),) for each in serials))}


@pytest.mark.parametrize(
    ("given", "oin"),
    [
        (certificate(OIN), OIN),
        (certificate(), None),
        (certificate("12"), None),
        (certificate(OIN, OTHER), None),
        (None, None),
        ({}, None),
    ],
)
def test_the_oin_is_the_serial_number_of_the_subject(given: dict[str, object] | None, oin: str | None) -> None:
    assert oin_of(given) == oin


@pytest.mark.parametrize(
    ("headers", "peer", "allowed"),
    [
        ([("X-OIN", OIN)], "192.0.2.1", True),
        ([("x-oin", f" {OIN} ")], "::ffff:192.0.2.1", True),
        ([("x-oin", OIN)], "192.0.2.2", False),
        ([("x-oin", OIN), ("x-oin", OTHER)], "192.0.2.1", False),
        ([], "192.0.2.1", False),
        ([("x-oin", "1" * 20)], "192.0.2.1", False),
        ([("x-oin", OIN)], None, False),
    ],
)
def test_a_proxy_gives_one_known_oin(headers: list[tuple[str, str]], peer: str | None, allowed: bool) -> None:
    toegang = Toegang("proxy", RECHTEN, proxies=frozenset({"192.0.2.1"}))
    assert isinstance(toegang.wie(Verbinding(peer, headers, None)), Toegelaten) is allowed


def test_an_oin_sends_for_its_own_organisations() -> None:
    wie = Toegang("mtls", RECHTEN).wie(Verbinding("192.0.2.1", [], certificate(OIN)))
    assert isinstance(wie, Toegelaten)
    assert (wie.mag("0193"), wie.mag("0363"), wie.mag(None)) == (True, False, True)
    alle = Toegang("mtls", RECHTEN).wie(Verbinding("192.0.2.1", [], certificate(OTHER)))
    assert isinstance(alle, Toegelaten)
    assert alle.mag("0363")


def test_a_header_says_nothing_where_certificates_are_asked() -> None:
    assert isinstance(Toegang("mtls", RECHTEN).wie(Verbinding("127.0.0.1", [("x-oin", OIN)], None)), Denied)
