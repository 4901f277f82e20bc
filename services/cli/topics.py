"""Maak de topics in Kafka zoals contracts/topics.toml ze beschrijft, of toon ze.

  sluis topics apply --kafka HOST:POORT    maak wat ontbreekt en verhoog wat te klein is; verlaagt nooit iets
  sluis topics list                        toon alle topics: waarvoor, wie schrijft, wie leest

Herhalen is veilig. Een andere bewaartermijn dan in het contract blijft staan en wordt gemeld.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict

from services.shared.desk.kafka_access import KafkaAccess
from services.shared.desk.loading import UsageError
from services.shared.platform.log import topics_apply
from services.shared.platform.log.kafka import keep_the_library_quiet
from services.shared.platform.log.kafka_settings import KafkaSettings
from services.shared.platform.log.port import LogUnavailable
from services.shared.platform.log.topics import Topic, TopicsFault, parse
from services.shared.platform.resources import contracts_dir


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("action", choices=("apply", "list"), metavar="apply|list", help="maken of tonen")
    parser.add_argument(
        "--kafka",
        metavar="HOST:POORT,...",
        default=os.environ.get("SLUIS_KAFKA"),
        help="waar Kafka is (standaard SLUIS_KAFKA)",
    )
    parser.add_argument("--partitions", type=_positive, metavar="N", help="zoveel partities in plaats van het contract")
    parser.add_argument(
        "--replication", type=_positive, metavar="N", help="exemplaren per record (standaard 3, of minder brokers)"
    )
    parser.add_argument("--json", action="store_true", help="uitkomst als JSON op stdout")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("een getal boven 0")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Show or make the topics; 0 when Kafka is as the contract says, or better."""
    try:
        topics = parse((contracts_dir() / "topics.toml").read_text(encoding="utf-8"))
    except TopicsFault as error:
        print(f"sluis topics: {error}", file=sys.stderr)
        return 2
    if options.action == "list":
        print(json.dumps([asdict(topic) for topic in topics], ensure_ascii=False) if options.json else _table(topics))
        return 0
    if not options.kafka:
        print("sluis topics: geef --kafka HOST:POORT, of zet SLUIS_KAFKA.", file=sys.stderr)
        return 2
    return _apply(options, topics)


def _apply(options: argparse.Namespace, topics: Sequence[Topic]) -> int:
    keep_the_library_quiet()
    try:
        kafka = KafkaSettings(options.kafka, security=KafkaAccess.of_environment().checked())
        changes = asyncio.run(topics_apply.apply(kafka, topics, options.partitions, options.replication))
    except UsageError as error:
        print(f"sluis topics: {error}", file=sys.stderr)
        return 2
    except LogUnavailable as error:
        print(f"sluis topics: Kafka antwoordt niet ({error}).", file=sys.stderr)
        return 1
    except topics_apply.CannotApply as error:
        print(f"sluis topics: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps([asdict(change) for change in changes], ensure_ascii=False))
    else:
        print("\n".join(f"{each.topic:<32} {each.what:<9} {each.detail}".rstrip() for each in changes))
    return 0


def _table(topics: Sequence[Topic]) -> str:
    lines = []
    for each in topics:
        personal = "  bevat persoonsgegevens" if each.personal else ""
        lines += [
            each.name,
            f"  {each.purpose}",
            f"  sleutel {each.key}",
            f"  {each.partitions} partities, {each.retention_days} dagen, tot {each.max_bytes} bytes{personal}",
            f"  schrijft: {', '.join(each.writers)}; leest: {', '.join(each.readers)}",
        ]
    return "\n".join(lines)
