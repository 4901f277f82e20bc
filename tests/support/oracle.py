"""A second reading of the standard: JW301 and JW323 at levels 2 to 4, in dicts and loops, to test the product with.

It shares no code with the product and is slow on purpose: it looks through lists where the product keeps books.
Messages are the dicts of ``tests.support.berichten``; days are ISO text, which sorts as days do. Where the facts leave
a choice open the comment says *choice*.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

Said = dict[str, Any]
INSPANNING = ("01", "04", "14", "16", "84")


class Oracle:
    """Remembers everything it was told and answers like the standard.

    ``contracts``: list of ``{gemeenten, van, tot, products}``, products ``{code, cat, unit, tariff, van, tot, prov}``;
    empty for no region at all.
    """

    def __init__(self, known_codes: frozenset[str], contracts: list[Said]) -> None:
        self.known_codes, self.contracts = known_codes, contracts
        self.idents: set[tuple[str, str, str]] = set()
        self.numbers: set[tuple[str, str]] = set()
        self.periods: dict[tuple[str, str], str] = {}
        self.versions: dict[tuple[str, int], list[Said]] = {}
        self.lines: list[Said] = []  # every line of a processed declaration, with "ok"

    # ------------------------------------------------------------------ both messages

    def answer(self, m: Said) -> Said:
        """The answer as plain values; what must be remembered is remembered."""
        return self._jw301(m) if m["kind"] == "JW301" else self._jw323(m)

    def _head(self, m: Said, sender: str, code: str) -> list[str]:
        found = []
        if (sender, code, m["ident"]) in self.idents:
            found.append("9056")
        if m["dag"] > m["today"]:
            found.append("8848")
        if m["gemeente"] not in self.known_codes:
            found.append("S300")
        return sorted(found)

    # ------------------------------------------------------------------ JW301

    def _jw301(self, m: Said) -> Said:
        if broken_301(m):
            return {"header": ["0001"]}
        head = self._head(m, m["gemeente"], "436")
        if head:
            return {"header": head}
        products = [[str(p["nr"]), self._product(m, p)] for p in m["prods"]]
        if any(codes for _, codes in products):
            return {
                "header": ["0200"],
                "client": ["0200"],
                "contact": [["0200"]],
                "prods": [[nr, codes or ["0200"]] for nr, codes in products],
            }
        self.idents.add((m["gemeente"], "436", m["ident"]))
        for p in m["prods"]:
            version = {**p, "bsn": m["bsn"], "prov": m["prov"], "tt": p.get("tt") or "10:00:00"}
            self.versions.setdefault((m["gemeente"], p["nr"]), []).append(version)
        return {"header": []}

    def _product(self, m: Said, p: Said) -> list[str]:
        found = []
        earlier = self.versions.get((m["gemeente"], p["nr"]), [])
        if earlier and any(
            (v["bsn"], v["prov"], v["ing"], v["cat"], v["code"]) != (m["bsn"], m["prov"], p["ing"], p["cat"], p["code"])
            for v in earlier
        ):
            found.append("9332")
        if p.get("refa") and any(v.get("refa") == p["refa"] for v in earlier):
            found.append("9379")
        if p["reden"] == "13" and self.uncredited(m["gemeente"], p["nr"]):
            found.append("9385")
        if p["code"]:
            listed = self._contract(m["gemeente"], p["code"], max(p["td"], p["ing"]), m["prov"])
            if listed is not None and p["cat"] not in [each["cat"] for each in listed]:
                found.append("S329")
        return sorted(found)

    def current(self, gemeente: str, nr: int) -> Said | None:
        """The version with the latest Toewijzingsdatum and -tijd; choice: of equal ones the last received."""
        best = None
        for version in self.versions.get((gemeente, nr), []):
            if best is None or (version["td"], version["tt"]) >= (best["td"], best["tt"]):
                best = version
        return best

    # ------------------------------------------------------------------ JW323

    def _jw323(self, m: Said) -> Said:
        if broken_323(m):
            return {"header": ["0001"]}
        head = self._head(m, m["afz"], "490")
        if head:
            return {"header": head}
        submitted = sum(signed(line) for line in all_lines(m))
        refused = []
        if (m["afz"], m["dn"]) in self.numbers:
            refused.append("9333")
        if m["dp"][0] < self.periods.get((m["afz"], m["gemeente"]), ""):
            refused.append("8214")
        if refused:
            return {"header": ["0200"], "da": sorted(refused), "ingediend": submitted, "toegekend": 0, "clients": []}
        self.idents.add((m["afz"], "490", m["ident"]))
        self.numbers.add((m["afz"], m["dn"]))
        self.periods[m["afz"], m["gemeente"]] = m["dp"][0]
        verdicts = self._lines(m)
        granted = sum(signed(line) for line in all_lines(m) if verdicts[id(line)] == [])
        clients = []
        for bsn, lines in m["clients"]:
            bad = [[line["ref"], verdicts[id(line)]] for line in lines if verdicts[id(line)]]
            if bad:
                known = bad[0][1] != ["0233"]
                clients.append([bsn, ["0200"] if known else ["8187"], bad])
        return {
            "header": ["0200"],
            "da": ["0200"] if clients else ["8001"],
            "ingediend": submitted,
            "toegekend": granted,
            "clients": clients,
        }

    def _lines(self, m: Said) -> dict[int, list[str]]:
        """The codes of every line by identity; choice: numbers of lines under an unknown client are used too, first."""
        verdicts: dict[int, list[str]] = {}
        todo = []
        for bsn, lines in m["clients"]:
            for line in lines:
                if self._known_client(m, bsn):
                    todo.append((bsn, line))
                else:
                    verdicts[id(line)] = ["0233"]
                    self._keep(m, bsn, line, ok=False)
        for side, judge in (("C", self._credit), ("D", self._debit)):
            for bsn, line in todo:
                if line["dc"] == side:
                    verdicts[id(line)] = judge(m, bsn, line)
                    self._keep(m, bsn, line, ok=not verdicts[id(line)])
        return verdicts

    def _keep(self, m: Said, bsn: str, line: Said, *, ok: bool) -> None:
        self.lines.append({**line, "bsn": bsn, "afz": m["afz"], "gemeente": m["gemeente"], "ok": ok})

    def _known_client(self, m: Said, bsn: str) -> bool:
        return any(
            gemeente == m["gemeente"] and version["bsn"] == bsn and version["prov"] == m["afz"]
            for (gemeente, _), versions in self.versions.items()
            for version in versions
        )

    def _used(self, m: Said, line: Said) -> list[str]:
        return ["8021"] if any(x["afz"] == m["afz"] and x["ref"] == line["ref"] for x in self.lines) else []

    def _credit(self, m: Said, bsn: str, line: Said) -> list[str]:
        found = self._used(m, line)
        same = ("nr", "cat", "code", "p", "vol", "eh", "tar", "bedrag")
        debits = [
            x
            for x in self.lines
            if x["ok"] and x["dc"] == "D" and x["afz"] == m["afz"] and x["ref"] == line["vorig"]
            and x["gemeente"] == m["gemeente"] and x["bsn"] == bsn and all(x[key] == line[key] for key in same)
        ]  # fmt: skip
        if not debits:
            found.append("8017")
        if self._credited(m["afz"], line["vorig"]):
            found.append("9390")
        if line["p"][1] > m["dp"][1]:
            found.append("9319")
        return sorted(found)

    def _credited(self, afz: str, ref: str) -> bool:
        return any(x["ok"] and x["dc"] == "C" and x["afz"] == afz and x["vorig"] == ref for x in self.lines)

    def uncredited(self, gemeente: str, nr: int) -> list[Said]:
        return [
            x
            for x in self.lines
            if x["ok"] and x["dc"] == "D" and (x["gemeente"], x["nr"]) == (gemeente, nr)
            and not self._credited(x["afz"], x["ref"])
        ]  # fmt: skip

    def _debit(self, m: Said, bsn: str, line: Said) -> list[str]:
        given = self.current(m["gemeente"], line["nr"])
        mine = given if given and given["prov"] == m["afz"] and given["bsn"] == bsn else None
        if mine is not None and mine["reden"] == "13":
            return ["9384"]  # it counts as never sent: nothing else is told of the line (TR384)
        found = self._used(m, line)
        if line["p"][1] > m["dp"][1]:
            found.append("9319")
        listed = self._contract(m["gemeente"], line["code"], line["p"][0], m["afz"])
        fitting = [each for each in listed or [] if each["cat"] == line["cat"]]
        if listed is not None and not fitting:
            found.append("S329")
        if mine is None:
            found.append("9338")
            found += self._delivered_before(m, line)
        else:
            found += self._on_allocation(m, mine, line, fitting)
        if fitting and "9341" not in found:
            found += on_contract(line, fitting, agreed="9338" not in found)
        return sorted(found)

    def _delivered_before(self, m: Said, line: Said) -> list[str]:
        """A second debit of one product and period on one allocation number (TR338 does not skip this)."""
        open_lines = self.uncredited(m["gemeente"], line["nr"])
        twice = any(all(x[k] == line[k] for k in ("cat", "code", "p")) for x in open_lines)
        return ["9389"] if twice else []

    def _on_allocation(self, m: Said, given: Said, line: Said, fitting: list[Said]) -> list[str]:
        found = []
        begin, eind = line["p"]
        if begin < given["ing"]:
            found.append("9307")
        if given["eind"] and eind > given["eind"]:
            found.append("9308")
        if given["cat"] and line["cat"] != given["cat"]:
            found.append("9339")
        if given["code"] and line["code"] != given["code"]:
            found.append("9340")
        if begin != max(first_of_month(begin), given["ing"]):
            found.append("9387")
        if eind != min(last_of_month(eind), given["eind"] or "9999-12-31"):
            found.append("9388")
        open_lines = self.uncredited(m["gemeente"], line["nr"])
        found += self._delivered_before(m, line)
        if given["omvang"]:
            found += self._extent(m, given, line)
        elif fitting and not any(fits_unit(each["unit"], line["eh"]) for each in fitting):
            found.append("9341")
        if given["budget"] is not None and sum(x["bedrag"] for x in open_lines) + line["bedrag"] > given["budget"]:
            found.append("9369")
        return found

    def _extent(self, m: Said, given: Said, line: Said) -> list[str]:
        volume, unit, freq = given["omvang"]
        if not fits_unit(unit, line["eh"]):
            return ["9341"]  # the volume cannot be expressed in the unit of the allocation
        found = []
        scale = 60 if unit == "04" else 1
        declared = smallest(line)
        if declared > scale * volume * times_in_period(given, line["p"], unit, freq):
            found.append("9321")
        whole = times_in_term(given, freq)
        if whole is not None:
            before = sum(smallest(x) for x in self.uncredited(m["gemeente"], line["nr"]))
            if before + declared > scale * volume * whole:
                found.append("9322")
        return found

    def _contract(self, gemeente: str, code: str, day: str, prov: str) -> list[Said] | None:
        """The products with this code in force; None when no region file is in force for this municipality."""
        regions = [
            c for c in self.contracts if gemeente in c["gemeenten"] and c["van"] <= day <= (c["tot"] or "9999-12-31")
        ]
        if not regions:
            return None
        return [
            p
            for p in regions[0]["products"]
            if p["code"] == code and (p.get("van") or "") <= day <= (p.get("tot") or "9999-12-31")
            and p.get("prov") in (None, prov)
        ]  # fmt: skip


def on_contract(line: Said, fitting: list[Said], *, agreed: bool) -> list[str]:
    """TR418 and TR346. Choice: no price in this unit makes the tariff wrong, unless no unit was ``agreed`` either."""
    if line["eh"] == "83":
        return []
    same = [p for p in fitting if p["unit"] == line["eh"]]
    hours = [p for p in fitting if p["unit"] == "04" and line["eh"] == "01"]
    amount, tariff = line["vol"] * line["tar"], None
    if same:
        tariff = same[0]["tariff"]
    elif hours:
        tariff, amount = half_up(hours[0]["tariff"], 60), half_up(hours[0]["tariff"] * line["vol"], 60)
    found = []
    if line["tar"] != tariff and (tariff is not None or agreed):
        found.append("0611")
    if line["bedrag"] != amount:
        found.append("9346")
    return found


# ---------------------------------------------------------------------- level 2


def broken_301(m: Said) -> list[str]:
    """Rules inside a JW301 that fail, as far as they concern the number, the client's BSN and the products."""
    found = []
    if not eleven(m["bsn"]):
        found.append("CS002")
    numbers = [p["nr"] for p in m["prods"]]
    if len(set(numbers)) != len(numbers):
        found.append("TR101")
    for p in m["prods"]:
        found += broken_product(m, p)
    counted = [p for p in m["prods"] if not (p["reden"] in ("13", "01") and p["eind"] == p["ing"])]
    for n, one in enumerate(counted):
        for other in counted[n + 1 :]:
            if clash(one, other):
                found.append("TR302")
    return found


