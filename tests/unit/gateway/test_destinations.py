"""Where answers go: names that tell nothing, and what an HTTP status means."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from services.gateway.attempts import Arrived, Away, Declined
from services.gateway.destinations import file_name, result_of
from services.gateway.settings import GatewaySettings
from services.shared.desk.loading import UsageError

OWN = "urn:nld:sluis"


def test_our_own_answer_is_named_by_its_id() -> None:
    levering = str(uuid4())
    assert file_name(OWN, levering, OWN) == levering


@pytest.mark.parametrize("levering", ["../x", "", "123456782", "C:\\x", ".", "a" * 400])
def test_any_other_name_becomes_a_uuid_that_is_always_the_same(levering: str) -> None:
    for bron in (OWN, "urn:ander"):
        name = file_name(bron, levering, OWN)
        assert str(UUID(name)) == name == file_name(bron, levering, OWN)


def test_the_same_id_of_two_sources_gives_two_names() -> None:
    levering = str(uuid4())
    assert len({file_name(bron, levering, OWN) for bron in (OWN, "urn:a", "urn:b")}) == 3


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_2xx_is_delivered(status: int) -> None:
    assert result_of(status) == Arrived()


@pytest.mark.parametrize("status", [301, 302, 401, 403, 404, 405, 408, 425, 429, 500, 502, 503, 504])
def test_a_status_about_the_destination_is_tried_for_ever(status: int) -> None:
    assert result_of(status) == Away(f"HTTP-status {status}")


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_a_status_about_this_answer_is_a_refusal(status: int) -> None:
    assert result_of(status) == Declined(f"HTTP-status {status}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLUIS_INTAKE_TOKEN", "kort-geheim"),
        ("SLUIS_DELIVERY_URL", "ftp://geheim:geheim@host/"),
        ("SLUIS_DELIVERY_PAUSE", "geheim"),
        ("SLUIS_DELIVERY_REFUSALS", "0"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as error:
        GatewaySettings.of_environment()
    assert name in str(error.value)
    assert "geheim" not in str(error.value)


def test_there_is_one_destination(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLUIS_DELIVERY_URL", "https://host/pad")
    monkeypatch.setenv("SLUIS_DELIVERY_FOLDER", "map")
    with pytest.raises(UsageError, match="niet allebei"):
        GatewaySettings.of_environment()


def test_an_empty_setting_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INTAKE_TOKEN", "DELIVERY_URL", "DELIVERY_FOLDER", "DELIVERY_TOKEN"):
        monkeypatch.setenv(f"SLUIS_{name}", "")
    found = GatewaySettings.of_environment()
    assert (found.intake_token, found.delivery_url, found.delivery_folder, found.delivery_token) == (None,) * 4
