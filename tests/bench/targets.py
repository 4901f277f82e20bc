"""Measures the targets on SQLite, each interleaved with what it is compared with; the median of pairs counts."""

from __future__ import annotations

import subprocess
import sys

from tests.bench.cost import Void
from tests.bench.ground import SCHEMAS, Ground, Program, middle, per_line
from tests.bench.table import Row
from tests.support.load.inbox import Expected, Inbox, answer_to, declarations
from tests.support.load.lines import Plan
from tests.support.load.markup import Style, jw323
from tests.support.load.world import MONTHS, SITES, SLOTS

WARM = 1
"""Rounds that are run and not counted."""


def rounds(ground: Ground) -> range:
    """The months to measure in, the first of which only warms up."""
    return range(WARM + ground.size.pairs)


def plain_month(ground: Ground, month: int, size: int = 1000, *, site: int = 0, mode: str = "some") -> Inbox:
    """The declarations of a month, of clients spread over all who have allocations."""
    clients = max(ground.size.lines // len(SLOTS), size // len(SLOTS) + 1)
    every = ground.size.persons // clients if site == 0 else 1
    plan = Plan(SITES[site], clients, mode, every)
    return declarations(ground.inbox(), plan, ground.size.lines // size, size, first_month=month, style="tab")


def large(
    ground: Ground, month: int, style: Style, *, site: int = 1, mode: str = "some", broken: bool = False
) -> Inbox:
    """One declaration as large as may be."""
    sample = len(jw323(SITES[site], 0, "PROEF", Plan(SITES[site], 250, mode).month(0), style)) / 2000
    count = int(ground.size.large_bytes / sample * 0.98)
    plan = Plan(SITES[site], count // len(SLOTS) + 1, mode)
    lines = list(plan.month(month, 0, count))
    identificatie = f"{plan.site.letter}{month:02}{'X' if broken else 'G'}"
    text = jw323(plan.site, month, identificatie, lines, style, schema_errors=broken)
    inbox = ground.inbox()
    inbox.add("groot", text, Expected("Fo01", "unreadable") if broken else answer_to(lines))
    return inbox


def target_1(ground: Ground) -> list[Row]:
    """The XML stage: parse, XSD, typed rows."""
    rows = []
    for what, limit, make in (
        ("XML stage, 1,000-line JW323", 1.3, lambda month: plain_month(ground, month)),
        ("XML stage, one JW323 of 25 MB", 1.1, lambda month: large(ground, month, "tab")),
    ):
        warm = plain_month(ground, MONTHS - 1)
        ratios, mine = [], []
        for month in rounds(ground):
            inbox = make(month)
            before = ground.floor(inbox)
            stage = _stage(warm, inbox)
            ratios.append(stage / ((before + ground.floor(inbox)) / 2))
            mine.append(per_line(stage, inbox))
            ground.drop(inbox)
        ground.drop(warm)
        rows.append(Row("1", what, middle(ratios[WARM:]), limit, note=f"{middle(mine[WARM:]):.1f} us/line"))
    return rows


def _stage(warm: Inbox, inbox: Inbox) -> float:
    command = [sys.executable, "-m", "tests.bench.xml_stage", str(warm.folder), str(inbox.folder)]
    done = subprocess.run(command, cwd=SCHEMAS.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Void(done.stderr[-2000:])
    lines, seconds = done.stdout.split()
    if int(lines) != inbox.lines:
        raise Void(f"the XML stage found {lines} lines where there are {inbox.lines}")
    return float(seconds)


def target_2(ground: Ground) -> list[Row]:
    """Everything: from file to committed rows, ledger and answer, month after month on the same allocations."""
    program = Program(ground, ground.database("target-2"))
    ratios, mine, floors = [], [], []
    for month in rounds(ground):
        inbox = plain_month(ground, month)
        before = ground.floor(inbox)
        work = program.work(inbox)
        floor = (before + ground.floor(inbox)) / 2
        ratios.append(work / floor)
        mine.append(per_line(work, inbox))
        floors.append(per_line(floor, inbox))
        ground.drop(inbox)
    note = f"{middle(mine[WARM:]):.1f} us/line, floor {middle(floors[WARM:]):.1f}, start {middle(program.starts):.2f} s"
    return [Row("2", "end to end on SQLite, 1,000-line JW323", middle(ratios[WARM:]), 3.5, note=note)]


def target_4(ground: Ground) -> list[Row]:
    """Flat: as fast with many allocations as with few, and after a year of claims as before."""
    few = ground.size.lines // len(SLOTS) // 10
    many, small = Program(ground, ground.database("many")), Program(ground, ground.database("few", persons=few))
    size = few * len(SLOTS)
    by_allocations, by_claims = [], []
    for month in rounds(ground):
        spread, dense = (
            declarations(
                ground.inbox(), Plan(SITES[0], few, "some", every), 4, size, first_month=month * 4, style="tab"
            )
            for every in (ground.size.persons // few, 1)
        )
        by_allocations.append(small.work(dense) / many.work(spread))
        ground.drop(spread, dense)
    used, fresh = Program(ground, ground.database("used")), Program(ground, ground.database("fresh"))
    for month in range(12):
        inbox = plain_month(ground, month)
        used.process(inbox)
        ground.drop(inbox)
    for month in range(12, 12 + WARM + ground.size.pairs):
        inbox = plain_month(ground, month, mode="none")
        with_claims = used.work(inbox)
        by_claims.append(fresh.work(inbox) / with_claims)
        ground.drop(inbox)
    rows = ground.size.persons * 4
    return [
        Row(
            "4",
            f"throughput with {rows:,} allocations over {few * 4:,}",
            middle(by_allocations[WARM:]),
            0.9,
            at_least=True,
        ),
        Row("4", "throughput after 12 months of claims over none", middle(by_claims[WARM:]), 0.9, at_least=True),
    ]


def target_5(ground: Ground) -> list[Row]:
    """Small messages in a backlog against large ones."""
    program = Program(ground, ground.database("target-5"))
    by_size, by_floor, mine = [], [], []
    for month in rounds(ground):
        large_ones, small_ones = plain_month(ground, month, site=1), plain_month(ground, month, 10, site=2)
        work = program.work(large_ones)
        before = ground.floor(small_ones)
        small = program.work(small_ones)
        by_size.append(small / work)
        by_floor.append(small / ((before + ground.floor(small_ones)) / 2))
        mine.append(per_line(small, small_ones))
        ground.drop(large_ones, small_ones)
    note = f"{middle(mine[WARM:]):.1f} us/line"
    return [
        Row("5", "a line of 10-line JW323 over one of 1,000-line ones", middle(by_size[WARM:]), 1.5, note=note),
        Row("5", "10-line JW323 over the floor of the same files", middle(by_floor[WARM:]), 3.5),
    ]


def target_6(ground: Ground) -> list[Row]:
    """Peak memory of the largest and densest message, over a process that judged one line."""
    program = Program(ground, ground.database("target-6"))
    extra, held = [], []
    for month in range(1 if ground.size.pairs < 3 else 3):
        dense = large(ground, month, "minimal")
        single = declarations(ground.inbox(), Plan(SITES[2], 1, "none"), 1, 1, first_month=month)
        base, peak = program.process(single).peak, program.process(dense).peak
        extra.append((peak - base) / 1e6)
        held.append(base / 1e6)
        note = f"{dense.lines} lines, {dense.bytes / 1e6:.1f} MB; one line {middle(held):.0f} MB"
        ground.drop(dense, single)
    return [Row("6", "peak memory of the largest JW323 over one line", middle(extra), 64, "MB", note=note)]


def target_7(ground: Ground) -> list[Row]:
    """Rejecting costs no more than accepting."""
    program = Program(ground, ground.database("target-7"))
    schema, by_floor, refused = [], [], []
    for month in rounds(ground):
        valid, broken = large(ground, month, "tab", mode="none"), large(ground, month, "tab", mode="none", broken=True)
        wrong = large(ground, month, "tab", site=2, mode="all")
        floor = ground.floor(valid)
        accepting = program.work(valid)
        rejecting = program.work(broken)
        schema.append(rejecting / accepting)
        by_floor.append(rejecting / floor)
        refused.append(program.work(wrong) / accepting * valid.lines / wrong.lines)
        ground.drop(valid, broken, wrong)
    return [
        Row("7", "a schema error in every line over accepting", middle(schema[WARM:]), 1.0),
        Row("7", "a schema error in every line over the floor of the valid file", middle(by_floor[WARM:]), 3.0),
        Row("7", "every line refused by rules over accepting", middle(refused[WARM:]), 1.2),
    ]
