"""Writes the iJw schemas (schemas/ijw) from the facts (schemas/feiten) and our own words (uitleg.toml, codelijsten).

The facts say what a message looks like; every sentence in the result is ours. The same input always gives the
same bytes. Uses the standard library only, so that anybody can run it in a bare checkout:

    python schemas/generate.py            write schemas/ijw anew
    python schemas/generate.py --check    write nothing, say which files differ (status 1)
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

HERE: Final = Path(__file__).resolve().parent
RELEASES: Final = ("3.2", "2.3")
BASE_FILE: Final = "basisschema.xsd"
XS: Final = "http://www.w3.org/2001/XMLSchema"
NUMERIC_FACETS: Final = ("minLength", "maxLength", "minInclusive", "maxInclusive")

# Three patterns of the standard are read differently, or slowly, by some engines. The facts keep them as they are; the
# schemas carry an expression for the same set of values that each engine reads alike and in one pass:
# - the first two let a backtracking matcher try every way to cut a long value in pieces;
# - \s and \S outside of a class count a no-break space as white in one engine and not in the other;
# - a hyphen at the end of a negated class is taken as allowed by libxml2, so that it let a time zone pass.
# tests/property/test_schemas.py compares them with the meaning of the original on every short string.
SAME_VALUES: Final[Mapping[str, str]] = {
    r"([.\s]*\S+[.\s]*)+": r"[ \t\n\r]*[^ \t\n\r][\s\S]*",
    r".*[^\s].*": r"[ \t]*[^ \t\n\r].*",
    r"[^Z+-]+": r"[^Z+\-]+",
}

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Our own texts: what a message, class or type is, and what each code of a list means."""

    berichten: Mapping[str, str]
    klassen: Mapping[str, str]
    typen: Mapping[str, str]
    waarden: Mapping[str, Mapping[str, str]]


def read_words(folder: Path) -> Words:
    """Read the texts beside this script: feiten/uitleg.toml and codelijsten/*.toml."""
    uitleg = tomllib.loads((folder / "feiten" / "uitleg.toml").read_text(encoding="utf-8"))
    return Words(uitleg["bericht"], uitleg["klasse"], uitleg["type"], read_values(folder / "codelijsten"))


def read_values(folder: Path) -> dict[str, dict[str, str]]:
    """Per simple type the Dutch word of each code; types without a list have none."""
    waarden = tomllib.loads((folder / "waarden.toml").read_text(encoding="utf-8"))
    retourcodes = tomllib.loads((folder / "retourcodes.toml").read_text(encoding="utf-8"))["retourcode"]
    values = {name: table["codes"] for name, table in waarden.items()}
    values["LDT_RetourCode"] = {code["code"]: code["betekenis"] for code in retourcodes}
    return values


def documentation(text: str | None, indent: str) -> list[str]:
    """An xs:annotation with one Dutch sentence, or nothing."""
    if not text:
        return []
    return [
        f"{indent}<xs:annotation>",
        f'{indent}  <xs:documentation xml:lang="nl">{escape(text)}</xs:documentation>',
        f"{indent}</xs:annotation>",
    ]


