"""A folder with schemas is used only when it holds what judging needs; answers name the versions of those schemas."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services.shared.desk import schema_folder
from services.shared.desk.loading import UsageError
from services.shared.platform.resources import schemas_dir
from tests.support.answers import at, parsed, value
from tests.support.berichten import to_xml
from tests.support.opdracht import Opdracht

TOEWIJZING = {
    "kind": "JW301", "prov": "65656055", "ident": "T1", "dag": "2025-06-03", "bsn": "999900006",
    "prods": [{"nr": "1", "cat": "50", "code": None, "td": "2025-01-02", "ing": "2025-01-01", "eind": "2025-12-31",
               "reden": None, "omvang": None, "budget": 100000}],
}  # fmt: skip


@pytest.fixture
def official(tmp_path: Path) -> Path:
    """A folder of the user's own, whose schemas say another version than ours."""
    folder = tmp_path / "official"
    shutil.copytree(schemas_dir() / "ijw", folder / "ijw")
    for file in (folder / "ijw" / "3.2").glob("*.xsd"):
        file.write_text(file.read_text().replace("XsdVersie>0.1.0<", "XsdVersie>1.4.2<"))
    return folder


def retour_versies(place: Opdracht) -> tuple[str, str]:
    header = at(parsed(place.answers()["a"], "JW302"), "Header/XsdVersieRetour")
    return value(header, "BasisschemaXsdVersie"), value(header, "BerichtXsdVersie")


def test_an_answer_names_the_versions_in_the_appinfo_of_its_schema(tmp_path: Path, official: Path) -> None:
    for folder, more, versie in ((tmp_path / "ours", (), "0.1.0"), (tmp_path / "theirs", (official,), "1.4.2")):
        folder.mkdir()
        place = Opdracht(folder)
        place.put("a.xml", to_xml(TOEWIJZING))
        assert place.run(*[word for path in more for word in ("--schemas", str(path))]).status == 0
        assert retour_versies(place) == (versie, versie)


def test_the_version_can_be_set() -> None:
    assert schema_folder.stated(schemas_dir(), "JW325", "2.0.0") == ("2.0.0", "2.0.0")
    assert schema_folder.stated(schemas_dir(), "JW325", None) == ("0.1.0", "0.1.0")


def test_a_folder_without_the_schemas_is_misuse_and_refuses_no_message(tmp_path: Path) -> None:
    place = Opdracht(tmp_path)
    place.put("a.xml", to_xml(TOEWIJZING))
    done = place.run("--schemas", str(tmp_path))
    assert done.status == 2
    assert "ijw/3.2/JW301.xsd" in done.stderr
    assert not place.outbox.exists() or not place.answers()
    assert place.run().status == 0
    assert place.verdicts()["a"]["outcome"] == "accepted"


def test_the_error_names_only_what_is_missing(official: Path) -> None:
    (official / "ijw" / "2.3" / "JW303.xsd").unlink()
    with pytest.raises(UsageError, match=r"ontbreekt ijw/2\.3/JW303\.xsd\. Geef"):
        schema_folder.checked(official)


@pytest.mark.parametrize("text", ["<x", "<x/>"])
def test_a_broken_schema_is_misuse_with_its_name(official: Path, text: str) -> None:
    (official / "ijw" / "3.2" / "JW323.xsd").write_text(text)
    with pytest.raises(UsageError, match=r"ijw/3\.2/JW323\.xsd in .* is geen bruikbaar schema"):
        schema_folder.checked(official)
