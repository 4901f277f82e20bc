"""Measure Sluis against the floor: ``python -m tests.bench [--quick] [TARGET...]``.

The floor is xmllint --noout --schema over the same files in the same run. A run that answers wrongly is void, and its
status is 1. With SLUIS_BENCH_DATABASE (or a PostgreSQL that this machine can start) targets 2, 4, 5 and 6 are measured
there too, and 3, 8 and 9 (all under the name 3) on PostgreSQL and Apache Kafka together.
SLUIS_BENCH_FOLDER names where databases stand; messages and answers stand in memory.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import sysconfig
import time
from collections.abc import Callable

from tests.bench import postgres, streams, targets
from tests.bench.cost import Void
from tests.bench.ground import Ground, Size, prepared
from tests.bench.table import Row, table

TARGETS: dict[str, tuple[Callable[[Ground], list[Row]], ...]] = {
    "1": (targets.target_1,),
    "2": (targets.target_2, postgres.target_2),
    "4": (targets.target_4, postgres.target_4),
    "5": (targets.target_5, postgres.target_5),
    "6": (targets.target_6, postgres.target_6),
    "7": (targets.target_7,),
    "3": (streams.streams,),
}


def main() -> int:
    """Measure what was asked; 0 when it could be measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)}; none for all")
    parser.add_argument("--quick", action="store_true", help="small and few: to see that it works, not to compare")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}; choose from {', '.join(TARGETS)}")
    size = Size.quick() if chosen.quick else Size.full()
    print(_machine(), flush=True)
    rows: list[Row] = []
    with prepared(size) as ground:
        try:
            for name in chosen.targets or TARGETS:
                for measure in TARGETS[name]:
                    rows += _measured(measure, ground)
        except Void as void:
            print(f"\nvoid: {void}", file=sys.stderr)
            return 1
    print("\n" + table(rows))
    if chosen.quick:
        print("\n--quick: these figures only show that everything runs.")
    return 0


def _measured(measure: Callable[[Ground], list[Row]], ground: Ground) -> list[Row]:
    begun = time.monotonic()
    rows = measure(ground)
    for row in rows:
        print(f"  {row.target}  {row.what}: {row.cells()[2]}  ({time.monotonic() - begun:.0f} s)", flush=True)
    return rows


def _machine() -> str:
    """What this ran on; ratios compare between machines, microseconds do not."""
    asked = sysconfig.get_config_var("CONFIG_ARGS") or ""
    optimised = "--enable-optimizations" in asked or sys.base_prefix == "/usr"  # a distribution's own is
    build = "optimised" if optimised else "not optimised"
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()} ({build}), {os.cpu_count()} cores, load {load:.1f}"


if __name__ == "__main__":
    sys.exit(main())
