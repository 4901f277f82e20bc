"""TR416 (0001): a client has one debit line per allocation, product and period in a message."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from services.shared.standard.messages import jw323
from services.shared.standard.rule import rule
from services.shared.standard.sleutel import herhalingen
from services.shared.standard.view import BerichtView
from services.shared.verdict.finding import Breach, Level, breach

_looks = itemgetter(*map(jw323.Prestatie._fields.index, ("toewijzing_nummer", "begin", "product_code")))
"""Less than what must differ, and of credit lines too: in most messages even that does."""


@rule(
    "TR416",
    retourcode="0001",
    level=Level.MESSAGE,
    message="JW323",
    over=jw323.Client,
    element="ProductPeriode",
    why="Prestatie {positie} is debet voor hetzelfde product, dezelfde periode ({begin} tot en met {eind}) en dezelfde "
    "toewijzing ({toewijzing}) als prestatie {eerste} van deze cliënt.",
    what_now="Tel alles wat in die periode is geleverd op tot één regel en stuur de declaratie opnieuw.",
)
def een_debet_per_product_en_periode(client: jw323.Client, view: BerichtView) -> list[Breach] | None:
    """Credit lines do not count (IV089); across messages TR389 says the same."""
    lines = client.prestaties
    if len(set(map(_looks, lines))) == len(lines):
        return None
    return _judged(lines) or None


def _judged(lines: Sequence[jw323.Prestatie]) -> list[Breach]:
    debit = [(position, line) for position, line in enumerate(lines, start=1) if line.debet_credit == jw323.DEBET]
    keys = (
        (line.toewijzing_nummer, line.begin, line.eind, line.product_categorie, line.product_code) for _, line in debit
    )
    return [_repeated(*debit[later - 1], debit[first - 1][0]) for later, first in herhalingen(keys)]


def _repeated(position: int, line: jw323.Prestatie, eerste: int) -> Breach:
    return breach(
        within=f"Prestaties/Prestatie[{position}]",
        positie=position,
        eerste=eerste,
        begin=str(line.begin),
        eind=str(line.eind),
        toewijzing=line.toewijzing_nummer,
    )
