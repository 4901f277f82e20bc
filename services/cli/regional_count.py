"""Brings norms and budgets up to date for a command, and counts them again from the ledger when asked."""

from __future__ import annotations

from services.cli import regional, screen
from services.cli.regional import Regional
from services.normbewaking.handle import Bewaking
from services.normbewaking.recount import Soort
from services.shared.dossier import volgrij


async def catch_up(opened: Regional) -> Bewaking:
    """Count what was processed and not counted yet, without deciding on anything for who only looks."""
    watching = Bewaking(opened.database, opened.regios, opened.today, "process")
    with regional.progress(await _total(opened), "Bijwerken") as advance:
        await watching.start(advance, decide=False)
    await watching.follow()
    return watching


async def recount(opened: Regional, only: Soort, *, as_json: bool) -> int:
    """Count norms or budgets again and tell the differences; 0 when there are none."""
    watching = Bewaking(opened.database, opened.regios, opened.today, "process")
    with regional.progress(await _total(opened), "Herberekenen") as advance:
        found = await watching.recount(only, advance)
    if as_json:
        screen.write_json([{"wat": each.wat, "stond": each.stond, "is_nu": each.is_nu} for each in found])
    elif found:
        print("\n".join(map(str, found)))
        print(f"{len(found)} verschillen; de cijfers staan nu zoals het grootboek zegt.")
    else:
        print("Geen verschillen: de cijfers staan zoals het grootboek zegt.")
    return 1 if found else 0


async def _total(opened: Regional) -> int:
    async with opened.database.transaction(write=False) as tx:
        return await volgrij.total(tx)
