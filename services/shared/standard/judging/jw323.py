"""Judges a JW323, step by step as the standard orders it (rules.json, processingOrder; responses.md 2 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.shared.standard.judged import (
    GRANTED_IN_FULL,
    NOT_ASSESSED,
    NOTHING_TO_REMARK,
    TECHNICALLY_REJECTED,
    Judged323,
    JudgedClient,
    JudgedPrestatie,
)
from services.shared.standard.judging.lines import DeclaredLines
from services.shared.standard.judging.result import Result
from services.shared.standard.judging.ruleset import (
    LATER_LEVELS,
    MESSAGE_LEVEL,
    codes,
    rule_set,
)
from services.shared.standard.messages.header import Header
from services.shared.standard.messages.jw323 import JW323, Client, Declaratie, Prestatie
from services.shared.standard.regional import signal
from services.shared.standard.remembered import Remembered
from services.shared.standard.surroundings import Surroundings
from services.shared.standard.view import BerichtView, DeclaratieView, HeaderView
from services.shared.verdict.finding import Finding, Said
from services.shared.verdict.outcome import Outcome
from services.shared.verdict.signal import Signal

JW323_CODE = "490"
_NOTHING = (NOTHING_TO_REMARK,)


def judge_jw323(bericht: JW323, remembered: Remembered, around: Surroundings) -> Result:
    """Judge one JW323 and let ``remembered`` take over what it leaves behind when it is processed."""
    count = sum(len(client.prestaties) for client in bericht.declaratie.clienten)
    result = (
        _message_level(bericht)
        or _header(bericht, remembered, around)
        or _declaratie(bericht, remembered)
        or _lines(bericht, remembered, around)
    )
    result.line_count = count
    result.submitted = bericht.declaratie.totaal_ingediend
    result.declared_on = bericht.declaratie.declaratie_dagtekening
    return result


def _refused(header: tuple[str, ...], declaratie: tuple[str, ...], findings: Sequence[Finding]) -> Result:
    return Result(Outcome.REJECTED, Judged323(header, declaratie, (), 0), findings)


def _message_level(bericht: JW323) -> Result | None:
    """Step 2: rules inside the message; any breach refuses it with 0001 in the header."""
    declaratie = bericht.declaratie
    view = BerichtView(bericht.header.dagtekening, declaratie)
    findings = _at("/Bericht/Declaratie", rule_set("JW323", Declaratie, MESSAGE_LEVEL).broken(declaratie, view))
    of_client, of_line = rule_set("JW323", Client, MESSAGE_LEVEL), rule_set("JW323", Prestatie, MESSAGE_LEVEL)
    clienten = declaratie.clienten
    if not (of_client.hold(clienten, view) and of_line.hold([p for c in clienten for p in c.prestaties], view)):
        for c, client in enumerate(clienten):
            findings += _at(client_path(c), of_client.broken(client, view))
            for p, prestatie in enumerate(client.prestaties):
                findings += _at(line_path(c, p), of_line.broken(prestatie, view))
    return _refused((TECHNICALLY_REJECTED,), (), findings) if findings else None


def _header(bericht: JW323, remembered: Remembered, around: Surroundings) -> Result | None:
    """Step 3: rules on the header; a breach gives a header-only answer with these codes."""
    header = bericht.header
    view = HeaderView(
        around.today,
        (header.afzender, JW323_CODE, header.identificatie) in remembered.identificaties,
        header.ontvanger in around.gemeenten,
    )
    broken = rule_set("JW323", Header, LATER_LEVELS).broken(header, view)
    return _refused(codes(broken), (), _at("/Bericht/Header", broken)) if broken else None


def _declaratie(bericht: JW323, remembered: Remembered) -> Result | None:
    """Step 4: rules on Declaratie; a breach refuses it as a whole, nothing is granted."""
    header, declaratie = bericht
    aanbieder = remembered.aanbieder(header.afzender)
    view = DeclaratieView(
        ("JW323", declaratie.declaratie_nummer) in aanbieder.declaratienummers,
        aanbieder.laatste_begin.get(header.ontvanger),
    )
    broken = rule_set("JW323", Declaratie, LATER_LEVELS).broken(declaratie, view)
    if not broken:
        return None
    return _refused(_NOTHING, codes(broken), _at("/Bericht/Declaratie", broken))


def _lines(bericht: JW323, remembered: Remembered, around: Surroundings) -> Result:
    """Steps 5 and 6: clients, then all credit lines, then the debit lines; each line is granted or refused in full."""
    header, declaratie = bericht
    _remember_declaratie(header, declaratie, remembered)
    lines = DeclaredLines(header.afzender, header.ontvanger, declaratie, remembered, around)
    findings: list[Finding] = []
    signals: list[Signal] = []
    unknown = _unknown_clients(declaratie, lines, findings)
    refused: dict[int, list[JudgedPrestatie]] = {
        c: [JudgedPrestatie(p, (NOT_ASSESSED,)) for p in range(len(declaratie.clienten[c].prestaties))] for c in unknown
    }
    for c in unknown:
        lines.leave_out(declaratie.clienten[c].prestaties)
    for credits in (True, False):
        for c, client in enumerate(declaratie.clienten):
            if c in unknown:
                continue
            pseudonym = lines.pseudonym(client.bsn)
            for p, prestatie in enumerate(client.prestaties):
                if (prestatie.debet_credit == "C") is not credits:
                    continue
                if broken := lines.judge(prestatie, pseudonym):
                    findings += _at(line_path(c, p), broken)
                    refused.setdefault(c, []).append(JudgedPrestatie(p, lines.judged[-1].codes))
                if lines.remarks:
                    signals += [signal(remark, line_path(c, p)) for remark in lines.remarks]
                    lines.remarks = ()
    clienten = tuple(JudgedClient(c, unknown.get(c, _NOTHING), tuple(sorted(refused[c]))) for c in sorted(refused))
    granted_all = not clienten
    return Result(
        outcome=_outcome(granted_all, lines.any_granted),
        decision=Judged323(_NOTHING, (GRANTED_IN_FULL,) if granted_all else _NOTHING, clienten, lines.granted),
        findings=findings,
        processed=True,
        lines=lines.judged,
        granted=lines.granted,
        not_judged=lines.not_judged,
        contracts=lines.contracts,
        signals=signals,
        observed=lines.observed,
    )


def _outcome(all_granted: bool, any_granted: bool) -> Outcome:
    if all_granted:
        return Outcome.ACCEPTED
    return Outcome.PARTLY_ACCEPTED if any_granted else Outcome.REJECTED


def _remember_declaratie(header: Header, declaratie: Declaratie, remembered: Remembered) -> None:
    """From here the declaration counts as sent, also when every line is refused."""
    remembered.identificaties.add((header.afzender, JW323_CODE, header.identificatie))
    aanbieder = remembered.aanbieder(header.afzender)
    aanbieder.declaratienummers.add(("JW323", declaratie.declaratie_nummer))
    latest = aanbieder.laatste_begin.get(header.ontvanger, date.min)
    aanbieder.laatste_begin[header.ontvanger] = max(latest, declaratie.begin)


def _unknown_clients(
    declaratie: Declaratie, lines: DeclaredLines, findings: list[Finding]
) -> dict[int, tuple[str, ...]]:
    """The clients that no allocation of this provider knows, by position, with their codes (TR304)."""
    found: dict[int, tuple[str, ...]] = {}
    rules = rule_set("JW323", Client, LATER_LEVELS)
    for c, client in enumerate(declaratie.clienten):
        if broken := rules.broken(client, lines.client_view(client.bsn)):
            findings += _at(client_path(c), broken)
            found[c] = codes(broken)
    return found


def client_path(client: int) -> str:
    """The place of a client; positions in a path count from 1."""
    return f"/Bericht/Declaratie/Clienten/Client[{client + 1}]"


def line_path(client: int, prestatie: int) -> str:
    """The place of a line; positions in a path count from 1."""
    return f"/Bericht/Declaratie/Clienten/Client[{client + 1}]/Prestaties/Prestatie[{prestatie + 1}]"


def _at(path: str, broken: Sequence[Said]) -> list[Finding]:
    return [each.at(path) for each in broken]
