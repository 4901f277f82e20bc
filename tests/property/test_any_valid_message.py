"""Whatever fits its schema is judged and answered: nothing is parked, and every answer fits its own schema."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

import pytest
from lxml import etree

from tests.support.answers import schema
from tests.support.balie import balie
from tests.support.schema_documents import full_document, mutated, valid_document
from tests.support.schema_facts import Message, messages
from tests.support.verzinsel import region, to_toml

ROUNDS = int(os.environ.get("SLUIS_ANY_MESSAGES", "40"))
JUDGED = [m for m in messages() if (m.name, m.release) in {("JW301", "3.2"), ("JW323", "3.2"), ("JW303", "2.3")}]
_GEMEENTE = re.compile(rb"(?<=Afzender|ntvanger|Gemeente)>[0-9]{4}</")
ANSWERS = {"JW301": "JW302", "JW323": "JW325", "JW303": "JW304"}


@pytest.mark.parametrize("message", JUDGED, ids=lambda message: message.name)
async def test_every_valid_message_gets_an_answer_that_fits_its_schema(message: Message, tmp_path: Path) -> None:
    dice = random.Random(message.name)
    file = tmp_path / "regio.toml"
    file.write_text(to_toml(region()))
    for regions in ([], [file]):
        async with balie(f"sqlite:///{tmp_path}/{len(regions)}.db", regions) as desk:
            for n in range(ROUNDS):
                root = full_document(message) if n == 0 else valid_document(message, dice)
                texts = [etree.tostring(root, encoding="UTF-8", xml_declaration=True)]
                if n % 3 == 0:
                    texts.append(mutated(root, message, dice)[1])
                for data in texts if n % 2 else [_GEMEENTE.sub(rb">0193</", text) for text in texts]:
                    today = dice.choice(("2025-06-30", "9999-12-31", "9999-12-31", "0001-01-01"))
                    (answered,) = await desk.hand_in(data, today=today)
                    verdict = json.loads(answered.oordeel)
                    if verdict["outcome"] == "parked":
                        assert "regiobestanden" in verdict["reden"], data.decode()
                        continue
                    assert answered.antwoord is not None
                    kind = "stuf0301" if verdict["outcome"] == "unreadable" else ANSWERS[message.name]
                    schema(kind).assertValid(etree.fromstring(answered.antwoord))
