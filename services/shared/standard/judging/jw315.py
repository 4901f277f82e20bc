"""Takes a JW315: it is not judged, it tells who referred for the JW301 that will answer it."""

from __future__ import annotations

from services.shared.standard.judging.result import Result
from services.shared.standard.messages.jw315 import JW315
from services.shared.standard.remembered import Remembered
from services.shared.verdict.outcome import Outcome


def take_jw315(bericht: JW315, remembered: Remembered) -> Result:
    """Accept one JW315, without an answer; ``remembered`` takes over who referred, the last request counting."""
    header = bericht.header
    for product in bericht.producten:
        remembered.verzoeken[header.ontvanger, header.afzender, product.referentie_aanbieder] = product.verwijzer
    return Result(Outcome.ACCEPTED, None, processed=True, line_count=len(bericht.producten))
