"""Judges a JW303 (release 2.3) with the derived rules, in the same steps as a JW323 (responses.md 5; all derived)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date

from services.shared.standard.judged import (
    GRANTED_IN_FULL,
    NOT_ASSESSED,
    NOTHING_TO_REMARK,
    TECHNICALLY_REJECTED,
    Judged303,
    JudgedClient,
    JudgedPrestatie,
)
from services.shared.standard.judging.result import JudgedLine, Result
from services.shared.standard.judging.ruleset import (
    LATER_LEVELS,
    MESSAGE_LEVEL,
    codes,
    contract_rules,
    rule_set,
)
from services.shared.standard.messages.jw303 import JW303, Client303, Header303, Prestatie303
from services.shared.standard.messages.jw323 import CREDIT, Prestatie
from services.shared.standard.omvang import smallest
from services.shared.standard.remembered import Remembered, open_key
from services.shared.standard.surroundings import Surroundings
from services.shared.standard.view import (
    BerichtView,
    ClientView,
    ContractProduct,
    Header303View,
    Prestatie303View,
    Stand,
)
from services.shared.verdict.finding import Finding
from services.shared.verdict.outcome import Outcome

NO_NUMBER = -1
"""Stands for an absent ToewijzingNummer, which no allocation can have."""
_NOTHING = (NOTHING_TO_REMARK,)


def as_prestatie(line: Prestatie303) -> Prestatie:
    """A line of release 2.3 as the ledger keeps lines."""
    return Prestatie(
        line.referentie_nummer,
        line.vorig_referentie_nummer,
        NO_NUMBER if line.toewijzing_nummer is None else line.toewijzing_nummer,
        line.product_categorie,
        line.product_code,
        line.begin,
        line.eind,
        line.geleverd_volume,
        line.eenheid,
        line.product_tarief,
        line.bedrag,
        line.debet_credit,
    )


def judge_jw303(bericht: JW303, remembered: Remembered, around: Surroundings) -> Result:
    """Judge one JW303 and let ``remembered`` take over what it leaves behind when it is processed."""
    result = (
        _message_level(bericht) or _header(bericht, remembered, around) or _Lines(bericht, remembered, around).judge()
    )
    result.line_count = sum(len(client.prestaties) for client in bericht.clienten)
    result.submitted = bericht.header.totaal.met_teken
    result.declared_on = bericht.header.factuur_dagtekening
    return result


def _refused(header: tuple[str, ...], findings: Sequence[Finding]) -> Result:
    return Result(Outcome.REJECTED, Judged303(header, (), 0), findings)


def _message_level(bericht: JW303) -> Result | None:
    view = BerichtView(bericht.header.factuur_dagtekening)
    findings = _broken_of(bericht, JW303, view, "/Bericht")
    findings += _broken_of(bericht.header, Header303, view, "/Bericht/Header")
    for c, client in enumerate(bericht.clienten):
        findings += _broken_of(client, Client303, view, _client_path(c))
        for p, line in enumerate(client.prestaties):
            findings += _broken_of(line, Prestatie303, view, _line_path(c, p))
    return _refused((TECHNICALLY_REJECTED,), findings) if findings else None


def _broken_of(part: object, over: Hashable, view: BerichtView, path: str) -> list[Finding]:
    return [each.at(path) for each in rule_set("JW303", over, MESSAGE_LEVEL).broken(part, view)]


def _header(bericht: JW303, remembered: Remembered, around: Surroundings) -> Result | None:
    header = bericht.header
    view = Header303View(
        around.today,
        header.gemeente in around.gemeenten,
        ("JW303", header.declarant_factuur_nummer) in remembered.aanbieder(header.aanbieder).declaratienummers,
    )
    broken = rule_set("JW303", Header303, LATER_LEVELS).broken(header, view)
    return _refused(codes(broken), [each.at("/Bericht/Header") for each in broken]) if broken else None


class _Lines:
    """The clients and lines of one JW303 on their way through the rules: credits first, then debits."""

    def __init__(self, bericht: JW303, remembered: Remembered, around: Surroundings) -> None:
        self._bericht, self._around = bericht, around
        self._gemeente = remembered.gemeente(bericht.header.gemeente)
        self._aanbieder = remembered.aanbieder(bericht.header.aanbieder)
        self._findings: list[Finding] = []
        self._judged: list[JudgedLine] = []
        self._refused: dict[int, list[JudgedPrestatie]] = {}
        self._contracts: set[str] = set()
        self._not_judged: frozenset[str] = frozenset()
        self._granted, self._any_granted = 0, False

    def judge(self) -> Result:
        header = self._bericht.header
        self._aanbieder.declaratienummers.add(("JW303", header.declarant_factuur_nummer))
        clients = [self._around.pseudonym(client.bsn) for client in self._bericht.clienten]
        unknown = self._unknown_clients(clients)
        for credits in (True, False):
            for c, client in enumerate(self._bericht.clienten):
                if c in unknown:
                    continue
                for p, line in enumerate(client.prestaties):
                    if (line.debet_credit == CREDIT) is credits:
                        self._judge_line(c, p, line, clients[c])
        clienten = tuple(
            JudgedClient(c, unknown.get(c, _NOTHING), tuple(sorted(lines)))
            for c, lines in sorted(self._refused.items())
        )
        outcome = Outcome.PARTLY_ACCEPTED if self._any_granted else Outcome.REJECTED
        return Result(
            outcome=outcome if clienten else Outcome.ACCEPTED,
            decision=Judged303(_NOTHING if clienten else (GRANTED_IN_FULL,), clienten, self._granted),
            findings=self._findings,
            processed=True,
            lines=self._judged,
            granted=self._granted,
            not_judged=self._not_judged,
            contracts=frozenset(self._contracts),
        )

    def _unknown_clients(self, clients: Sequence[bytes]) -> dict[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        rules = rule_set("JW303", Client303, LATER_LEVELS)
        for c, client in enumerate(self._bericht.clienten):
            known = (self._bericht.header.aanbieder, clients[c]) in self._gemeente.clienten
            if broken := rules.broken(client, ClientView(known)):
                found[c] = codes(broken)
                self._findings += [each.at(_client_path(c)) for each in broken]
                self._refused[c] = [JudgedPrestatie(p, (NOT_ASSESSED,)) for p in range(len(client.prestaties))]
                for line in client.prestaties:
                    self._close(as_prestatie(line), (NOT_ASSESSED,))
        return found

    def _judge_line(self, c: int, p: int, line: Prestatie303, client: bytes) -> None:
        view = self._view(line, client)
        rules = rule_set("JW303", Prestatie303, LATER_LEVELS, contract=view.producten is not None)
        broken = rules.broken(line, view)
        prestatie = as_prestatie(line)
        self._close(prestatie, codes(broken))
        if broken:
            self._findings += [each.at(_line_path(c, p)) for each in broken]
            self._refused.setdefault(c, []).append(JudgedPrestatie(p, codes(broken)))
        else:
            self._grant(prestatie, view.stand)

    def _view(self, line: Prestatie303, client: bytes) -> Prestatie303View:
        header, number = self._bericht.header, line.toewijzing_nummer
        found = None if number is None else self._gemeente.toewijzingen.get(number)
        of_other = found is not None and found.aanbieder != header.aanbieder
        toewijzing = found if found is not None and not of_other and found.client == client else None
        debet = self._aanbieder.debetten.get(line.vorig_referentie_nummer or "")
        return Prestatie303View(
            header=header,
            toewijzing=toewijzing,
            toewijzing_van_ander=of_other,
            stand=Stand() if number is None or toewijzing is None else self._gemeente.stand(number),
            producten=self._products(line.product_code, line.begin),
            referentie_bekend=line.referentie_nummer in self._aanbieder.referenties,
            debet=debet,
            debet_van_client=debet is not None and debet.gemeente == header.gemeente and toewijzing is not None,
            gecrediteerd=line.vorig_referentie_nummer in self._aanbieder.gecrediteerd,
        )

    def _products(self, code: str, begin: date) -> Sequence[ContractProduct] | None:
        contract = self._around.contracts.in_kracht(self._bericht.header.gemeente, begin)
        if contract is None:
            self._not_judged = contract_rules("JW303", Prestatie303)
            return None
        self._contracts.add(contract.versie)
        return contract.product(code, begin, self._bericht.header.aanbieder)

    def _close(self, prestatie: Prestatie, refused: tuple[str, ...]) -> None:
        number = prestatie.referentie_nummer
        line = JudgedLine(prestatie, refused, number not in self._aanbieder.referenties)
        self._judged.append(line)
        self._aanbieder.referenties.add(number)
        if number in self._aanbieder.wanted and line.first_use:
            self._aanbieder.debetten[number] = line.as_debet(self._bericht.header.gemeente)

    def _grant(self, prestatie: Prestatie, stand: Stand) -> None:
        sign = -1 if prestatie.debet_credit == CREDIT else 1
        self._any_granted = True
        self._granted += sign * prestatie.bedrag
        stand.cent += sign * prestatie.bedrag
        stand.volume += sign * smallest(prestatie.geleverd_volume, prestatie.eenheid)
        stand.regels += sign
        if prestatie.vorig_referentie_nummer is not None and sign < 0:
            self._aanbieder.gecrediteerd.add(prestatie.vorig_referentie_nummer)
            self._gemeente.crediteer(open_key(prestatie), prestatie.bedrag)
        else:
            self._gemeente.debiteer(open_key(prestatie), prestatie.bedrag)


def _client_path(client: int) -> str:
    return f"/Bericht/Clienten/Client[{client + 1}]"


def _line_path(client: int, line: int) -> str:
    return f"/Bericht/Clienten/Client[{client + 1}]/Prestaties/Prestatie[{line + 1}]"
