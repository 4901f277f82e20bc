"""Shows what came of checking one message: what it is, the verdict, and the findings place by place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from services.cli import screen
from services.cli.assessment import JUDGED, Assessment, LevelDone
from services.cli.check_facts import Facts, amounts, facts
from services.shared.desk.reading import Readable
from services.shared.standard.rules.listing import all_rules
from services.shared.verdict.finding import Finding, Said

if TYPE_CHECKING:
    from services.cli.schema_words import SchemaFault

_MOST = 100
_ADVICE = {
    "accepted": "Dit bericht kan worden aangeleverd.",
    "partly_accepted": "Een deel van de regels wordt afgewezen; de andere worden toegekend.",
    "rejected": "Herstel wat hieronder staat.",
    "unreadable": "Dit bericht telt als niet verzonden. Herstel het en lever het opnieuw aan.",
    "parked": "Sluis geeft op dit bericht geen antwoord.",
}


def show(
    out: Console,
    name: str,
    found: Assessment,
    faults: Sequence[SchemaFault],
    gemeenten: Mapping[str, str],
    line_of: Callable[[str], int | None],
) -> None:
    """Write everything about one message; ``line_of`` gives the line in the file of a place."""
    document = found.document
    out.print(screen.heading(name))
    out.print(screen.labelled(_facts(found, gemeenten)))
    out.print()
    out.print(_verdict(found))
    if faults:
        out.print()
        for line in _schema_faults(faults, out.width):
            out.print(line)
    if found.findings:
        out.print()
        for shown in _findings(document["bericht"], found.findings, line_of, out.width):
            out.print(shown)
    if document["signals"]:
        out.print()
        out.print(screen.heading("Signalen van de regio (geen afwijzing)"))
        out.print(screen.labelled(_signals(document)))
    if document["outcome"] == "parked":
        out.print(screen.indented(Text(document["reden"])))
    out.print()
    out.print(screen.heading("Wat is beoordeeld"))
    out.print(screen.labelled(_level(each) for each in found.levels))


def _facts(found: Assessment, gemeenten: Mapping[str, str]) -> Facts:
    told = facts(found.read, gemeenten)
    document = found.document
    if isinstance(found.read, Readable) and document["outcome"] != "parked" and document["bericht"] != "JW301":
        told += amounts(document["ingediend_cent"], document["toegekend_cent"])
    return told


def _verdict(found: Assessment) -> Text:
    outcome = found.document["outcome"]
    text = Text("Oordeel: ", style="bold").append(screen.OUTCOMES[outcome], style=screen.STYLES[outcome])
    if found.document.get("voorlopig"):
        text.append(", voor zover beoordeeld", style="bold")
        advice = "Niets op aan te merken." if outcome == "accepted" else "Herstel eerst wat hieronder staat."
    else:
        advice = _ADVICE[outcome]
        if found.answer is not None:
            advice += f" Het antwoord is een {found.answer.soort}."
    return text.append(f". {advice}", style="not bold")


def _schema_faults(faults: Sequence[SchemaFault], width: int) -> Iterator[Any]:
    for fault in faults:
        yield _place(fault.line, fault.path or "/", width)
        rows: list[tuple[str, str | Text]] = [("StUF055", fault.what)]
        if fault.expected:
            rows.append(("verwacht", fault.expected))
        yield screen.labelled(rows)


def _place(line: int | None, path: str, width: int) -> Text:
    """The line in the file and the place, broken between steps where it is longer than the screen."""
    text = f"regel {line}, {path}" if line else path
    rows: list[str] = []
    while len(text) > width and (cut := text.rfind("/", 3, width)) > 0:
        rows.append(text[:cut])
        text = f"  {text[cut:]}"
    return Text("\n".join([*rows, text]), style="bold cyan")


def _findings(
    message: str, findings: Sequence[Finding], line_of: Callable[[str], int | None], width: int
) -> Iterator[Any]:
    """The findings in order, those of one place together."""
    for path, here in groupby(findings[:_MOST], key=lambda finding: finding.path):
        yield _place(line_of(path), path, width)
        for said, _ in here:
            why, what_now = _words(message, said)
            rows: list[tuple[str, str | Text]] = [(said.retourcode, Text(said.rule, style="bold"))]
            rows[0][1].append(f"  {why}", style="not bold")  # type: ignore[union-attr]
            if said.derived:
                rows.append(("afgeleid", "geen openbaar document noemt deze regel; dit is onze uitleg"))
            if what_now:
                rows.append(("wat nu", what_now))
            yield screen.labelled(rows)
    if len(findings) > _MOST:
        yield Text(f"... en nog {len(findings) - _MOST} bevindingen; alle staan in de uitvoer van --json.", style="dim")


def _signals(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for signal in document["signals"]:
        told = "" if signal["beoordeeld"] else " (niet te beoordelen)"
        yield signal["rule"], f"{signal['path']}{told}: {signal['explanation']}"
    if document.get("voorlopig"):
        yield "let op", "afspraken (offerte, verwijzing) en eerdere versies zijn zonder database niet bekend"


def _words(message: str, said: Said) -> tuple[str, str]:
    """Why and what now, apart; together when the rule is not found."""
    figures = dict(said.figures)
    for rule in all_rules():
        if rule.number == said.rule and rule.message == message and said.explanation == rule.explanation(said.figures):
            return rule.why.format_map(figures), rule.what_now.format_map(figures)
    return said.explanation, ""


def _level(level: LevelDone) -> tuple[str, Text]:
    style = "green" if level.judged == JUDGED else "yellow"
    text = Text(level.judged, style=style)
    if level.reason:
        text.append(f": {level.reason}", style="default")
    return f"{level.number} {level.name}", text