def broken_product(m: Said, p: Said) -> list[str]:
    """Rules inside one ToegewezenProduct."""
    found = []
    late = p["eind"] is None or p["eind"] > "2020-12-31"
    if p["td"] > m["dag"]:
        found.append("TR134")
    if p["code"] and not p["omvang"]:
        found.append("CD041")
    if p["budget"] is not None and p["eind"] is None:
        found.append("CD075")
    if p["omvang"] and p["omvang"][2] == "2" and p["eind"] is None:
        found.append("CD076")
    if p["budget"] is not None and p["omvang"]:
        found.append("CD077")
    if p["budget"] is None and not p["cat"]:
        found.append("CD079")
    if not p["code"] and late and p["omvang"]:
        found.append("CD080")
    if p["eind"] is not None and p["eind"] < p["ing"]:
        found.append("CS003")
    if p["reden"] == "13" and p["eind"] != p["ing"]:
        found.append("CS335")
    if p["reden"] == "01":
        found.append("CS336")
    if p["omvang"] and p["omvang"][1] in ("14", "16", "83", "84") and late and p["omvang"][2] == "1":
        found.append("CS338")
    return found


def clash(one: Said, other: Said) -> bool:
    """Same product in the sense of TR302, and at least one day in common."""
    if one["cat"] and other["cat"]:
        if one["cat"] != other["cat"]:
            return False
        if one["code"] and other["code"] and one["code"] != other["code"]:
            return False
    return one["ing"] <= (other["eind"] or "9999-12-31") and other["ing"] <= (one["eind"] or "9999-12-31")


