"""Judges the lines of one declaration one after the other, each against what the lines before it left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from services.shared.standard.judged import OUTSIDE_CONTRACT
from services.shared.standard.judging.result import JudgedLine
from services.shared.standard.judging.ruleset import LATER_LEVELS, Round, codes, contract_rules, rule_set
from services.shared.standard.messages.jw323 import CREDIT, Declaratie, Prestatie
from services.shared.standard.omvang import smallest
from services.shared.standard.regional import Regional
from services.shared.standard.remembered import OpenKey, Remembered, open_key
from services.shared.standard.surroundings import Surroundings
from services.shared.standard.view import ClientView, ContractProduct, PrestatieView, Stand, Toewijzing
from services.shared.verdict.finding import Level, Said
from services.shared.verdict.signal import Remark

_UNKNOWN = Stand()
_judged = tuple.__new__  # makes a NamedTuple without the detour through a Python function of its own
_CEILING = frozenset(("TR369",))


class DeclaredLines:
    """The lines of one declaration on their way through the rules.

    ``judged`` holds them in order of assessment, ``granted`` the net granted eurocents so far. ``remarks`` holds what
    regional rules say of the line that was judged last without refusing it; ``observed`` counts what is only counted.
    """

    def __init__(
        self, aanbieder: str, gemeente: str, declaratie: Declaratie, remembered: Remembered, around: Surroundings
    ) -> None:
        self.judged: list[JudgedLine] = []
        self.granted = 0
        self.any_granted = False
        self.not_judged: frozenset[str] = frozenset()
        self.contracts: frozenset[str] = frozenset()
        self.remarks: Sequence[Remark] = ()
        self.observed: Counter[str] = Counter()
        self._regional = remembered.regional
        self._aanbieder_code, self._gemeente_code = aanbieder, gemeente
        self._declaratie = declaratie
        self._aanbieder = remembered.aanbieder(aanbieder)
        self._gemeente = remembered.gemeente(gemeente)
        self._around = around
        self._pseudonyms: dict[str, bytes] = {}
        self._products: dict[tuple[str, date], Sequence[ContractProduct] | None] = {}
        self._with_contract, self._without_contract = _rounds(aanbieder, gemeente, declaratie, remembered)
        self._view = PrestatieView(declaratie, None, _UNKNOWN, None, False, None, False, False, False)

    def client_view(self, bsn: str) -> ClientView:
        """What is known of a client at this provider."""
        return ClientView((self._aanbieder_code, self.pseudonym(bsn)) in self._gemeente.clienten)

    def leave_out(self, prestaties: Sequence[Prestatie]) -> None:
        """Lines that are not assessed: they were delivered, so their reference numbers are used."""
        for prestatie in prestaties:
            self._close(prestatie, ("0233",))

    def judge(self, prestatie: Prestatie, client: bytes) -> Sequence[Said]:
        """Judge one line of a client (his pseudonym) and let it take effect when granted; what is said of it if not."""
        key = open_key(prestatie)
        view = self._look(prestatie, client, key)
        rules = self._with_contract if view.producten is not None else self._without_contract
        if self._regional is None or view.toewijzing is None:
            broken = rules.broken(prestatie, view)
        else:
            broken = self._with_region(self._regional, prestatie, view, view.toewijzing)
        if broken:
            self._close(prestatie, codes(broken))
        else:
            self._grant(prestatie, view, key)
        return broken

    def _with_region(
        self, regional: Regional, prestatie: Prestatie, view: PrestatieView, toewijzing: Toewijzing
    ) -> Sequence[Said]:
        """Judge a line where the region has rules of its own.

        A ceiling per year stands in for TR369. What a rule refuses joins what the standard refuses; a signal is told
        only of a line with which nothing is wrong by the standard.
        """
        self.remarks = ()
        contract = view.producten is not None
        if not regional.speaks_of(prestatie, toewijzing):
            return (self._with_contract if contract else self._without_contract).broken(prestatie, view)
        replaced = _CEILING if regional.per_year(prestatie, toewijzing) else frozenset()
        rules = rule_set("JW323", Prestatie, LATER_LEVELS, contract=contract, without=replaced)
        broken = rules.broken(prestatie, view)
        if toewijzing.verwijderd:
            return broken
        remarks = regional.of_line(prestatie, toewijzing)
        if not broken:
            self.remarks = [remark for remark in remarks if not remark.rejects and not remark.silent]
            self.observed.update(remark.rule for remark in remarks if remark.silent)
        return [*broken, *(_refusal(remark) for remark in remarks if remark.rejects)]

    def pseudonym(self, bsn: str) -> bytes:
        """What stands for this BSN."""
        found = self._pseudonyms.get(bsn)
        if found is None:
            found = self._pseudonyms[bsn] = self._around.pseudonym(bsn)
        return found

    def _look(self, prestatie: Prestatie, client: bytes, key: OpenKey) -> PrestatieView:
        """What surrounds a line, in the one view that every line of the declaration is seen in, one at a time."""
        gemeente, aanbieder, view = self._gemeente, self._aanbieder, self._view
        nummer = prestatie.toewijzing_nummer
        toewijzing = gemeente.toewijzingen.get(nummer)
        if toewijzing is not None and (toewijzing.client != client or toewijzing.aanbieder != self._aanbieder_code):
            toewijzing = None
        product = prestatie.product_code, prestatie.begin
        view.toewijzing = toewijzing
        view.stand = _UNKNOWN if toewijzing is None else gemeente.stand(nummer)
        try:
            view.producten = self._products[product]
        except KeyError:
            view.producten = self._find_products(*product)
        view.referentie_bekend = prestatie.referentie_nummer in aanbieder.referenties
        vorig = prestatie.vorig_referentie_nummer
        if vorig is None:
            view.debet, view.debet_van_client, view.gecrediteerd = None, False, False
            view.eerder_debet = key in gemeente.open_debetten
        else:
            view.debet = debet = aanbieder.debetten.get(vorig)
            view.debet_van_client = (
                debet is not None and debet.gemeente == self._gemeente_code and toewijzing is not None
            )
            view.gecrediteerd = vorig in aanbieder.gecrediteerd
            view.eerder_debet = False
        return view

    def _find_products(self, code: str, begin: date) -> Sequence[ContractProduct] | None:
        contract = self._around.contracts.in_kracht(self._gemeente_code, begin)
        found = None if contract is None else contract.product(code, begin, self._aanbieder_code)
        self._products[code, begin] = found
        if contract is None:
            self.not_judged = contract_rules("JW323", Prestatie)
        else:
            self.contracts |= {contract.versie}
        return found

    def _grant(self, prestatie: Prestatie, view: PrestatieView, key: OpenKey) -> None:
        """Take effect: the balance, the open debits, and what later credits can refer to."""
        self._close(prestatie, ())
        self.any_granted = True
        volume, bedrag, stand = smallest(prestatie.geleverd_volume, prestatie.eenheid), prestatie.bedrag, view.stand
        if prestatie.debet_credit == CREDIT:
            assert prestatie.vorig_referentie_nummer is not None
            self.granted -= bedrag
            stand.cent -= bedrag
            stand.volume -= volume
            stand.regels -= 1
            self._aanbieder.gecrediteerd.add(prestatie.vorig_referentie_nummer)
            self._gemeente.crediteer(key, bedrag)
        else:
            self.granted += bedrag
            stand.cent += bedrag
            stand.volume += volume
            stand.regels += 1
            self._gemeente.debiteer(key, bedrag)
        if self._regional is not None and view.toewijzing is not None:
            self._regional.granted(prestatie, view.toewijzing)

    def _close(self, prestatie: Prestatie, refused: tuple[str, ...]) -> None:
        """The line was delivered: its number is used, and a later credit may name it."""
        aanbieder, nummer = self._aanbieder, prestatie.referentie_nummer
        first_use = nummer not in aanbieder.referenties
        line = _judged(JudgedLine, (prestatie, refused, first_use))
        self.judged.append(line)
        aanbieder.referenties.add(nummer)
        if first_use and nummer in aanbieder.wanted:
            aanbieder.debetten[nummer] = line.as_debet(self._gemeente_code)


def _rounds(aanbieder: str, gemeente: str, declaratie: Declaratie, remembered: Remembered) -> tuple[Round, Round]:
    """The rules with and without those that need a contract, for all declarations of the batch between these two about
    this period: to rules that say what they see, all that is around their lines is the same."""
    around = gemeente, aanbieder, declaratie.begin, declaratie.eind
    found: tuple[Round, Round] | None = remembered.rounds.get(around)
    if found is None:
        found = remembered.rounds[around] = (
            Round(rule_set("JW323", Prestatie, LATER_LEVELS)),
            Round(rule_set("JW323", Prestatie, LATER_LEVELS, contract=False)),
        )
    return found


def _refusal(remark: Remark) -> Said:
    """A remark that refuses a line, as what is said of it."""
    code = remark.retourcode or OUTSIDE_CONTRACT
    return Said(remark.rule, code, Level.EXTERNAL, remark.element, remark.explanation, remark.figures)
