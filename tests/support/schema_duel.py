"""Sets judges against each other on damaged documents: the facts, libxml2, and on a sample the xmlschema package.

Run it big by hand:  python -m tests.support.schema_duel --mutations 20000
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import xmlschema
from lxml import etree

from tests.support.schema_documents import mutated, valid_document
from tests.support.schema_facts import SCHEMAS, Message, messages
from tests.support.schema_oracle import is_valid


@dataclass(frozen=True, slots=True)
class Difference:
    """A document on which two judges disagree."""

    message: str
    mutation: str
    facts: bool
    libxml2: bool
    package: bool | None
    document: bytes


@cache
def libxml2_schema(release: str, name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "ijw" / release / f"{name}.xsd"))


@cache
def package_schema(release: str, name: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / "ijw" / release / f"{name}.xsd")


def beyond_the_package(document: bytes) -> bool:
    """Whether it has white space or digits outside of ASCII: the package takes these in a number for the plain ones."""
    return any(not char.isascii() and (char.isspace() or char.isdigit()) for char in document.decode())


def package_accepts(document: bytes, message: Message) -> bool:
    """The verdict of the xmlschema package; it raises instead of judging on some strange values of xsi:type."""
    try:
        return bool(package_schema(message.release, message.name).is_valid(document))
    except xmlschema.XMLSchemaException:
        return False


def duel(message: Message, seed: int, mutations: int, sample: int, tally: Counter[str]) -> Iterator[Difference]:
    """Judge one valid document and `mutations` damaged ones; the package judges one in `sample`."""
    rng = random.Random(seed)
    root = valid_document(message, rng)
    documents = [
        ("none", etree.tostring(root, encoding="utf-8")),
        *(mutated(root, message, rng) for _ in range(mutations)),
    ]
    for number, (mutation, document) in enumerate(documents):
        facts = is_valid(document, message)
        libxml2 = libxml2_schema(message.release, message.name).validate(etree.fromstring(document))
        asked = number % sample == 0 and not beyond_the_package(document)
        package = package_accepts(document, message) if asked else None
        tally["valid" if facts else "invalid"] += 1
        tally["asked the package"] += package is not None
        if facts != libxml2 or package not in (None, facts):
            yield Difference(f"{message.release} {message.name}", mutation, facts, libxml2, package, document)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the judges on damaged documents.")
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=5, help="ask the xmlschema package about one in so many")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tally: Counter[str] = Counter()
    rounds = max(1, options.mutations // (20 * len(messages())))
    for number in range(rounds):
        for message in messages():
            for difference in duel(message, options.seed * 1_000_003 + number, 20, options.sample, tally):
                print(difference)
                tally["different"] += 1
    print(dict(tally))


if __name__ == "__main__":
    main()
