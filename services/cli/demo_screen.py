"""Shows on one screen what a demonstration did: the story, the answers, the money and where the files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.cli import screen
from services.cli.demo_story import Story
from services.shared.region.schrijfwijze import euro

_WHAT = (
    "Een gemeente stuurt toewijzingen (JW301), een aanbieder declareert (JW323). Elk bericht krijgt één antwoord "
    "(JW302, JW325, of een Fo01 als het onleesbaar is). Alles hieronder is verzonnen en echt verwerkt."
)


class Played(NamedTuple):
    """What came of a scene: outcome, answer with its codes, granted eurocents, and per finding code and reason."""

    name: str
    told: str
    soort: str
    outcome: str
    answer: str
    codes: tuple[str, ...]
    granted: int
    reasons: tuple[tuple[str, str], ...]


class Standing(NamedTuple):
    """What stands on an allocation: whose it is, its number, its budget (None: a volume) and what was granted."""

    naam: str
    nummer: int
    budget: int | None
    granted: int


def show(
    out: Console,
    story: Story,
    played: Sequence[Played],
    standings: Sequence[Standing],
    watching: Mapping[str, Sequence[str]],
    folder: Path,
    *,
    kept: bool,
) -> None:
    """Write the screen; ``watching`` says in short what was told in regions that are watched."""
    out.print(Text("Sluis in het klein", style="bold").append(f": {story.place}.", style="not bold"))
    out.print(Text(_WHAT, style="dim"))
    out.print()
    for scene in played:
        out.print(_line(scene))
        for code, why in scene.reasons:
            out.print(_reason(code, why))
    out.print()
    out.print(screen.heading("Het geld"))
    out.print(screen.labelled(_money(played, standings)))
    out.print()
    out.print(screen.heading("Norm en budget, bewaakt in twee andere regio's"))
    rows = [(name if not n else "", text) for name, told in watching.items() for n, text in enumerate(told)]
    out.print(screen.labelled(rows))
    out.print()
    out.print(screen.heading("De bestanden"))
    out.print(screen.labelled(_files(folder, kept=kept)))


def _line(scene: Played) -> Table:
    """One line per message: what it is about, the verdict, and what was granted."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=2, no_wrap=True, style="dim")
    table.add_column(width=5, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=15, no_wrap=True)
    table.add_column(width=11, no_wrap=True, justify="right")
    verdict = Text(screen.OUTCOMES[scene.outcome], style=screen.STYLES[scene.outcome])
    amount = euro(scene.granted) if scene.soort == "JW323" and scene.outcome != "unreadable" else ""
    table.add_row(scene.name[:2], scene.soort, scene.told, verdict, amount)
    return table


def _reason(code: str, why: str) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=10, justify="right", no_wrap=True, style="yellow")
    table.add_column(overflow="fold", style="dim")
    table.add_row(code, why)
    return table


def _money(played: Sequence[Played], standings: Sequence[Standing]) -> list[tuple[str, str | Text]]:
    rows: list[tuple[str, str | Text]] = []
    for each in standings:
        if each.budget is None:
            text = euro(each.granted)
        else:
            rest = euro(each.budget - each.granted)
            text = f"{euro(each.granted)} van budget {euro(each.budget)}; over {rest}"
        rows.append((f"{each.naam}, toewijzing {each.nummer}", text))
    total = sum(scene.granted for scene in played)
    rows.append(("samen", f"{euro(total)}, evenveel als de antwoorden toekennen"))
    return rows


def _files(folder: Path, *, kept: bool) -> list[tuple[str, str | Text]]:
    if not kept:
        return [("opgeruimd", "bewaar en bekijk ze met: sluis demo --folder MAP")]
    return [
        ("berichten", str(folder / "inbox")),
        ("antwoorden", f"{folder / 'outbox'}: NAAM.answer.xml en NAAM.verdict.json (en events.ndjson)"),
        ("geheugen", f"{folder / 'sluis.db'}, met zijn sleutel ernaast"),
        ("probeer", "sluis explain 9369"),
    ]
