"""What a text says it is, by its first element alone."""

from __future__ import annotations

import pytest

from services.gateway.opschrift import soort_of, uitgave_of

SPACE = "http://www.istandaarden.nl/ijw/3_2/jw323/schema"


@pytest.mark.parametrize(
    "text",
    [
        f'<Bericht xmlns="{SPACE}"/>',
        f'<m:Bericht xmlns:m="{SPACE}">',
        f"<m:Bericht\n  xmlns:i='http://www.istandaarden.nl/ijw/3_2/basisschema/schema'\n xmlns:m = '{SPACE}' >",
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <Bericht> --><?iets ?>\n<m:Bericht xmlns:m="{SPACE}">rest',
        f'\ufeff<m:Bericht xmlns:m="{SPACE}">',
        f'<!DOCTYPE x [<!ENTITY a "b">]><m:Bericht xmlns:m="{SPACE}">',
        f'<m:Bericht xmlns:m="{SPACE}"><stuk',
        f"<!--{'x' * 60_000}--><Bericht xmlns='{SPACE}'>",
    ],
)
def test_a_message_is_known_by_the_namespace_of_its_root(text: str) -> None:
    assert soort_of(text.encode()) == "JW323"


@pytest.mark.parametrize(
    ("name", "soort"), [("3_2/jw301", "JW301"), ("2_3/jw303", "JW303"), ("3_2/jw302", None), ("3_2/jw315", None)]
)
def test_only_messages_that_ask_for_an_answer_can_be_handed_in(name: str, soort: str | None) -> None:
    assert soort_of(f'<Bericht xmlns="http://www.istandaarden.nl/ijw/{name}/schema">'.encode()) == soort


@pytest.mark.parametrize(
    "text",
    [
        "",
        "geen xml",
        "<Bericht/>",
        f'<Iets xmlns="{SPACE}"/>',
        f'<a:Bericht xmlns:b="{SPACE}">',
        f'<Bericht xmlns:b="{SPACE}">',
        f'<Iets><Bericht xmlns="{SPACE}"/></Iets>',
        f'<!-- <Bericht xmlns="{SPACE}">',
        f'tekst <Bericht xmlns="{SPACE}">',
        f'<Bericht xmlns="{SPACE}" onaf',
        f'<Bericht xmlns="{SPACE}/meer">',
        " " * 70_000 + f'<Bericht xmlns="{SPACE}">',
    ],
)
def test_anything_else_is_no_message(text: str) -> None:
    assert soort_of(text.encode()) is None


def test_a_text_made_to_keep_a_search_busy_is_refused_at_once() -> None:
    for piece in (b"<!--", b"<?", b"<!DOCTYPE [", b"<Bericht xmlns=", b" <", b"<!DOCTYPE a []"):
        assert soort_of(piece * 20_000) is None


@pytest.mark.parametrize(
    ("text", "release"),
    [
        (f"<!-- http://www.istandaarden.nl/ijw/2_3/jw301/schema --><Bericht xmlns='{SPACE}'>", ("3", "2")),
        ("<m:Bericht xmlns:m='http://www.istandaarden.nl/ijw/2_3/jw304/schema'>", ("2", "3")),
        ("<a/>", None),
    ],
)
def test_the_release_is_that_of_the_root_and_not_of_what_stands_before_it(
    text: str, release: tuple[str, str] | None
) -> None:
    assert uitgave_of(text.encode()) == release