def broken_323(m: Said) -> list[str]:
    """Rules inside a JW323 that fail."""
    found = []
    begin, eind = m["dp"]
    if begin != first_of_month(begin) or eind != last_of_month(begin):
        found.append("CS340")
    if begin > m["dag"]:
        found.append("TR134")
    if eind < begin or eind > m["dag"]:
        found.append("TR137")
    if begin < "2021-01-01":
        found.append("CS100")
    net = sum(signed(line) for line in all_lines(m))
    told = net if m.get("tot") is None else m["tot"]
    if told != net:
        found.append("TR358")
    if m.get("totdc", "C" if told < 0 else "D") != ("C" if told < 0 else "D"):
        found.append("TR358/CS325")
    bsns = [bsn for bsn, _ in m["clients"]]
    if len(set(bsns)) != len(bsns):
        found.append("TR101")
    if not all(eleven(bsn) for bsn in bsns):
        found.append("CS002")
    earlier = [line["vorig"] for line in all_lines(m) if line["vorig"] is not None]
    if len(set(earlier)) != len(earlier):
        found.append("TR315")
    if set(earlier) & {line["ref"] for line in all_lines(m)}:
        found.append("TR316")
    for _, lines in m["clients"]:
        keys = [(line["ref"], line["vorig"]) for line in lines]
        if len(set(keys)) != len(keys):
            found.append("TR101")
        same = [(tuple(x["p"]), x["cat"], x["code"], x["nr"]) for x in lines if x["dc"] == "D"]
        if len(set(same)) != len(same):
            found.append("TR416")
    for line in all_lines(m):
        found += broken_line(m, line)
    return found


