"""Reads and writes the figures of norms: per provider, code and year, and per client under it. Writer: normbewaking."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from services.shared.platform.database import Row, Transaction
from services.shared.region.norm import ClientStand, NormSleutel, NormStand
from services.shared.region.normtoestand import Toestand

_KEY = {"regio": "text", "aanbieder": "text", "product": "text", "jaar": "integer"}
_FIGURES = {
    "minuten": "bigint", "cent": "bigint", "clienten": "integer", "regels": "integer", "late_regels": "integer",
    "maanden": "text", "nieuwe_clienten": "text", "andere_eenheden": "text", "verteld": "text",
    "wisselingen": "integer",
}  # fmt: skip
_CLIENT_KEY = {**_KEY, "client": "text"}
_CLIENT = {"minuten": "bigint", "eerste_maand": "integer"}
_BATCH = 20_000

Standen = dict[NormSleutel, NormStand]
Clienten = dict[NormSleutel, dict[bytes, ClientStand]]


async def all_of(tx: Transaction, regios: Collection[str]) -> tuple[Standen, dict[NormSleutel, int]]:
    """The figures of all norms of these regions, and how many changes were told of each."""
    rows: list[Row] = []
    for regio in regios:
        rows += await tx.rows(
            f"SELECT {','.join((*_KEY, *_FIGURES))} FROM norm_stand WHERE regio = ?"
            " ORDER BY regio, aanbieder, product, jaar",
            regio,
        )
    return _standen(rows)


async def of_keys(tx: Transaction, keys: Iterable[NormSleutel]) -> tuple[Standen, dict[NormSleutel, int]]:
    """The figures of these norms, and how many changes were told; what has no figures is absent."""
    found: list[Row] = []
    per_regio: dict[tuple[str, str, int], list[str]] = {}
    for key in keys:
        per_regio.setdefault((key.regio, key.product, key.jaar), []).append(key.aanbieder)
    for (regio, product, jaar), aanbieders in sorted(per_regio.items()):
        fixed: dict[str, object] = {"regio": regio, "product": product, "jaar": jaar}
        found += await tx.match("norm_stand", (*_KEY, *_FIGURES), fixed, "aanbieder", sorted(aanbieders))
    return _standen(found)


async def clients(tx: Transaction, key: NormSleutel, wanted: Iterable[bytes]) -> dict[bytes, ClientStand]:
    """What stands for these clients under a norm; a client without figures is absent."""
    rows = await tx.match(
        "norm_client", ("client", *_CLIENT), key._asdict(), "client", sorted(client.hex() for client in wanted)
    )
    return {bytes.fromhex(row[0]): ClientStand(row[1], row[2]) for row in rows}


async def all_clients(tx: Transaction, regio: str) -> Clienten:
    """What stands for every client of a region."""
    found: Clienten = {}
    rows = await tx.rows(
        "SELECT aanbieder, product, jaar, client, minuten, eerste_maand FROM norm_client WHERE regio = ?", regio
    )
    for aanbieder, product, jaar, client, minuten, maand in rows:
        key = NormSleutel(regio, aanbieder, product, jaar)
        found.setdefault(key, {})[bytes.fromhex(client)] = ClientStand(minuten, maand)
    return found


async def write(tx: Transaction, standen: Mapping[NormSleutel, NormStand], told: Mapping[NormSleutel, int]) -> None:
    """Keep the figures of these norms; ``told`` counts the changes told."""
    await tx.delete("norm_stand", _KEY, list(standen))
    await tx.insert(
        "norm_stand",
        (*_KEY, *_FIGURES),
        [(*key, *_figures(stand), told.get(key, 0)) for key, stand in sorted(standen.items())],
    )


async def write_clients(
    tx: Transaction, key: NormSleutel, after: Mapping[bytes, ClientStand], before: Collection[bytes]
) -> None:
    """Keep what stands for these clients; ``before`` names those that had figures already."""
    new = [(*key, client.hex(), *stand) for client, stand in sorted(after.items()) if client not in before]
    changed = [(*key, client.hex(), *stand) for client, stand in sorted(after.items()) if client in before]
    for start in range(0, len(new), _BATCH):
        await tx.insert("norm_client", (*_CLIENT_KEY, *_CLIENT), new[start : start + _BATCH])
    await tx.update("norm_client", _CLIENT_KEY, _CLIENT, changed)


async def forget(tx: Transaction, regio: str) -> None:
    """Take out all figures of a region, because they are counted again."""
    await tx.run("DELETE FROM norm_stand WHERE regio = ?", regio)
    await tx.run("DELETE FROM norm_client WHERE regio = ?", regio)


def _figures(stand: NormStand) -> tuple[object, ...]:
    return (
        stand.minuten,
        stand.cent,
        stand.clienten,
        stand.regels,
        stand.late_regels,
        json.dumps(stand.maanden),
        json.dumps(stand.nieuwe_clienten),
        json.dumps(stand.andere_eenheden, sort_keys=True),
        stand.verteld.value,
    )


def _standen(rows: Sequence[Row]) -> tuple[Standen, dict[NormSleutel, int]]:
    standen: Standen = {}
    told: dict[NormSleutel, int] = {}
    for row in rows:
        key = NormSleutel(*row[:4])
        minuten, cent, clienten, regels, laat, maanden, nieuw, anders, verteld, wisselingen = row[4:]
        standen[key] = NormStand(
            minuten,
            cent,
            clienten,
            regels,
            laat,
            json.loads(maanden),
            json.loads(nieuw),
            json.loads(anders),
            Toestand(verteld),
        )
        told[key] = wisselingen
    return standen, told
