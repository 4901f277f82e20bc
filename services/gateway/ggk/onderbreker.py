"""The breaker of one destination: after failures that are not the envelope's own, only one envelope tries the way.

It tries again after at most the current pause, so a destination that is back is found within that pause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.gateway.ggk.bezorging import Instelling, Mislukt, Uitslag

DREMPEL = 3
"""Failures in a row at which the way is closed, at first for no longer than the first pause."""


@dataclass(frozen=True, slots=True)
class Onderbreker:
    """``mislukt``: failures of the destination in a row. ``dicht_tot``: until when nothing goes, None when open.

    ``proef_tot``: one envelope is trying the way until then at the latest; others wait for it.
    """

    mislukt: int = 0
    dicht_tot: datetime | None = None
    proef_tot: datetime | None = None

    def mag(self, nu: datetime) -> bool:
        """Whether an attempt may begin now."""
        if self.dicht_tot is None:
            return True
        return nu >= self.dicht_tot and (self.proef_tot is None or nu >= self.proef_tot)

    def begonnen(self, nu: datetime, instelling: Instelling) -> Onderbreker:
        """The breaker once an attempt has begun; a trial that never ends (a crash) is forgotten after the time-out."""
        return self if self.dicht_tot is None else replace(self, proef_tot=nu + instelling.wachttijd)

    def na(self, gevolg: Uitslag, nu: datetime, instelling: Instelling) -> Onderbreker:
        """The breaker after an attempt. Any answer, a Fo03 too, shows that the destination is there."""
        if not (isinstance(gevolg, Mislukt) and gevolg.oorzaak.bij_bestemming):
            return Onderbreker()
        mislukt = self.mislukt + 1
        if mislukt < DREMPEL:
            return Onderbreker(mislukt)
        return Onderbreker(mislukt, nu + instelling.pauze(mislukt - DREMPEL + 1))