def opening(namespaces: Mapping[str, str], target: str) -> list[str]:
    """The XML declaration, the note on origin and the xs:schema start tag."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- Made by schemas/generate.py from schemas/feiten. Change the facts or the words there, not this file. -->",
        f"<xs:schema xmlns:xs={quoteattr(XS)}",
    ]
    lines += [f"           xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in namespaces.items()]
    lines.append(f'           targetNamespace={quoteattr(target)} elementFormDefault="qualified">')
    return lines


def heading(text: str, prefix: str, appinfo: Mapping[str, str]) -> list[str]:
    """The annotation of the schema itself: what it is, and its version figures for programs (xs:appinfo)."""
    figures = [f"      <{prefix}:{name}>{escape(value)}</{prefix}:{name}>" for name, value in appinfo.items()]
    return [
        "  <xs:annotation>",
        f'    <xs:documentation xml:lang="nl">{escape(text)}</xs:documentation>',
        "    <xs:appinfo>",
        *figures,
        "    </xs:appinfo>",
        "  </xs:annotation>",
    ]


def restriction(facts: Facts, indent: str, values: Mapping[str, str]) -> list[str]:
    """An xs:restriction with its facets; `values` gives the word for each enumerated code."""
    facets = [f'<xs:{name} value="{facts[name]}"/>' for name in NUMERIC_FACETS if name in facts]
    for pattern in facts.get("patterns", ()):
        facets.append(f"<xs:pattern value={quoteattr(SAME_VALUES.get(pattern, pattern))}/>")
    lines = [f'{indent}<xs:restriction base="{facts["base"]}">', *(f"{indent}  {facet}" for facet in facets)]
    for code in facts.get("enumeration", ()):
        lines += enumeration(code, values.get(code), indent + "  ")
    return [*lines, f"{indent}</xs:restriction>"]


def enumeration(code: str, word: str | None, indent: str) -> list[str]:
    """One code of a list, with its meaning where we have a word for it; one line each, a list reads like a list."""
    if word is None:
        return [f"{indent}<xs:enumeration value={quoteattr(code)}/>"]
    note = f'<xs:annotation><xs:documentation xml:lang="nl">{escape(word)}</xs:documentation></xs:annotation>'
    return [f"{indent}<xs:enumeration value={quoteattr(code)}>{note}</xs:enumeration>"]


def simple_type(name: str, facts: Facts, words: Words) -> list[str]:
    """A named simple type of the base schema."""
    return [
        f'  <xs:simpleType name="{name}">',
        *documentation(words.typen.get(name), "    "),
        *restriction(facts, "    ", words.waarden.get(name, {})),
        "  </xs:simpleType>",
    ]


def occurrence(child: Facts) -> str:
    """minOccurs and maxOccurs as attributes, left out where they are 1."""
    low = "" if child["min"] == 1 else f' minOccurs="{child["min"]}"'
    return low + ("" if child["max"] == 1 else f' maxOccurs="{child["max"]}"')


def element(child: Facts) -> list[str]:
    """An element of a sequence: of a named type, or of an anonymous restriction of one (all facets of both hold)."""
    start = f'      <xs:element name="{child["name"]}"'
    if "restriction" not in child:
        return [f'{start} type="{child["type"]}"{occurrence(child)}/>']
    return [
        f"{start}{occurrence(child)}>",
        "        <xs:simpleType>",
        *restriction(child["restriction"], "          ", {}),
        "        </xs:simpleType>",
        "      </xs:element>",
    ]


def complex_type(name: str, facts: Facts, text: str | None) -> list[str]:
    """A class or composed data type: its elements in fixed order."""
    children = [line for child in facts["children"] for line in element(child)]
    return [
        f'  <xs:complexType name="{name}">',
        *documentation(text, "    "),
        "    <xs:sequence>",
        *children,
        "    </xs:sequence>",
        "  </xs:complexType>",
    ]


def base_schema(types: Facts, words: Words) -> str:
    """The text of basisschema.xsd of one release."""
    lines = opening({types["prefix"]: types["namespace"]}, types["namespace"])
    lines += heading(words.berichten["basisschema"], types["prefix"], types["xsdAppinfo"])
    for name, facts in types["simpleTypes"].items():
        lines += simple_type(name, facts, words)
    for name, facts in types["complexTypes"].items():
        lines += complex_type(name, facts, words.typen.get(name))
    return finished(lines)


def message_schema(name: str, message: Facts, types: Facts, words: Words) -> str:
    """The text of one message schema: import, root element, classes."""
    prefix = message["prefix"]
    lines = opening({types["prefix"]: types["namespace"], prefix: message["namespace"]}, message["namespace"])
    lines += heading(words.berichten[name], types["prefix"], message["xsdAppinfo"])
    lines.append(f'  <xs:import namespace={quoteattr(types["namespace"])} schemaLocation="{BASE_FILE}"/>')
    lines.append(f'  <xs:element name="{message["rootElement"]}" type="{prefix}:{message["rootType"]}"/>')
    for klasse, facts in message["classes"].items():
        text = words.klassen.get(f"{name}.{klasse}", words.klassen.get(klasse))
        lines += complex_type(klasse, facts, text)
    return finished(lines)


def finished(lines: Iterable[str]) -> str:
    return "\n".join([*lines, "</xs:schema>", ""])


def schemas(facts: Path, words: Words) -> Iterator[tuple[str, str]]:
    """Every schema as (path below the output folder, text), releases newest first."""
    for release in RELEASES:
        types = json.loads((facts / f"types-{release}.json").read_text(encoding="utf-8"))
        messages = json.loads((facts / f"messages-{release}.json").read_text(encoding="utf-8"))["messages"]
        yield f"{release}/{BASE_FILE}", base_schema(types, words)
        for name, message in messages.items():
            yield f"{release}/{name}.xsd", message_schema(name, message, types, words)


def differing(wanted: Mapping[str, str], out: Path) -> list[str]:
    """Names of files that are missing, differ, or stand in the folder without being generated."""
    present = {path.relative_to(out).as_posix() for path in out.rglob("*.xsd")}
    changed = {
        name for name, text in wanted.items() if name not in present or (out / name).read_bytes() != text.encode()
    }
    return sorted(changed | (present - wanted.keys()))


def write(wanted: Mapping[str, str], out: Path) -> None:
    for name, text in wanted.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


FACTS_HELP: Final = "folder with types-*.json and messages-*.json (default: feiten beside this script)"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write the iJw schemas from the fact files.")
    add = parser.add_argument
    add("facts", nargs="?", type=Path, default=HERE / "feiten", metavar="FOLDER", help=FACTS_HELP)
    add("--out", type=Path, default=HERE / "ijw", help="folder to write to (default: ijw beside this script)")
    add("--check", action="store_true", help="write nothing; list the files that differ, status 1 if there are any")
    options = parser.parse_args(arguments)
    wanted = dict(schemas(options.facts, read_words(HERE)))
    if not options.check:
        write(wanted, options.out)
        return 0
    different = differing(wanted, options.out)
    sys.stdout.writelines(f"differs: {name}\n" for name in different)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
