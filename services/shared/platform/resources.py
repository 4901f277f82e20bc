"""Knows where the data that travels with the program lies: schemas and contracts, in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]  # services/


def _folder(name: str) -> Path:
    bundled = _PACKAGE / "bundled" / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def schemas_dir() -> Path:
    """The folder with our own schemas: ``ijw/3.2``, ``ijw/2.3`` and ``stuf``."""
    return _folder("schemas")


def contracts_dir() -> Path:
    """The folder with topics, events and region files."""
    return _folder("contracts")
