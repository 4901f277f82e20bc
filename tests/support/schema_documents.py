"""Makes valid documents from the facts and damages them: every kind of mistake a sender could make."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from lxml import etree

from tests.support.schema_facts import Declared, Message, messages
from tests.support.schema_oracle import XSI, value_fits

Mutation = Callable[[etree._Element, Message, random.Random], None]

STRINGS = (
    "",
    " ",
    "\t",
    "\n",
    "\r",
    "x",
    " x",
    "x ",
    "x\ny",
    "\n x",
    "\u00a0",
    "\u2003",
    "\u2028",
    "é",
    "😀",
    ".",
    "0",
)
NUMBERS = (
    "",
    "+5",
    "-0",
    "-1",
    "007",
    " 7 ",
    "\n7\t",
    "1.0",
    "1e3",
    "0x1",
    "1 2",
    "--1",
    "+",
    "0" * 40 + "1",
    "9" * 30,
)
DATES = (
    *("2025-02-28", "2025-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "2025-04-31", "2025-13-01", "2025-00-10"),
    *("2025-1-1", "25-01-01", "20250101", "0000-01-01", "0001-01-01", "-0001-01-01", "12025-01-01", "02025-01-01"),
    *("2025-01-01Z", "2025-01-01+01:00", "2025-01-01-01:00", " 2025-01-01\n", "2025 -01-01", "+2025-01-01", "", "x"),
)
TIMES = (
    *("00:00:00", "23:59:59", "24:00:00", "24:00:00.0", "24:00:01", "25:00:00", "12:60:00", "12:00:60", "12:00"),
    *("12:00:00.123", "12:00:00.", "12:00:00Z", "12:00:00+01:00", "12:00:00-01:00", " 12:00:00\t", "12.00.00", "", "x"),
)
ALPHABET = "abz AZ019.-_éÀỳ×\u00a0😀\t\n\r"


def valid_document(message: Message, rng: random.Random) -> etree._Element:
    """A document that fits the facts, with optional parts and repeats by chance."""

    def by_chance(child: dict[str, Any]) -> int:
        most = 3 if child["max"] == "unbounded" else 1
        return rng.randint(child["min"], most) if rng.random() < 0.8 else most

    return document(message, by_chance, lambda declared: rng.choice(valid_values(layers_key(declared))))


def full_document(message: Message) -> etree._Element:
    """A valid document with every element that the facts know, each once."""
    return document(message, lambda child: 1, lambda declared: valid_values(layers_key(declared))[-1])


def document(
    message: Message, times: Callable[[dict[str, Any]], int], value: Callable[[Declared], str]
) -> etree._Element:
    namespaces = {message.facts["prefix"]: message.namespace, "xsi": XSI, "xs": "http://www.w3.org/2001/XMLSchema"}
    namespaces[message.types["prefix"]] = message.types["namespace"]
    root = etree.Element(f"{{{message.namespace}}}{message.facts['rootElement']}", nsmap=namespaces)

    def fill(element: etree._Element, declared: Declared) -> None:
        if declared.layers:
            element.text = value(declared)
        for child in declared.children:
            for _ in range(times(child)):
                fill(etree.SubElement(element, f"{{{declared.namespace}}}{child['name']}"), message.child(child))

    fill(root, message.root)
    return root


def each_place_damaged(root: etree._Element) -> Iterator[bytes]:
    """At every place in turn: the element gone, there twice, after its neighbour, or of no or another namespace."""
    for place in range(1, sum(1 for _ in root.iter())):
        for damage in (vanish, repeat, change_places, leave_namespace, lose_name, grow_child, get_attribute):
            copy = deepcopy(root)
            damage(next(element for number, element in enumerate(copy.iter()) if number == place))
            yield etree.tostring(copy, encoding="utf-8")


def vanish(part: etree._Element) -> None:
    parent(part).remove(part)


def repeat(part: etree._Element) -> None:
    part.addnext(deepcopy(part))


def change_places(part: etree._Element) -> None:
    following = part.getnext()
    if following is not None:
        following.addnext(part)


def leave_namespace(part: etree._Element) -> None:
    above = parent(part)
    namespace = etree.QName(above).namespace
    same = etree.QName(part).namespace == namespace
    part.tag = etree.QName(part).localname if same else f"{{{namespace}}}{etree.QName(part).localname}"


def lose_name(part: etree._Element) -> None:
    part.tag = f"{{{etree.QName(part).namespace}}}Onbekend"


def grow_child(part: etree._Element) -> None:
    etree.SubElement(part, f"{{{etree.QName(part).namespace}}}Onbekend")


def get_attribute(part: etree._Element) -> None:
    part.set("soort", "x")


def layers_key(declared: Declared) -> str:
    """A hashable name for the layers of a simple type."""
    return repr(declared.layers)


@cache
def pools() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Per simple type the candidate values that fit, and those that do not, by the oracle."""
    sorted_values: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for message in messages():
        for declared in simple_parts(message):
            key = layers_key(declared)
            if key not in sorted_values:
                candidates = tuple(dict.fromkeys(candidate_values(declared.layers)))
                good = tuple(value for value in candidates if value_fits(value, declared.layers))
                sorted_values[key] = good, tuple(value for value in candidates if value not in good)
    return sorted_values


