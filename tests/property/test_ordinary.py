"""A declaration that is read without a tree of its lines is the one that libxml2 and the schema let through.

What the short way returns equals what the plain way reads, whatever a document or a schema looks like; what the plain
way refuses it never returns; and it does return what is written in the ordinary way.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from services.shared.desk.reading import DeskReader, Readable
from services.shared.platform import xml
from services.shared.platform.ordinary import records
from tests.property.test_pieces import CHANGES, SCHEMAS, WHOLE, at_random, declaration
from tests.support.berichten import BASIS, SPACE, to_xml
from tests.support.load.lines import Plan
from tests.support.load.markup import STYLES, Style, jw323
from tests.support.load.world import SITES

OWN = SPACE.format("jw323")
VISIBLE = "".join(chr(n) for n in range(33, 127) if chr(n) not in "<&>")
NOTATIONS = [("m:", "i:"), ("", "i:"), ("i:", ""), ("jw323:", "ijw:"), ("a.b-c:", "_9:"), ("Prestatie:", "Bsn:")]
GAPS = ["", "\n", "\t", "\r\n  ", "\r", " " * 400]


class Pair:
    """The short way and the plain way through the schemas of one folder."""

    def __init__(self, schemas: Path = SCHEMAS) -> None:
        self.short, self.plain = DeskReader(schemas), DeskReader(schemas, WHOLE)
        self.knows_lines = self.short._recogniser is not None
        self.plain._recogniser = None

    def takes(self, data: bytes) -> bool:
        """True when the short way returns the document; it is then what the plain way reads, to the letter."""
        found = None if xml.refusal(data) else self.short._ordinary(data)
        if found is None:
            return False
        want = self.plain.read(data)
        assert isinstance(want, Readable) and repr(want.message) == repr(found.message), data
        return True


OURS = Pair()


def ordinary(dice: random.Random, clients: int = 0, *, simple: bool = False) -> str:
    """A random valid JW323 of at least two lines whose values are written in the ordinary way.

    ``simple``: with values that narrower schemas take too.
    """
    each = [
        (f"{dice.randrange(10**9):09}", [_line(dice, simple) for _ in range(dice.choice((1, 1, 2, 5)))])
        for _ in range(clients or dice.choice((2, 2, 3, 9)))
    ]
    return to_xml({
        "kind": "JW323", "ident": "D1", "dag": "2025-06-03", "afz": "65656055", "dn": "DN1", "tot": 87300,
        "dp": ["2025-05-01", "2025-05-31"], "clients": each,
    }).decode()  # fmt: skip


def _line(dice: random.Random, simple: bool) -> dict[str, object]:
    def some(most: int) -> str:
        return "".join(dice.choice(VISIBLE) for _ in range(dice.choice((1, 2, most)))) if not simple else "B1"

    def number(most: int) -> int:
        return 9 if simple else dice.choice((0, 1, most, dice.randrange(most), 10 ** dice.randrange(8)))

    days = ("1000-01-01", "2024-02-29", "2025-05-01", "2999-12-31")
    return {
        "ref": some(20), "vorig": dice.choice((None, some(20))), "nr": number(999_999_999), "cat": "51",
        "code": some(5), "p": [dice.choice(days), dice.choice(days)], "vol": number(99_999_999),
        "eh": dice.choice(("04", "14")), "tar": dice.choice((None, number(99_999_999))), "bedrag": number(99_999_999),
        "dc": dice.choice("DC"),
    }  # fmt: skip


def spaced(dice: random.Random, text: str) -> str:
    """The same with white space between its tags, everywhere the same or everywhere another."""
    gap = dice.choice(GAPS)
    mixed = dice.random() < 0.3
    return re.sub(">(?=<)", lambda _: ">" + (dice.choice(GAPS) if mixed else gap), text)


def prefixed(text: str, own: str, base: str) -> str:
    """The same with other prefixes than ``m:`` and ``i:``."""
    new = {"m": own, "i": base}
    text = re.sub("(</?)([mi]):", lambda tag: tag[1] + new[tag[2]], text)
    return re.sub(" xmlns:([mi])=", lambda of: f" xmlns:{new[of[1]]}".rstrip(":") + "=", text)


def test_every_ordinary_declaration_is_read_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(1)
    for _ in range(600):
        monkeypatch.setattr(records, "_STRETCH", dice.choice((1, 300, 2000, 128 * 1024)))
        text = prefixed(spaced(dice, ordinary(dice)), *dice.choice(NOTATIONS))
        assert OURS.takes(text.encode()), text


@pytest.mark.parametrize("style", STYLES)
def test_what_the_load_generator_writes_is_read_the_short_way(style: Style) -> None:
    lines = Plan(SITES[0], 40).month(3)
    assert OURS.takes(jw323(SITES[0], 3, "Z1", lines, style).encode())


def test_prefixes_that_no_one_uses_are_for_the_parser() -> None:
    for own, base in (("é:", "i:"), ("m:", "a\u00b7b:"), ("n" * 50 + ":", "i:")):
        data = prefixed(ordinary(random.Random(2)), own, base).encode()
        assert isinstance(OURS.plain.read(data), Readable) and not OURS.takes(data)


XSI = 'xmlns:s="http://www.w3.org/2001/XMLSchema-instance"'
TAG, VALUE = "[mi]:[A-Z][A-Za-z]*", "<[mi]:[A-Z][A-Za-z]*>[^<]*</[^>]*>"
TRAPS = {
    # well-formed without the lines between, but not with them
    "clients under another prefix": ("<m:Client>(.*)</m:Client>", r"<x:Client>\1</x:Client>"),
    "lines under another prefix": ("<m:Prestaties>(.*)</m:Prestaties>", r"<x:Prestaties>\1</x:Prestaties>"),
    "a group under another prefix": (
        "<m:Client>(.*?)<m:Prestaties>(.*)</m:Prestaties>(.*)</m:Client>",
        r"<x:Client>\1<x:Prestaties>\2</x:Prestaties>\3</x:Client>",
    ),
    # a line or a client that only the tree has
    "a client in the head under another prefix": ("<m:Clienten>", "<m:Clienten><x:Client><x:Bsn>1</x:Bsn></x:Client>"),
    "a line in the head under another prefix": ("<m:Prestatie>(.*?)</m:Prestatie>", r"<x:Prestatie>\1</x:Prestatie>"),
    "a line in the tail under another prefix": ("(.*)<m:(Prestatie>.*)</m:Prestatie>", r"\1<x:\2</x:Prestatie>"),
    "the last line with a space": ("(.*<m:Prestatie)(>.*</m:Prestatie)>", r"\1 \2 >"),
    # what a name means
    "a namespace for one client": ("<m:Client>", '<m:Client xmlns:m="urn:other">'),
    "a namespace on the way": ("<m:(Declaratie|Clienten|Prestaties)>", r'<m:\1 xmlns:i="urn:other">'),
    "a prefix twice": (" xmlns:i=", ' xmlns:i="urn:other" xmlns:i='),
    "no namespace": (' xmlns:m="[^"]*"', ""),
    "another release": ("3_2/jw323", "2_3/jw323"),
    "a > in an attribute": (" xmlns:m=", ' xmlns:q="a>b" xmlns:m='),
    "a type after a >": (" xmlns:m=", f' xmlns:q=">" {XSI} s:type="m:Root" xmlns:m='),
    "a schemaLocation": (" xmlns:m=", f' {XSI} s:schemaLocation="urn:a b.xsd" xmlns:m='),
    "nil": ("<m:(Prestatie|Bericht)( |>)", rf'<m:\1 {XSI} s:nil="1"\2'),
    "an attribute": (f"<({TAG})>", r'<\1 a="b">'),
    # tags and values too many, too few or in another order
    "an empty tag": (f"<({TAG})>", r"<\1/>"),
    "a tag once more": (f"(</?{TAG}>)", r"\1\1"),
    "a tag less": (f"</?{TAG}>", ""),
    "an optional value that does not end": ("</m:ProductTarief>|</i:VorigReferentieNummer>", ""),
    "a client that does not end": (r"</m:Prestaties>\s*</m:Client>(?=\s*<m:Client>)", ""),
    "a client that does not begin": (r"<m:Client>\s*<m:Bsn>[0-9]*</m:Bsn>\s*<m:Prestaties>", ""),
    "a value once more": (f"({VALUE})", r"\1\1"),
    "a value less": (VALUE, ""),
    "two values in turn": (rf"({VALUE})(\s*)({VALUE})", r"\3\2\1"),
    "a client without lines": ("<m:Prestaties>", "<m:Prestaties></m:Prestaties></m:Client><m:Client>"),
    "a line after the root": ("(.*)(<m:Prestatie>.*?</m:Prestatie>)(.*)", r"\1\2\3\2"),
    # what is no tag and no value
    "text between": ("><", ">x<"),
    "a control character": ("[<>]", "\\g<0>\x01"),
    "a zero byte": ("[<>]", "\\g<0>\x00"),
    "no-break space": ("[<>]", "\\g<0>\u00a0"),
    "too much space": (f"<{TAG}>", "\\g<0>" + " " * 40_000),
    "an instruction with a line": ("<m:Bericht", "<?a <m:Prestatie> ?><m:Bericht"),
    "a comment with a line": ("<m:(Bericht|Header|Client|Bsn)", r"<!-- <m:Prestatie> --><m:\1"),
    "a comment at the end": ("(.*)(?=</m:)", r"\1<!-- </m:Prestatie> -->"),
    "lines in a comment": ("<m:Client>.*</m:Client>", r"<!--\g<0>-->"),
    "lines in CDATA": ("<m:Client>.*</m:Client>", r"<![CDATA[\g<0>]]>"),
    "the end of CDATA": ("</i:ReferentieNummer>", r"]]>\g<0>"),
    "an unknown entity": ("</i:ReferentieNummer>", r"&x;\g<0>"),
    "XML 1.1": ('version="1.0"', 'version="1.1"'),
    "UTF-16 by name": ("UTF-8", "UTF-16"),
}
VALUES = {
    "Bsn": ["", "000000000", "12345678", "1234567890", "12345678a", "\uff1123456789", " 123456789"],
    "ReferentieNummer": ["", " ", "x" * 20, "x" * 21, "a b", "a\tb", "\"'`=]]", "]]&gt;", "é", "\x7f", "\x85", "&#65;"],
    "VorigReferentieNummer": ["", "y" * 20, "y" * 21, "2025-01-01"],
    "ToewijzingNummer": ["", "00", "01", "-0", "-1", "+1", "1.0", "999999999", "1000000000", "1_0", "1e3", "\u0663"],
    "ProductCategorie": ["", "3", "30", "31", "39", "55", "56", "311", " 31"],
    "ProductCode": ["", "-", "x" * 5, "x" * 6, "2025-", "D"],
    "Begindatum": [
        "", "0000-01-01", "0001-01-01", "0999-12-31", "1000-01-01", "2000-02-29", "1900-02-29", "2023-02-29",
        "2024-02-29", "2025-00-10", "2025-13-10", "2025-19-39", "2025-04-31", "2025-01-00", "2025-01-32", "2025-1-1",
        "20250101", "2999-12-31", "3000-01-01", "9999-12-31", "10000-01-01", "-2025-01-01", "2025-01-01Z",
        "2025-01-01+01:00", "+2025-01-01",
    ],
    "GeleverdVolume": ["", "0", "000", "99999999", "100000000", "099999999", "-5", "5.", "5\u00a0"],
    "Eenheid": ["", "1", "02", "04", "85", "041"],
    "ProductTarief": ["", "0", "-1", "99999999", "100000000", "007"],
    "Bedrag": ["", "0", "-0", "+0", "54321", "54322", "99999999", "100000000"],
    "DebetCredit": ["", "c", "C", "CD", "X", "D\n"],
}  # fmt: skip


@pytest.mark.parametrize("change", TRAPS)
def test_no_trap_is_read_otherwise_than_by_the_parser(change: str) -> None:
    dice, (pattern, new), changed = random.Random(change), TRAPS[change], 0
    for _ in range(50):
        text = spaced(dice, ordinary(dice))
        made = at_random(f"(?s){pattern}", new)(dice, text)
        changed += made != text
        made = made.replace(" xmlns:m=", f' xmlns:x="{OWN}" xmlns:m=', 1)
        OURS.takes(prefixed(made, *dice.choice(NOTATIONS)).encode())
    assert changed


@pytest.mark.parametrize("change", CHANGES)
def test_a_declaration_with_unusual_values_and_a_change_is_read_the_same(change: str) -> None:
    dice = random.Random(change)
    for _ in range(20):
        for text in (ordinary(dice), declaration(dice)):
            OURS.takes(prefixed(CHANGES[change](dice, text), *dice.choice(NOTATIONS)).encode())


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_taken_only_when_the_schema_takes_it(name: str) -> None:
    dice, taken = random.Random(name), 0
    for value in VALUES[name]:
        for _ in range(6):
            change = at_random(f"(<[mi]:{name}>)[^<]*", rf"\g<1>{value}")
            taken += OURS.takes(change(dice, ordinary(dice)).encode())
    assert taken


def test_a_prefix_that_one_client_declares_is_none_of_the_next() -> None:
    head, body = ordinary(random.Random(5)).split("<m:Clienten>")
    head = head.replace(" xmlns:i=", ' xmlns:k="urn:other" xmlns:i=')
    body = body.replace("i:", "k:").replace("<m:Client>", f'<m:Client xmlns:k="{BASIS}">', 1)
    data = f"{head}<m:Clienten>{body}".encode()
    assert not isinstance(OURS.plain.read(data), Readable) and not OURS.takes(data)


def test_lines_in_a_comment_are_none_when_the_first_stands_before_it() -> None:
    text = ordinary(random.Random(6), simple=True)
    start, end = text.index("<m:Prestatie>"), text.rindex("</m:Prestatie>") + len("</m:Prestatie>")
    lines = text[start:end]
    first = lines[: lines.index("</m:Prestatie>")].replace("<m:Prestatie>", "<m:Prestatie >") + "</m:Prestatie >"
    lines += "</m:Prestaties></m:Client>"
    for hidden in (f"<!--{lines}-->", f"<?a {lines}?>"):
        data = (text[:start] + first + hidden + text[end:]).encode()
        read = OURS.plain.read(data)
        assert isinstance(read, Readable) and len(list(read.message.declaratie.prestaties())) == 1  # type: ignore[union-attr]
        assert not OURS.takes(data)


def test_changed_bytes_are_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    dice, taken = random.Random(3), 0
    for _ in range(4000):
        monkeypatch.setattr(records, "_STRETCH", dice.choice((1, 700, 128 * 1024)))
        data = prefixed(spaced(dice, ordinary(dice, 2)), *dice.choice(NOTATIONS)).encode()
        a, b = sorted(dice.randrange(len(data) + 1) for _ in "12")
        b = min(b, a + dice.choice((0, 1, 9, 400)))
        new = dice.choice((b"", b"<", b" ", data[a:b] * 2, data[a:b][::-1], bytes([dice.randrange(256)])))
        taken += OURS.takes(data[:a] + new + data[b:])
    assert taken > 400


def test_a_declaration_with_much_before_its_lines_is_for_the_parser() -> None:
    text = ordinary(random.Random(4), 400)
    assert OURS.takes(text.encode())
    assert not OURS.takes(text.replace("<m:Header>", "<m:Header>" + " " * 70_000, 1).encode())
