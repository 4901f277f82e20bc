"""Knows what every answer message has: retourcodes on its classes."""

from __future__ import annotations

from services.shared.standard.messages.element import Element, local_name, text

RetourCodes = tuple[str, ...]


def read_codes(parts: dict[str, Element]) -> RetourCodes:
    """The codes of a class, in the order of the message; empty when it carries none."""
    return tuple(text(code) for code in parts["RetourCodes"]) if "RetourCodes" in parts else ()


def with_codes(element: Element, path: str) -> list[tuple[str, RetourCodes]]:
    """Every class at or below an element that carries codes, with its path; positions count from 1."""
    found: list[tuple[str, RetourCodes]] = []
    seen: dict[str, int] = {}
    for child in element:
        name = local_name(child)
        if name == "RetourCodes":
            found.append((path, tuple(text(code) for code in child)))
            continue
        seen[name] = seen.get(name, 0) + 1
        if len(child):
            repeated = sum(local_name(other) == name for other in element) > 1
            found += with_codes(child, f"{path}/{name}[{seen[name]}]" if repeated else f"{path}/{name}")
    return found
