"""A key that got lost is asked for; a new one would not open what stands in the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.shared.desk.loading import UsageError, keys_for
from services.shared.dossier.opening import open_database
from services.shared.platform import keys
from services.shared.platform.database import parse_url
from services.shared.platform.keys import KeyFault


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.VARIABLE, raising=False)
    monkeypatch.delenv(keys.FILE_VARIABLE, raising=False)


async def test_beside_a_filled_database_no_new_key_is_made(tmp_path: Path) -> None:
    url = parse_url(f"sqlite:///{tmp_path}/sluis.db")
    first = keys_for(url)
    database = await open_database(url, first.fingerprint)
    await database.close()
    assert keys_for(url).fingerprint == first.fingerprint
    (tmp_path / "sluis.db.key").rename(tmp_path / "weg")
    with pytest.raises(KeyFault, match=r"Zet sluis\.db\.key terug"):
        keys_for(url)
    assert not (tmp_path / "sluis.db.key").exists()


@pytest.mark.parametrize("content", [None, b""], ids=["no file", "an empty file"])
def test_beside_a_new_database_a_key_is_made(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "sluis.db").write_bytes(content)
    keys_for(parse_url(f"sqlite:///{tmp_path}/sluis.db"))
    assert (tmp_path / "sluis.db.key").stat().st_mode & 0o777 == 0o600


def test_beside_a_file_that_is_no_database_no_key_is_made(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("geen database " * 100)
    with pytest.raises(UsageError, match=r"brief\.txt is geen SQLite-database"):
        keys_for(parse_url(f"sqlite:///{tmp_path}/brief.txt"))
    assert not (tmp_path / "brief.txt.key").exists()
