"""Measures targets 3, 8 and 9: the services on real Kafka and PostgreSQL, from record in to answer out."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

import psutil

from deploy.local.servers import ServerUnavailableError, start_kafka, start_postgres
from services.shared.dossier.opening import open_database
from services.shared.platform.database import parse_url
from services.shared.platform.keys import decode
from tests.bench.cost import Void
from tests.bench.ground import Ground
from tests.bench.table import Row
from tests.support.load.inbox import Inbox, declarations
from tests.support.load.lines import Plan
from tests.support.load.stored import store_allocations
from tests.support.load.world import SITES, TODAY, Site, region_file
from tests.support.town import KEY, Town, town

_PAIR_PORTS = (28082, 28092)


def streams(ground: Ground) -> list[Row]:
    """Targets 3, 8 and 9, or nothing where the servers cannot be had."""
    try:
        kafka, postgres = start_kafka(), start_postgres()
    except ServerUnavailableError as error:
        print(f"  3, 8, 9  not measured: {error}")
        return []
    try:
        with tempfile.TemporaryDirectory(prefix="sluis-bench-") as folder:
            return asyncio.run(_measure(kafka.bootstrap, postgres.url, Path(folder), rounds=ground.size.pairs))
    finally:
        postgres.stop()
        kafka.stop()


async def _measure(kafka: str, postgres: str, folder: Path, rounds: int) -> list[Row]:
    clients, size, count = 1000, 1000, 6
    async with town(kafka, postgres, folder) as city:
        (folder / "region.toml").write_text(region_file(), encoding="utf-8")
        database = await open_database(parse_url(postgres), decode(KEY).fingerprint, migrate=False)
        for site in SITES[:2]:
            await store_allocations(database, decode(KEY).pseudonym, site, clients)
        await database.close()
        months = iter(range(24))
        ratios = [
            await _through_kafka(city, _month(folder, SITES[0], clients, count, size, next(months)))
            / _by_process(city, _month(folder, SITES[0], clients, count, size, next(months)))
            for _ in range(rounds)
        ]
        latencies = await _latencies(city, _month(folder, SITES[0], clients, 40, 100, next(months)))
        gains = []
        for _ in range(rounds):
            one = await _rate(city, _two_sites(folder, clients, count, size, next(months)), _PAIR_PORTS[:1])
            two = await _rate(city, _two_sites(folder, clients, count, size, next(months)), _PAIR_PORTS)
            gains.append(two / one)
    cuts = quantiles(latencies, n=100)
    note = f"p50 {median(latencies) * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms"
    return [
        Row("3", "through Kafka, CPU of the service against process on PostgreSQL", median(ratios), 1.3),
        Row("8", "latency of 100 lines, Kafka to Kafka, p95", cuts[94], 1.0, unit="s", note=note),
        Row("9", "two processes against one, lines per second", median(gains), 1.6, at_least=True),
    ]


def _month(folder: Path, site: Site, clients: int, count: int, size: int, month: int) -> Inbox:
    """The declarations of one site and month, in a folder of their own."""
    where = folder / f"{site.letter}{month}"
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir()
    return declarations(Inbox(where), Plan(site, clients, "none"), count, size, first_month=month)


def _two_sites(folder: Path, clients: int, count: int, size: int, month: int) -> list[tuple[int, Inbox]]:
    """The same for two sites, each for a partition of its own."""
    return [(n, _month(folder, site, clients, count, size, month)) for n, site in enumerate(SITES[:2])]


async def _send(city: Town, inbox: Inbox, partition: int = 0) -> list[str]:
    assert city.producer is not None
    names = []
    for file in sorted(inbox.folder.glob("*.xml")):
        name = f"{inbox.folder.name}-{file.stem}"
        headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", name.encode()),
            ("ce_source", city.source.encode()),
            ("ce_type", b"nl.ijw.bericht.ontvangen.jw323"),
            ("ce_time", b"2026-02-16T10:00:00Z"),
            ("content-type", b"application/xml"),
        ]
        topic = "ijw.ontvangen.jw323.v1"
        await city.producer.send_and_wait(topic, file.read_bytes(), partition=partition, headers=headers)
        names.append(name)
    return names


def _start(city: Town, port: int) -> psutil.Process:
    city.start("declaratie", port)
    return psutil.Process(city.services[f"declaratie-{port}"].pid)


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _through_kafka(city: Town, inbox: Inbox) -> float:
    """CPU seconds of the service for these messages, without its start."""
    process = _start(city, _PAIR_PORTS[0])
    await asyncio.sleep(8)
    before = _used(process)
    names = await _send(city, inbox)
    await city.all_answered(names, 120)
    used = _used(process) - before
    city.stop(f"declaratie-{_PAIR_PORTS[0]}")
    _sound(city, names)
    return used


def _by_process(city: Town, inbox: Inbox) -> float:
    """CPU seconds of ``sluis process`` on the same database, without its start."""
    empty = inbox.folder.with_name("leeg")
    empty.mkdir(exist_ok=True)
    return _process_cpu(city, inbox.folder) - _process_cpu(city, empty)


def _process_cpu(city: Town, folder: Path) -> float:
    words = [sys.executable, "-m", "services.cli", "process", str(folder), "--outbox", f"{folder}-uit"]
    before = psutil.Process().cpu_times()
    subprocess.run([*words, "--today", TODAY.isoformat()], env=city.environment, capture_output=True, check=True)
    after = psutil.Process().cpu_times()
    return float(after.children_user + after.children_system - before.children_user - before.children_system)


async def _latencies(city: Town, inbox: Inbox) -> list[float]:
    """Seconds from the confirmed record to its answer, one message at a time into an idle system."""
    _start(city, _PAIR_PORTS[0])
    await asyncio.sleep(8)
    found = []
    for file in sorted(inbox.folder.glob("*.xml")):
        alone = Inbox(inbox.folder / f"een-{file.stem}")
        alone.folder.mkdir()
        shutil.copy(file, alone.folder)
        begun = time.monotonic()
        (name,) = await _send(city, alone)
        while name not in city.answers:
            await asyncio.sleep(0.002)
        found.append(time.monotonic() - begun)
    city.stop(f"declaratie-{_PAIR_PORTS[0]}")
    return found


async def _rate(city: Town, work: Sequence[tuple[int, Inbox]], ports: Sequence[int]) -> float:
    """Messages per second between the first and the last answer, with a process per port."""
    names = [name for partition, inbox in work for name in await _send(city, inbox, partition)]
    seen: dict[str, float] = {}
    for port in ports:
        _start(city, port)
    while len(seen) < len(names):
        for name in names:
            if name in city.answers and name not in seen:
                seen[name] = time.monotonic()
        await asyncio.sleep(0.002)
    for port in ports:
        city.stop(f"declaratie-{port}")
    _sound(city, names)
    return (len(names) - 1) / (max(seen.values()) - min(seen.values()))


def _sound(city: Town, names: Sequence[str]) -> None:
    wrong = [name for name in names if b">8001<" not in city.answers[name][0].body]
    if wrong:
        raise Void(f"{len(wrong)} of {len(names)} declarations were not granted in full")
