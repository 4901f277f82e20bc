"""Another schema folder is followed as libxml2 follows it, or the short way of reading lines leaves it alone."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from services.shared.desk.reading import Readable
from services.shared.platform.xml_schema import Schema
from tests.property.test_ordinary import VALUES, XSI, Pair, ordinary
from tests.property.test_pieces import SCHEMAS, at_random
from tests.support.berichten import BASIS

Edit = Callable[[Path], None]


def edit(file: str, pattern: str, new: str | Callable[[re.Match[str]], str]) -> Edit:
    """A change of the first place in a schema file that matches."""

    def change(folder: Path) -> None:
        text, count = re.subn(pattern, new, (folder / file).read_text(), count=1, flags=re.DOTALL)
        assert count == 1
        (folder / file).write_text(text)

    return change


def lines(pattern: str, new: str | Callable[[re.Match[str]], str]) -> Edit:
    """A change of the file of the message."""
    return edit("JW323.xsd", pattern, new)


def typed(name: str, inner: str) -> Edit:
    """A simple type of the base schema described anew."""
    kept = f'(<xs:simpleType name="LDT_{name}">).*?(</xs:simpleType>)'
    return edit("basisschema.xsd", kept, rf"\1{inner}\2")


def limited(name: str, base: str, *facets: str) -> Edit:
    """A simple type of the base schema with other facets: pairs such as ``maxLength=5``."""
    said = "".join(f'<xs:{kind} value="{value}"/>' for kind, _, value in (facet.partition("=") for facet in facets))
    return typed(name, f'<xs:restriction base="xs:{base}">{said}</xs:restriction>')


def within(name: str, more: str) -> Edit:
    """More in front of the content of an element of the message."""
    return lines(f'(<xs:complexType name="{name}">.*?<xs:sequence>)', rf"\1{more}")


def other_file(name: str, text: str, *edits: Edit) -> Edit:
    """One more file: the base schema itself under another name, or what ``text`` says."""

    def change(folder: Path) -> None:
        base = (folder / "basisschema.xsd").read_text()
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text or base)
        for each in edits:
            each(folder)

    return change


XSD = "http://www.w3.org/2001/XMLSchema"
IMPORT = f'<xs:import namespace="{BASIS}" schemaLocation="{{}}"/>'
BASE_FILE, SUB = 'schemaLocation="basisschema.xsd"', "sub/basisschema.xsd"
EENHEID = '<xs:element name="Eenheid" type="ijw:LDT_Eenheid"/>'
REFERENCE = '<xs:element ref="jw323:Eenheid"/>'
SUBSTITUTE = '<xs:element name="U" substitutionGroup="jw323:Eenheid"/>'
UNIQUE = '<xs:unique name="u"><xs:selector xpath=".//ijw:ReferentieNummer"/><xs:field xpath="."/></xs:unique>'
DTD = f'<!DOCTYPE xs:schema [<!ENTITY m \'<x:pattern xmlns:x="{XSD}" value="[0-9]*"/>\'>]>'
INLINE = f"{EENHEID[:27]}><xs:simpleType><xs:restriction base='ijw:LDT_Eenheid'/></xs:simpleType></xs:element>"
WRAPPER = (
    f'<xs:schema xmlns:xs="{XSD}" xmlns:i="{BASIS}" targetNamespace="{BASIS}"'
    ' elementFormDefault="qualified"><xs:{0} schemaLocation="basisschema.xsd">{1}</xs:{0}></xs:schema>'
)
NO_LIMIT = limited("Bedrag", "integer")
LESS = '<xs:restriction base="i:LDT_Bedrag"><xs:maxInclusive value="9"/></xs:restriction>'
SAYS_MORE: dict[str, Edit] = {
    "a choice": lines('(name="Prestatie">.*?)<xs:sequence>(.*?)</xs:sequence>', r"\1<xs:choice>\2</xs:choice>"),
    "a sequence that may be missing": lines('(name="Prestatie">.*?<xs:sequence)', r'\1 minOccurs="0"'),
    "anything": within("Prestatie", '<xs:any namespace="##other" minOccurs="0"/>'),
    "an attribute": lines('(name="Prestatie">.*?</xs:sequence>)', r'\1<xs:attribute name="a" use="required"/>'),
    "text between": lines('name="Prestatie">', r'name="Prestatie" mixed="true">'),
    "an abstract type": lines('name="Prestatie">', r'name="Prestatie" abstract="true">'),
    "nil": lines('name="Bsn"', 'name="Bsn" nillable="true"'),
    "a fixed value": lines('name="Eenheid"', 'name="Eenheid" fixed="04"'),
    "an element without a namespace": lines('name="Eenheid"', 'name="Eenheid" form="unqualified"'),
    "no element with a namespace": edit("basisschema.xsd", '="qualified"', '="unqualified"'),
    "a substitution group": lines(f"{EENHEID}(.*)</xs:schema>", rf"{REFERENCE}\1{EENHEID}{SUBSTITUTE}</xs:schema>"),
    "a unique value": lines('(name="Bericht" type="jw323:Root")/>', rf"\1>{UNIQUE}</xs:element>"),
    "five lines at most": lines('(name="Prestatie" type="jw323:Prestatie" maxOccurs=)"unbounded"', r'\1"5"'),
    "more after the lines": within("Client", EENHEID),
    "another kind of line": within("Prestaties", '<xs:element name="A" type="ijw:LDT_Eenheid" minOccurs="0"/>'),
    "a line in a line": within("Prestatie", '<xs:element name="A" type="jw323:Prestatie" minOccurs="0"/>'),
    "a client without a number": lines('name="Bsn"', 'name="Bsn" minOccurs="0"'),
    "a line without a unit": lines('name="Eenheid"', 'name="Eenheid" minOccurs="0"'),
    "a line without a period": lines('name="ProductPeriode"', 'name="ProductPeriode" minOccurs="0"'),
    "a number as text": limited("Volume", "string"),
    "a list": typed("ReferentieNummer", '<xs:list itemType="xs:token"/>'),
    "digits": limited("Volume", "integer", "totalDigits=3"),
    "numbers from 2": limited("Volume", "integer", "minInclusive=2"),
    "numbers to 5": limited("Volume", "integer", "maxInclusive=5"),
    "numbers below zero": limited("Volume", "integer", "maxInclusive=-5"),
    "a length": limited("ReferentieNummer", "string", "length=3"),
    "a pattern with a choice": limited("ReferentieNummer", "string", "pattern=(a|b)+"),
    "a pattern of colons": limited("ReferentieNummer", "string", "pattern=[^:Z]*"),
    "a pattern with markup": limited("ReferentieNummer", "string", "pattern=[0-z]+"),
    "a pattern over the end of an element": limited("ReferentieNummer", "string", "pattern=[!-~]+"),
    "codes and a pattern": limited("Eenheid", "string", "enumeration=04", "enumeration=14", "pattern=[0]{1}[0-9]+"),
    "an entity": edit(
        "basisschema.xsd", '<xs:schema(.*?name="LDT_Bedrag">.*?)(</xs:restriction>)', rf"{DTD}<xs:schema\1&m;\2"
    ),
    "another folder": other_file(SUB, "", NO_LIMIT, lines(BASE_FILE, f'schemaLocation="{SUB}"')),
    "another base": other_file(SUB, "", NO_LIMIT, lines(BASE_FILE, f'{BASE_FILE} xml:base="sub/"')),
    "a namespace in two files": other_file("b.xsd", "", NO_LIMIT, lines("(?=<xs:import)", IMPORT.format("b.xsd"))),
    "an included file": other_file("om.xsd", WRAPPER.format("include", ""), lines("basisschema.xsd", "om.xsd")),
    "types described anew": other_file(
        "om.xsd",
        WRAPPER.format("redefine", f'<xs:simpleType name="LDT_Bedrag">{LESS}</xs:simpleType>'),
        lines("<xs:import.*?/>", IMPORT.format("om.xsd") + IMPORT.format("basisschema.xsd")),
    ),
}
SAYS_OTHERWISE: dict[str, Edit] = {
    "nothing": lambda _: None,
    "other prefixes": lines("(.*)", lambda text: re.sub(r"\bijw\b(?=[:=])", "q", text[0])),
    "less money": limited("Bedrag", "integer", "minInclusive=0", "maxInclusive=54321"),
    "numbers from 1": limited("Volume", "positiveInteger", "maxInclusive=1000"),
    "numbers without end": limited("Volume", "nonNegativeInteger"),
    "numbers from below zero": limited("Nummer", "integer", "minInclusive=-9", "maxInclusive=98765"),
    "longer references": limited("ReferentieNummer", "token", "minLength=2", "maxLength=300"),
    "references of two kinds": limited("ReferentieNummer", "normalizedString", "enumeration=B1", "enumeration=A B"),
    "references by a pattern": limited("ReferentieNummer", "string", "pattern=[A-Za-z]{1,3}[0-9]+", "maxLength=9"),
    "references of anything": limited("ReferentieNummer", "string", r"pattern=.*[^\\s].*"),
    "shorter codes": limited("ProductCode", "string", "maxLength=2"),
    "another side": limited("DebetCredit", "string", "enumeration=C", "enumeration=D", "enumeration=X"),
    "any side": limited("DebetCredit", "string", "maxLength=2"),
    "two lines at least": lines('name="Prestatie" type', 'name="Prestatie" minOccurs="2" type'),
    "two clients at least": lines('name="Client" type', 'name="Client" minOccurs="2" type'),
    "a type within": lines(EENHEID, INLINE),
}


def changed(schemas: Path, change: Edit) -> Path:
    folder = schemas / "ijw" / "3.2"
    folder.mkdir(parents=True)
    for file in ("JW323.xsd", "basisschema.xsd"):
        shutil.copy(SCHEMAS / "ijw" / "3.2" / file, folder)
    change(folder)
    return folder / "JW323.xsd"


@pytest.mark.parametrize("said", SAYS_MORE)
def test_a_schema_that_says_more_than_an_expression_is_left_to_libxml2(said: str, tmp_path: Path) -> None:
    Schema(changed(tmp_path, SAYS_MORE[said]))
    assert not Pair(tmp_path).knows_lines


@pytest.mark.parametrize("said", SAYS_OTHERWISE)
def test_another_schema_is_followed_as_libxml2_follows_it(said: str, tmp_path: Path) -> None:
    changed(tmp_path, SAYS_OTHERWISE[said])
    pair, dice, taken = Pair(tmp_path), random.Random(said), 0
    assert pair.knows_lines
    for _ in range(20):
        for name, values in VALUES.items():
            first, end, rest = ordinary(dice, simple=True).partition("</m:Prestatie>")
            change = at_random(f"(<[mi]:{name}>)[^<]*", rf"\g<1>{dice.choice(values)}")
            taken += pair.takes((first + end + change(dice, rest)).encode())
    assert (taken == 0) == said.endswith(" at least")  # what is judged first is one line


@pytest.mark.parametrize("name", ["Bericht", "Declaratie", "Clienten"])
def test_a_document_that_chooses_a_narrower_type_is_for_the_parser(name: str, tmp_path: Path) -> None:
    file = changed(tmp_path, lambda _: None)
    schema, more = file.read_text(), ""
    for kind, inner in (("Clienten", "unbounded"), ("Declaratie", ":Clienten"), ("Root", ":Declaratie")):
        found = re.search(f'(?s)<xs:complexType name="{kind}">.*?(<xs:sequence>.*?</xs:sequence>)', schema)
        assert found
        narrower = found[1].replace(f'{inner}"', '1"' if inner == "unbounded" else f'{inner}2"')
        restricted = f'<xs:restriction base="jw323:{kind}">{narrower}</xs:restriction>'
        more += f'<xs:complexType name="{kind}2"><xs:complexContent>{restricted}</xs:complexContent></xs:complexType>'
    file.write_text(schema.replace("</xs:schema>", f"{more}</xs:schema>"))
    pair, text = Pair(tmp_path), ordinary(random.Random(7))
    kind = "Root" if name == "Bericht" else name
    data = re.sub(f"<m:{name}([ >])", rf'<m:{name} {XSI} s:type="m:{kind}2"\1', text, count=1).encode()
    assert pair.takes(text.encode())
    assert not isinstance(pair.plain.read(data), Readable) and not pair.takes(data)