def broken_line(m: Said, line: Said) -> list[str]:
    """Rules inside one Prestatie."""
    found = []
    begin, eind = line["p"]
    if begin > m["dag"]:
        found.append("TR134")
    if eind < begin or eind > m["dag"]:
        found.append("TR137")
    if eind < months_before(m.get("ddag") or m["dag"], 60):
        found.append("TR335")
    if begin < "2021-01-01":
        found.append("CS100")
    if begin[:7] != eind[:7]:
        found.append("CS337")
    if (line["vorig"] is not None) != (line["dc"] == "C"):
        found.append("CD060")
    if (line["tar"] is not None) != (line["eh"] != "83"):
        found.append("CD087")
    if line["bedrag"] == 0 and line["dc"] == "C":
        found.append("CS325")
    if line["eh"] == "83" and line["vol"] != line["bedrag"]:
        found.append("CS339")
    return found


# ---------------------------------------------------------------------- arithmetic


def all_lines(m: Said) -> list[Said]:
    """All lines in order of the message."""
    return [line for _, lines in m["clients"] for line in lines]


def signed(line: Said) -> int:
    """The amount, negative for a credit."""
    return int(line["bedrag"]) * (1 if line["dc"] == "D" else -1)


def smallest(line: Said) -> int:
    """The volume, hours as minutes."""
    return int(line["vol"]) * (60 if line["eh"] == "04" else 1)