@cache
def valid_values(key: str) -> tuple[str, ...]:
    """Values that fit, without the white space that the xmlschema package reads in its own way."""
    return tuple(value for value in pools()[key][0] if not any(char in "\u00a0\u2003\u2028" for char in value))


def simple_parts(message: Message) -> list[Declared]:
    """Every element with a value in any type of the message or its base schema."""
    types = [*message.facts["classes"].values(), *message.types["complexTypes"].values()]
    declared = [message.child(child) for facts in types for child in facts["children"]]
    return [part for part in declared if part.layers]


def candidate_values(layers: tuple[dict[str, Any], ...]) -> list[str]:
    """Values around every boundary of every facet, and some that belong to no type."""
    base, values = layers[0]["base"], [*STRINGS]
    values += {"xs:integer": NUMBERS, "xs:date": DATES, "xs:time": TIMES, "xs:string": ()}[base]
    values += [
        "2",
        "3",
        "0193",
        "12345678",
        "98000001",
        "98000000",
        "999900006",
        "1.0.12",
        "01.0.0",
        "1.0",
        "NL123456789B01",
    ]
    values += ["432", "433", "450", "451", *(str(code) for code in range(436, 450)), *map(str, range(486, 492))]
    for layer in layers:
        for bound in ("minInclusive", "maxInclusive"):
            values += [str(layer[bound] + step) for step in (-1, 0, 1) if bound in layer]
        for bound in ("minLength", "maxLength"):
            lengths = [layer[bound] + step for step in (-1, 0, 1) if bound in layer]
            values += [unit * length for length in lengths if length >= 0 for unit in ("x", "7", " ", "é", "😀", ".")]
        codes = layer.get("enumeration", ())
        values += [*codes, *(f" {code}" for code in codes[:3]), *(f"{code} " for code in codes[:3]), *NEIGHBOURS]
    return values


NEIGHBOURS = ("00", "07", "1", "10", "99", "S30", "s300", "0002", "EUR", "eur", "NL", "nl", "XX", "D", "d")


def some_element(root: etree._Element, rng: random.Random) -> etree._Element:
    return rng.choice([element for element in root.iter() if isinstance(element.tag, str)])


def some_part(root: etree._Element, rng: random.Random) -> etree._Element:
    return rng.choice([element for element in root.iter() if isinstance(element.tag, str) and element is not root])


def some_leaf(root: etree._Element, rng: random.Random) -> etree._Element:
    return rng.choice([element for element in root.iter() if isinstance(element.tag, str) and len(element) == 0])


def parent(element: etree._Element) -> etree._Element:
    found = element.getparent()
    assert found is not None
    return found


def drop(root: etree._Element, message: Message, rng: random.Random) -> None:
    vanish(some_part(root, rng))


def duplicate(root: etree._Element, message: Message, rng: random.Random) -> None:
    part = some_part(root, rng)
    for _ in range(rng.choice((1, 1, 4))):
        repeat(part)


def swap(root: etree._Element, message: Message, rng: random.Random) -> None:
    change_places(some_part(root, rng))


def move(root: etree._Element, message: Message, rng: random.Random) -> None:
    part, target = some_part(root, rng), some_element(root, rng)
    if part not in (target, *target.iterancestors()):
        target.insert(rng.randint(0, len(target)), part)


def rename(root: etree._Element, message: Message, rng: random.Random) -> None:
    element = some_element(root, rng)
    name = etree.QName(element)
    element.tag = f"{{{name.namespace}}}{rng.choice((name.localname.lower(), name.localname + 'x', 'Onbekend'))}"


def wrong_namespace(root: etree._Element, message: Message, rng: random.Random) -> None:
    element = some_element(root, rng)
    others = (message.namespace, message.types["namespace"], "urn:x", message.namespace.replace("_", "-"), "")
    namespace, name = rng.choice(others), etree.QName(element).localname
    element.tag = f"{{{namespace}}}{name}" if namespace else name


def boundary_value(root: etree._Element, message: Message, rng: random.Random) -> None:
    leaf = some_leaf(root, rng)
    good, bad = rng.choice(list(pools().values())) if rng.random() < 0.2 else own_pool(leaf, message)
    leaf.text = rng.choice((good if rng.random() < 0.6 else bad) or ("x",))


