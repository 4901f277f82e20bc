"""Every answer that is rendered reads back as the typed message that it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.shared.platform import xml
from services.shared.standard.messages.fo01 import Fo01, read_fo01
from services.shared.standard.messages.jw302 import read_jw302
from services.shared.standard.messages.jw304 import read_jw304
from services.shared.standard.messages.jw325 import read_jw325

GOLDEN = Path(__file__).parents[2] / "golden" / "answers"


def roots(ending: str) -> list[tuple[str, object]]:
    found = []
    for file in sorted(GOLDEN.rglob("*.xml")):
        root = xml.parse(file.read_bytes())
        if not isinstance(root, xml.Fault) and root.tag.endswith(ending):
            found.append((file.name, root))
    return found


def test_every_golden_jw325_reads_back_with_its_amounts_adding_up() -> None:
    read = [read_jw325(root) for _, root in roots("jw325/schema}Bericht")]  # type: ignore[arg-type]
    assert read
    for answer in read:
        if answer.antwoord is not None and set(answer.antwoord.codes) <= {"0200", "8001"}:
            back = sum(line.bedrag for client in answer.antwoord.clienten for line in client.prestaties)
            assert back == answer.antwoord.totaal_ingediend - answer.antwoord.totaal_toegekend


def test_a_golden_jw302_is_accepted_only_without_codes_and_client() -> None:
    read = [read_jw302(root) for _, root in roots("jw302/schema}Bericht")]  # type: ignore[arg-type]
    assert {answer.accepted for answer in read} == {True, False}
    for answer in read:
        assert answer.accepted is (answer.header == () and answer.classes is None)


def test_every_golden_jw304_reads_back_with_nothing_granted_on_returned_lines() -> None:
    read = [read_jw304(root) for _, root in roots("jw304/schema}Bericht")]  # type: ignore[arg-type]
    assert read
    for answer in read:
        assert all(line.toegekend == 0 for client in answer.clienten for line in client.prestaties)


@pytest.mark.parametrize(("name", "root"), roots("}Fo01Bericht"))
def test_a_golden_fo01_reads_back(name: str, root: object) -> None:
    answer = read_fo01(root)  # type: ignore[arg-type]
    assert isinstance(answer, Fo01)
    assert (answer.code, answer.plek) == ("StUF055", "client")