def fits_unit(agreed: str, declared: str) -> bool:
    """TR341; choice: hours agreed and minutes declared also holds for the unit of a contract."""
    return agreed == declared or (agreed == "04" and declared == "01")


def half_up(top: int, bottom: int) -> int:
    """A quotient, half up."""
    return (2 * top + bottom) // (2 * bottom)


def eleven(bsn: str) -> bool:
    """CS002."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, bsn, strict=True)) % 11 == 0


def days(begin: str, eind: str) -> list[date]:
    """Every day of an inclusive period."""
    first, last = date.fromisoformat(begin), date.fromisoformat(eind)
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def times_in_period(given: Said, period: tuple[str, str], unit: str, freq: str) -> int:
    """How often the volume of the allocation fits in a ProductPeriode (TR321, IV077)."""
    there = days(*period)
    if freq == "1":
        return len(there)
    if freq in ("4", "6"):
        return 1
    if unit in INSPANNING:
        return len({day.isocalendar()[:2] for day in there})
    weeks = len([day for day in there if day.isoweekday() == 7])
    term = days(given["ing"], given["eind"])
    sundays = [day for day in term if day.isoweekday() == 7]
    broken = term[-1].isoweekday() != 7
    if broken and sundays and sundays[-1] in there:
        weeks += 1
    if not sundays and not weeks and (term[0] in there or there[0] in term):
        weeks = 1  # less than a week, without a Sunday
    return weeks


def times_in_term(given: Said, freq: str) -> int | None:
    """How often the volume fits in the whole allocation (TR322); None when there is no end to it."""
    if freq == "6":
        return 1
    if given["eind"] is None:
        return None
    term = days(given["ing"], given["eind"])
    if freq == "1":
        return len(term)
    if freq == "4":
        return len({(day.year, day.month) for day in term})
    return len({day.isocalendar()[:2] for day in term})


def first_of_month(day: str) -> str:
    """The first day of a month."""
    return day[:8] + "01"


def last_of_month(day: str) -> str:
    """The last day of a month."""
    return f"{day[:8]}{calendar.monthrange(int(day[:4]), int(day[5:7]))[1]:02}"


def months_before(day: str, months: int) -> str:
    """The same day so many months earlier, or the last of that month."""
    count = int(day[:4]) * 12 + int(day[5:7]) - 1 - months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return f"{year:04}-{month + 1:02}-{min(int(day[8:]), last):02}"
