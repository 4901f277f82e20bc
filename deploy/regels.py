"""Writes deploy/regels.md anew from the rules and the catalogue."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run with the Python of the environment: ``.venv/bin/python deploy/regels.py``."""
    sys.path.insert(0, str(ROOT))
    from services.shared.standard.catalogue import catalogue
    from services.shared.standard.rules.listing import all_rules
    from services.shared.standard.rules.table import rule_table

    (ROOT / "deploy" / "regels.md").write_text(rule_table(all_rules(), catalogue()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
