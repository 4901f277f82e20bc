"""Knows whether a folder holds the schemas that judging needs, and which versions answers must name for it."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from services.shared.desk.loading import UsageError
from services.shared.desk.reading import JW301_KIND, JW303_KIND, JW315_KIND, JW323_KIND, Kind
from services.shared.platform.resources import schemas_dir
from services.shared.platform.xml_schema import Schema
from services.shared.standard.answers.xsd_versie import xsd_versie

Versies = tuple[str, str]
_JUDGED = (JW301_KIND, JW303_KIND, JW315_KIND, JW323_KIND)


def checked(folder: Path | None) -> Path:
    """The folder to read schemas from, our own without one; raises UsageError when a schema in it is missing or broken.

    Without this a wrong folder would let every message look unknown, and each would be refused with a Fo01.
    """
    if folder is None:
        return schemas_dir()
    files = {str(file.relative_to(folder)): file for file in (_file(folder, kind) for kind in _JUDGED)}
    missing = sorted(name for name, file in files.items() if not file.is_file())
    if missing:
        raise UsageError(
            f"Schema's: in {folder} ontbreekt {', '.join(missing)}. Geef met --schemas of SLUIS_SCHEMAS de map waarin"
            " ijw/3.2 en ijw/2.3 staan."
        )
    for name, file in files.items():
        try:
            Schema(file)
        except etree.LxmlError as error:
            raise UsageError(f"Schema's: {name} in {folder} is geen bruikbaar schema ({error}).") from None
    return folder


def stated(folder: Path, answer: str, setting: str | None) -> Versies:
    """The versions of basisschema and message that an answer names: of the setting, else of its schema (IV034).

    ``answer`` is JW302 or JW325.

    A folder without a schema for the answer has no versions of its own; then those of our schema count.
    """
    if setting:
        return setting, setting
    kind = Kind(answer, "3.2")
    found = next((file for file in (_file(folder, kind), _file(schemas_dir(), kind)) if file.is_file()), None)
    versies = None if found is None else xsd_versie(found.read_bytes())
    return versies or ("0.1.0", "0.1.0")


def _file(folder: Path, kind: Kind) -> Path:
    return folder / "ijw" / kind.release / f"{kind.name}.xsd"
