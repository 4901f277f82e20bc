"""Makes up sequences of allocations and declarations that live on the borders of the rules.

Every sequence follows from its seed. Most lines are right to the cent, many sit exactly on a border or one beyond, and
some are wrong in one way. Messages are the dicts of ``tests.support.berichten``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.support import oracle

Said = dict[str, Any]

GEMEENTEN = ("0193", "0148")
AANBIEDERS = ("65656055", "42420001")
BSNS = ("999900006", "999900018", "999996782", "999996794", "999996770")
WRONG_BSN = "999900007"
PRODUCTS: list[Said] = [
    {"code": "50A09", "cat": "50", "unit": "04", "tariff": 8730},
    {"code": "50B01", "cat": "50", "unit": "01", "tariff": 156},
    {"code": "50B02", "cat": "50", "unit": "14", "tariff": 25000},
    {"code": "50B09", "cat": "50", "unit": "83", "tariff": None},
    {"code": "45A48", "cat": "45", "unit": "04", "tariff": 8725},
    {"code": "45A04", "cat": "45", "unit": "04", "tariff": 8735},
    {"code": "43A07", "cat": "43", "unit": "14", "tariff": 25000},
    {"code": "43A16", "cat": "43", "unit": "83", "tariff": None},
    {"code": "45S01", "cat": "45", "unit": "82", "tariff": 15001},
    {"code": "45I01", "cat": "45", "unit": "84", "tariff": 99},
    {"code": "44D01", "cat": "44", "unit": "16", "tariff": 4001},
    {"code": "44O01", "cat": "44", "unit": "04", "tariff": 9000, "tot": "2025-04-30"},
    {"code": "44N01", "cat": "44", "unit": "04", "tariff": 9100, "van": "2025-05-15"},
    {"code": "44P01", "cat": "44", "unit": "04", "tariff": 7000, "prov": "65656055"},
]
_BY_CODE = {p["code"]: p for p in PRODUCTS}


def region(since: str = "2020-01-01", until: str | None = None) -> Said:
    """The contract that sequences are made up for, in force from a day."""
    return {"gemeenten": list(GEMEENTEN), "van": since, "tot": until, "products": PRODUCTS}


def to_toml(contract: Said) -> str:
    """The contract as a region file."""
    lines = ["[region]", 'name = "Proef"', 'organisation = "Proef"', f"valid_from = {contract['van']}"]
    if contract["tot"]:
        lines.append(f"valid_until = {contract['tot']}")
    for code in contract["gemeenten"]:
        lines += ["[[municipality]]", f'code = "{code}"', f'name = "{ {"0193": "Zwolle", "0148": "Dalfsen"}[code] }"']
    for p in contract["products"]:
        lines += ["[[product]]", f'code = "{p["code"]}"', f'category = "{p["cat"]}"', f'unit = "{p["unit"]}"']
        lines += [f"tariff = {p['tariff']}"] if p["tariff"] is not None else []
        lines += [f'provider = "{p["prov"]}"'] if p.get("prov") else []
        lines += [f"valid_from = {p['van']}"] if p.get("van") else []
        lines += [f"valid_until = {p['tot']}"] if p.get("tot") else []
    return "\n".join(lines) + "\n"


class Verzinsel:
    """Makes up messages that follow on what ``known`` remembers."""

    def __init__(self, seed: int, known: oracle.Oracle) -> None:
        self.dice, self.known = random.Random(seed), known
        self.day = date(2025, 2, 3)
        self.count = 0

    def messages(self, count: int) -> Iterator[Said]:
        """So many messages, each made up after the one before was answered."""
        for n in range(count):
            self.count += 1
            self.day += timedelta(self.dice.choice((0, 0, 1, 3, 9)))
            yield self._allocation() if n < 3 or self.dice.random() < 0.3 else self._declaration()

    def _odd(self, chance: float) -> bool:
        return self.dice.random() < chance

    # ------------------------------------------------------------------ allocations

    def _allocation(self) -> Said:
        pick = self.dice.choice
        gemeente, prov, bsn = pick(GEMEENTEN), pick(AANBIEDERS), pick(BSNS)
        current = [(nr, self.known.current(g, nr)) for g, nr in self.known.versions if g == gemeente and self._odd(0.5)]
        products: list[Said] = []
        for nr, version in current:
            assert version is not None
            if (version["prov"], version["bsn"]) == (prov, bsn) or (not products and self._odd(0.3)):
                prov, bsn = (version["prov"], version["bsn"]) if not products else (prov, bsn)
                products.append(self._changed(nr, version))
        if not products or self._odd(0.4):
            products.append(self._fresh(pick(range(500101, 500125))))
        if self._odd(0.05):
            bsn = pick((WRONG_BSN, *BSNS))
        return {
            "kind": "JW301",
            "ident": pick(sorted(i for _, _, i in self.known.idents) or ["T0"])
            if self._odd(0.05)
            else f"T{self.count:06}",
            "dag": self._dag(),
            "today": self.day.isoformat(),
            "gemeente": gemeente if self._odd(0.99) else "9999",
            "prov": prov,
            "bsn": bsn,
            "prods": products,
        }

    def _dag(self) -> str:
        return (self.day + timedelta(1 if self._odd(0.02) else 0)).isoformat()

    def _fresh(self, nr: int) -> Said:
        pick = self.dice.choice
        begin = date(2025, pick((1, 2, 3)), pick((1, 1, 6, 10, 27, 28)))
        kind = pick(("specific", "specific", "a-specific", "generic"))
        product = pick(PRODUCTS)
        end: date | None = begin + timedelta(pick((3, 13, 27, 55, 120, 121, 122, 200, 330)))
        omvang, budget = None, None
        if kind == "specific":
            freq = pick(("2", "4", "6") if product["unit"] in ("14", "16", "83", "84") else ("1", "2", "4", "6"))
            volume = pick((25000, 30001)) if product["unit"] == "83" else pick((1, 2, 3, 5))
            omvang = [volume, product["unit"], freq]
            if freq != "2" and self._odd(0.15):
                end = None
        elif kind == "generic" or self._odd(0.8):
            budget = pick((100000, 174600, 500000, 1000000))
        return self._slip({
            "nr": nr,
            "cat": None if kind == "generic" else product["cat"] if self._odd(0.95) else "55",
            "code": product["code"] if kind == "specific" else None,
            "td": (self.day - timedelta(pick((0, 0, 0, 1, 5)))).isoformat(),
            "tt": pick(("10:00:00", "09:30:00", "10:00:00.5")),
            "ing": begin.isoformat(),
            "eind": end and end.isoformat(),
            "omvang": omvang,
            "budget": budget,
            "reden": None,
            "refa": pick((None, None, None, "VOT1", "VOT2")),
        })  # fmt: skip

    def _slip(self, p: Said) -> Said:
        """Once in a while a product breaks a rule inside the message."""
        if self._odd(0.05):
            slips = (("omvang", None), ("omvang", [2, "04", "2"]), ("budget", 5000), ("eind", None), ("code", None),
                     ("reden", "01"), ("reden", "13"), ("eind", "2025-01-01"), ("td", "2030-01-01"), ("cat", "50"),
                     ("omvang", [2, "14", "1"]))  # fmt: skip
            key, value = self.dice.choice(slips)
            p = {**p, key: value}
            if p["cat"] is None:
                p["code"] = None
        return p

    def _changed(self, nr: int, version: Said) -> Said:
        pick = self.dice.choice
        p = {key: version.get(key) for key in ("cat", "code", "ing", "eind", "omvang", "budget", "reden", "td", "tt")}
        p |= {"nr": nr, "refa": pick((None, None, version.get("refa"), "VOW3"))}
        way = pick(("same", "end", "extent", "remove", "remove", "older", "newer", "other"))
        if way != "same":
            p["td"] = (self.day - timedelta(pick((0, 0, 1, 20 if way == "older" else 2)))).isoformat()
            p["tt"] = pick(("10:00:00", "11:00:00", "10:00:00.25"))
        if p["reden"] == "13" and way != "remove":
            p["reden"], p["eind"] = None, (date.fromisoformat(p["ing"]) + timedelta(150)).isoformat()
        if way == "end" and p["eind"]:
            shift = pick((-31, -7, -1, 1, 7, 40))
            p["eind"] = max(p["ing"], (date.fromisoformat(p["eind"]) + timedelta(shift)).isoformat())
        elif way == "extent" and p["budget"] is not None:
            p["budget"] = max(0, p["budget"] + pick((-100000, -1, 1, 100000)))
        elif way == "extent" and p["omvang"]:
            p["omvang"] = [p["omvang"][0] + pick((-1, 1)) or 1, *p["omvang"][1:]]
        elif way == "remove":
            p["reden"], p["eind"] = "13", p["ing"]
        elif way == "other":
            key, value = pick((("cat", "55"), ("ing", "2025-01-02"), ("code", "45A04")))
            if p[key] is not None:
                p[key] = value
        return self._slip(p)

    # ------------------------------------------------------------------ declarations

    def _declaration(self) -> Said:
        pick = self.dice.choice
        pairs = [(g, v[0]["prov"]) for (g, _), v in self.known.versions.items()]
        gemeente, afz = pick(pairs) if pairs and self._odd(0.97) else (pick(GEMEENTEN), pick(AANBIEDERS))
        month = max(date(2025, 1, 1), self.day.replace(day=1) - timedelta(1 if self._odd(0.93) else 32)).replace(day=1)
        m: Said = {
            "kind": "JW323",
            "ident": f"D{self.count:06}",
            "dn": f"DN{self.count:06}",
            "dag": self._dag(),
            "today": self.day.isoformat(),
            "gemeente": gemeente if self._odd(0.99) else "9999",
            "afz": afz,
            "dp": [month.isoformat(), oracle.last_of_month(month.isoformat())],
        }
        if self._odd(0.06):
            m["ident"] = pick(sorted(i for _, code, i in self.known.idents if code == "490") or [m["ident"]])
        if self._odd(0.06):
            m["dn"] = pick(sorted(n for _, n in self.known.numbers) or [m["dn"]])
        lines: dict[str, list[Said]] = {}
        for _ in range(pick((1, 1, 2, 3, 5, 8))):
            bsn, line = self._line(m, lines)
            if self._odd(0.01) or not _clashes(line, [x for each in lines.values() for x in each], m):
                lines.setdefault(bsn, []).append(line)
        if not lines:
            bsn, line = self._line(m, lines)
            lines[bsn] = [line]
        m["clients"] = [[bsn, each] for bsn, each in lines.items()]
        net = sum(oracle.signed(line) for line in oracle.all_lines(m))
        m["tot"] = net + (pick((1, -1)) if self._odd(0.01) else 0)
        if self._odd(0.01):
            m["dp"][1] = m["dp"][0]
        return m

    def _line(self, m: Said, lines: dict[str, list[Said]]) -> tuple[str, Said]:
        pick = self.dice.choice
        mine = [x for x in self.known.lines if x["afz"] == m["afz"]]
        granted = [x for x in mine if x["ok"] and x["dc"] == "D"] if self._odd(0.95) else mine
        if granted and self._odd(0.25):
            return self._credit(m, pick(granted[-12:]))
        given = [
            (nr, v[0]["bsn"])
            for (g, nr), v in self.known.versions.items()
            if (g == m["gemeente"] and v[0]["prov"] == m["afz"]) or self._odd(0.01)
        ]
        nr, bsn = pick(given) if given and self._odd(0.98) else (pick((500199, 500101, 500102)), pick(BSNS))
        if self._odd(0.03):
            bsn = pick((*BSNS, WRONG_BSN) if self._odd(0.1) else BSNS)
        version = self.known.current(m["gemeente"], nr)
        return bsn, self._odd_line(m, self._debit(m, nr, version, lines.get(bsn, [])), mine)

    def _ref(self) -> str:
        self.count += 1
        return f"R{self.count}"

    def _credit(self, m: Said, debit: Said) -> tuple[str, Said]:
        line = {k: debit[k] for k in ("nr", "cat", "code", "p", "vol", "eh", "tar", "bedrag")}
        line |= {"ref": self._ref(), "vorig": debit["ref"], "dc": "C"}
        if self._odd(0.1):
            key, value = self.dice.choice(
                (("bedrag", line["bedrag"] + 1), ("nr", line["nr"] + 1), ("vol", line["vol"] + 1), ("code", "50B01"),
                 ("p", ["2025-03-01", "2025-03-31"]), ("tar", 1 if line["tar"] is not None else None), ("cat", "54"))
            )  # fmt: skip
            line[key] = value
            if line["eh"] == "83":
                line["vol"] = line["bedrag"]
        return (self.dice.choice(BSNS) if self._odd(0.05) else debit["bsn"]), line

    def _debit(self, m: Said, nr: int, version: Said | None, there: list[Said]) -> Said:
        pick = self.dice.choice
        begin = oracle.first_of_month(
            (date.fromisoformat(m["dp"][0]) - timedelta(pick((0, 0, 0, 0, 15, 40)))).isoformat()
        )
        product = pick(PRODUCTS)
        if version is not None:
            fitting = [p for p in PRODUCTS if version["cat"] in (None, p["cat"])]
            product = _BY_CODE.get(version["code"]) or pick(fitting or PRODUCTS)
        end = oracle.last_of_month(begin)
        if version is not None and self._odd(0.97):
            begin, end = max(begin, version["ing"]), min(end, version["eind"] or end)
            if end < begin:
                begin = version["ing"]
                end = max(begin, min(oracle.last_of_month(begin), version["eind"] or "9999"))
        unit = "01" if product["unit"] == "04" and self._odd(0.4) else product["unit"]
        volume = self._volume(m, version, product, unit, [begin, end], there)
        line = {
            "ref": self._ref(), "vorig": None, "nr": nr, "cat": product["cat"], "code": product["code"],
            "p": [begin, end], "vol": volume, "eh": unit, "dc": "D",
        }  # fmt: skip
        return price(line, product)

    def _volume(
        self, m: Said, version: Said | None, product: Said, unit: str, period: list[str], there: list[Said]
    ) -> int:
        """A volume on or near a border of the allocation: its period, its term or its budget."""
        pick = self.dice.choice
        if version is None:
            return int(pick((0, 1, 7, 100)))
        here = self.known.uncredited(m["gemeente"], version["nr"])
        if version["omvang"] and version["reden"] != "13":
            volume, agreed, freq = version["omvang"]
            scale = 60 if agreed == "04" and unit == "01" else 1
            most = volume * scale * oracle.times_in_period(version, (period[0], period[1]), agreed, freq)
            whole = oracle.times_in_term(version, freq)
            if whole is not None and self._odd(0.6):
                left = volume * (60 if agreed == "04" else 1) * whole - sum(map(oracle.smallest, here))
                most = left // (60 if unit == "04" else 1)
        elif version["budget"] is not None:
            spent = here + [x for x in there if x["dc"] == "D"]
            left = version["budget"] - sum(x["bedrag"] for x in spent)
            each = {"83": 1}.get(unit) or (product["tariff"] / (60 if unit == "01" and product["unit"] == "04" else 1))
            most = int(max(left, 0) // each)
        else:
            most = pick((4, 10, 1000))
        return int(min(max(0, pick((most, most, most + 1, most - 1, most // 2, most // 3, 1))), 99999))

    def _odd_line(self, m: Said, line: Said, mine: list[Said]) -> Said:
        pick = self.dice.choice
        if self._odd(0.8):
            return line
        other = pick(PRODUCTS)
        slips: list[Said] = [
            {"ref": pick(mine)["ref"] if mine else line["ref"]},
            {"ref": f"R{max(1, self.count - pick(range(6)))}"},
            {"tar": line["tar"] + 1 if line["tar"] is not None else None},
            {"bedrag": line["bedrag"] + 1, "vol": line["vol"] + (1 if line["eh"] == "83" else 0)},
            {"cat": other["cat"]},
            {"code": other["code"]},
            {"code": other["code"], "cat": other["cat"]},
            {"code": "99X99"},
            {"eh": pick(("01", "04", "14", "82", "84", "16")), "tar": line["tar"] if line["tar"] is not None else 100},
            {"p": [line["p"][0], oracle.last_of_month(line["p"][1])]},
            {"p": [oracle.first_of_month(line["p"][0]), line["p"][1]]},
            {"p": [line["p"][0], line["p"][0]]},
            {"vorig": "R1"},
            {"tar": None},
            {"nr": line["nr"] + 1},
            {"bedrag": 0, "vol": 0},
        ]
        weights = [6, 6, 6, 6, 5, 5, 5, 5, 6, 6, 6, 6, 0.3, 0.3, 5, 5]
        return {**line, **self.dice.choices(slips, weights)[0]}


def _clashes(line: Said, others: list[Said], m: Said) -> bool:
    """Whether the line would break a rule inside the message, which hides everything else."""
    same = ("p", "cat", "code", "nr")
    return (
        any(line["dc"] == "D" == x["dc"] and all(line[k] == x[k] for k in same) for x in others)
        or any(line["vorig"] is not None and line["vorig"] == x["vorig"] for x in others)
        or (line["bedrag"] == 0 and line["dc"] == "C")
        or line["p"][1] > m["dag"]
    )


def price(line: Said, product: Said) -> Said:
    """The line with the tariff and the amount that follow from the contract."""
    if line["eh"] == "83":
        return {**line, "tar": None, "bedrag": line["vol"]}
    if product["unit"] == "04" and line["eh"] == "01":
        tariff, amount = oracle.half_up(product["tariff"], 60), oracle.half_up(product["tariff"] * line["vol"], 60)
    else:
        tariff, amount = product["tariff"], product["tariff"] * line["vol"]
    return {**line, "tar": tariff, "bedrag": min(amount, 99999999)}