def own_pool(leaf: etree._Element, message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Candidate values of the type this element was declared with; none when it stands where nothing was declared."""
    declared = declared_for(leaf, message)
    return pools()[layers_key(declared)] if declared is not None and declared.layers else ((), ())


def declared_for(element: etree._Element, message: Message) -> Declared | None:
    """What the facts say an element at this place may hold."""
    declared = message.root
    for step in [*reversed(list(element.iterancestors())), element][1:]:
        found = [child for child in declared.children if child["name"] == etree.QName(step).localname]
        if not found:
            return None
        declared = message.child(found[0])
    return declared


def random_value(root: etree._Element, message: Message, rng: random.Random) -> None:
    some_leaf(root, rng).text = "".join(rng.choices(ALPHABET, k=rng.randint(0, 14)))


def edit_value(root: etree._Element, message: Message, rng: random.Random) -> None:
    """One character of a value changed, doubled or lost."""
    leaf = some_leaf(root, rng)
    text = leaf.text or "x"
    at = rng.randrange(len(text))
    leaf.text = text[:at] + rng.choice(("", text[at] * 2, rng.choice(ALPHABET + "0123456789:+Z"))) + text[at + 1 :]


def pad(root: etree._Element, message: Message, rng: random.Random) -> None:
    leaf = some_leaf(root, rng)
    around = rng.choices((" ", "\t", "\n", "\r", "\r\n", "  ", "", "\u00a0"), k=2)
    leaf.text = around[0] + (leaf.text or "") + around[1]


def attribute(root: etree._Element, message: Message, rng: random.Random) -> None:
    element = some_element(root, rng)
    names = ("soort", "{urn:x}soort", "{http://www.w3.org/XML/1998/namespace}lang", f"{{{XSI}}}iets")
    harmless = (f"{{{XSI}}}schemaLocation", f"{{{XSI}}}noNamespaceSchemaLocation")
    element.set(rng.choice((*names, *harmless, *harmless)), rng.choice(("urn:x x.xsd", "urn:x urn:y")))


def instance_type(root: etree._Element, message: Message, rng: random.Random) -> None:
    element = some_element(root, rng)
    own = sorted({child["type"] for facts in message.types["complexTypes"].values() for child in facts["children"]
                  if child["name"] == etree.QName(element).localname and "type" in child})  # fmt: skip
    own += sorted({child["type"] for facts in message.facts["classes"].values() for child in facts["children"]
                   if child["name"] == etree.QName(element).localname and "type" in child})  # fmt: skip
    own += [f"{message.facts['prefix']}:Root"]
    strange = ("xs:string", "ijw:LDT_Naam", "ijw:CDT_Adres", "ijw:Bestaatniet", "zonder:Naam", "LDT_Naam", "", ":")
    element.set(f"{{{XSI}}}type", rng.choice((*own * 3, *strange)))


def nil(root: etree._Element, message: Message, rng: random.Random) -> None:
    element = some_element(root, rng)
    element.set(f"{{{XSI}}}nil", rng.choice(("true", "false", "1", "0", "nee")))
    if rng.random() < 0.5:
        empty(element)


def text_between(root: etree._Element, message: Message, rng: random.Random) -> None:
    element = some_element(root, rng)
    text = rng.choice((" ", "\n\t", "\r\n", "x", "\u00a0", " . "))
    if len(element) and rng.random() < 0.5:
        rng.choice(list(element)).tail = text
    else:
        element.text = text + (element.text or "")


def comment(root: etree._Element, message: Message, rng: random.Random) -> None:
    """A comment or instruction, sometimes in the middle of a value."""
    element = some_element(root, rng)
    node = rng.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y")))
    if len(element) == 0 and element.text:
        at = rng.randint(0, len(element.text))
        node.tail, element.text = element.text[at:], element.text[:at]
    element.insert(0, node)


def cdata(root: etree._Element, message: Message, rng: random.Random) -> None:
    leaf = some_leaf(root, rng)
    if leaf.text and "\r" not in leaf.text:
        leaf.text = etree.CDATA(leaf.text)


def child_in_value(root: etree._Element, message: Message, rng: random.Random) -> None:
    etree.SubElement(some_leaf(root, rng), f"{{{message.namespace}}}{rng.choice(('Naam', 'x'))}")


def hollow(root: etree._Element, message: Message, rng: random.Random) -> None:
    empty(some_element(root, rng))


def empty(element: etree._Element) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None


def regrow(root: etree._Element, message: Message, rng: random.Random) -> None:
    """No damage: another valid document in place of this one."""
    fresh = valid_document(message, rng)
    empty(root)
    root.extend(list(fresh))


MUTATIONS: tuple[Mutation, ...] = (
    *(drop, duplicate, swap, move, rename, wrong_namespace, boundary_value, boundary_value, boundary_value),
    *(random_value, edit_value, edit_value, pad, pad, attribute, instance_type, nil, text_between, comment, cdata),
    *(child_in_value, hollow, regrow),
)


def mutated(root: etree._Element, message: Message, rng: random.Random) -> tuple[str, bytes]:
    """One damaged copy as bytes, with the names of what was done to it."""
    copy = deepcopy(root)
    chosen = rng.choices(MUTATIONS, k=rng.choice((1, 1, 1, 2)))
    for mutation in chosen:
        if any(isinstance(element.tag, str) and element is not copy for element in copy.iter()):
            mutation(copy, message, rng)
    return "+".join(mutation.__name__ for mutation in chosen), etree.tostring(copy, encoding="utf-8")
