"""Knows the rules that regions agreed beside the standard, each in a module named after its number."""

from __future__ import annotations

NUMMERS = frozenset(("IJ01", "IJ02", "IJ03", "IJ04", "IJ05", "IJ06", "IJ07", "IJ08", "IJ09"))
"""Every number that a region file may name; a test holds it to the modules beside this one."""
