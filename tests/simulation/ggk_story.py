"""The story with envelopes: a gateway that dies after a Bv03, and another side that fails and loses its own."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.gateway.collect import Collect
from services.gateway.follow import Follow
from services.gateway.ggk.antwoord import Afzender, Antwoorder
from services.gateway.ggk.bezorging import Bezorgd, Instelling, Mislukt, Oorzaak, Uitslag
from services.gateway.intake import GATEWAY_SOURCE
from services.gateway.stuf.bezorgen import Bezorgen
from services.gateway.stuf.klaarleggen import Klaarleggen
from services.gateway.stuf.koppelen import Koppelen
from services.gateway.stuf.lezers import Lezers, Vorm
from services.gateway.stuf.ontvangen import Aangenomen, Ontvangst
from services.gateway.stuf.verpakken import Verpakken
from services.gateway.stuf.verwerken import Verwerken
from services.shared.desk.publishing import ANSWERS
from services.shared.desk.relay import Relay
from services.shared.dossier.enveloppen import Envelop
from services.shared.platform.log.port import New
from services.shared.platform.resources import schemas_dir
from tests.simulation.messages import PAIRS, Sent
from tests.simulation.story import KEYS, Story
from tests.simulation.world import database_for
from tests.support.ggk import di01

LEZERS = Lezers(schemas_dir(), schemas_dir() / "stuf")


@dataclass(slots=True)
class OtherSide:
    """Takes envelopes: sometimes it is away, sometimes it takes one and its Bv03 is lost."""

    story: GgkStory
    naam: str = "ggk"

    async def bezorg(self, each: Envelop, document: bytes) -> Uitslag:
        """See Bestemming."""
        chance = self.story.chance
        await chance.pause()
        if chance.happens(0.1):
            return Mislukt(chance.random.choice((Oorzaak.SERVERFOUT, Oorzaak.ONBEREIKBAAR)), 500)
        self.story.taken[each.referentienummer].add(document)
        self.story.about[each.bron or "", each.levering or ""].add(each.referentienummer)
        if chance.happens(0.15):
            await asyncio.sleep(60)
            return Mislukt(Oorzaak.GEEN_ANTWOORD)
        return Bezorgd()

    async def sluit(self) -> None:
        """See Bestemming."""


@dataclass(slots=True)
class GgkStory(Story):
    """Declarations come in envelopes; allocations were handed in at the gateway and leave as Di01."""

    taken: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    about: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    doors: dict[str, Ontvangst] = field(default_factory=dict)
    bv03: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def services(self) -> tuple[str, ...]:
        """The gateway too."""
        return (*Story.services(self), "gateway")

    async def _hand_in(self) -> None:
        streams = [self.messages.of_pair(n, pair) for n, pair in enumerate(PAIRS)]
        sending: list[asyncio.Task[None]] = []
        while any(streams):
            stream = self.random.choice([each for each in streams if each])
            sent, new = stream.pop(0)
            if sent.number is None:
                named, record = self._as_handed_in(sent, new)
                self.sent.append(named)
                self.log.put(record)
            else:
                number = self._uuid()
                zender = sent.name[1].split("-")[2]
                self.sent.append(Sent((f"urn:nld:ggk:{zender}", number), sent.topic, sent.number, sent.budget))
                ontvanger = sent.name[1].split("-")[1]
                data = di01(new.value or b"", zender=zender, ontvanger=ontvanger, referentienummer=number).encode()
                await self._send(number, data)
                if self.random.random() < 0.2:
                    sending.append(asyncio.ensure_future(self._send(number, data)))
            if self.random.random() < 0.5:
                await asyncio.sleep(self.random.uniform(0, 3))
        await asyncio.gather(*sending)

    def _as_handed_in(self, sent: Sent, new: New) -> tuple[Sent, New]:
        """The same message as the gateway would put it on the log."""
        name = (GATEWAY_SOURCE, self._uuid())
        changed = {"ce_id": name[1].encode(), "ce_source": name[0].encode()}
        headers = tuple((key, changed.get(key, value)) for key, value in new.headers)
        return Sent(name, sent.topic, None), New(new.topic, new.key, new.value, headers)

    async def _send(self, number: str, data: bytes) -> None:
        """Offer an envelope until a Bv03 comes; the process that takes it can die meanwhile."""
        while True:
            gateways = [each for each in self.processes if each.member in self.doors and each.tasks]
            if gateways:
                process = self.random.choice(gateways)
                task = asyncio.ensure_future(self._offer(process.member, number, data))
                process.tasks.append(task)
                await asyncio.wait([task])
                if not task.cancelled() and task.result():
                    return
            await asyncio.sleep(self.random.uniform(0, 2))

    async def _offer(self, member: str, number: str, data: bytes) -> bool:
        outcome = await self.doors[member].neem(data, Vorm(soap=False), lambda _: True)
        if not isinstance(outcome, Aangenomen):
            return False
        self.bv03[number].add(outcome.bv03)
        return not self.chance.happens(0.1)

    def _uuid(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _nu(self) -> datetime:
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC)

    async def _settle(self) -> None:
        """Also wait until no envelope waits, in or out."""
        await Story._settle(self)
        start = asyncio.get_running_loop().time()
        sql = ("SELECT (SELECT COUNT(*) FROM envelop WHERE stand IN ('ontvangen', 'wacht'))"
               " + (SELECT COUNT(*) FROM te_verpakken)")  # fmt: skip
        quiet = 0
        while quiet < 5:
            quiet = quiet + 1 if self.connection.execute(sql).fetchone()[0] == 0 else 0
            assert asyncio.get_running_loop().time() - start < 4 * 3600, "an envelope is stuck"
            await asyncio.sleep(1)

    async def check(self) -> None:
        """The laws of envelopes, after those of all messages."""
        await Story.check(self)
        assert all(len(bodies) == 1 for bodies in self.bv03.values()), "one envelope, two different Bv03"
        assert all(len(bodies) == 1 for bodies in self.taken.values()), "one number, two different envelopes"
        accepted = {
            (bron, levering)
            for bron, levering in self.connection.execute(
                "SELECT bron, levering FROM bericht WHERE soort = 'JW323' OR uitkomst = 'accepted'"
            )
        }
        assert {name for name, numbers in self.about.items() if len(numbers) == 1} == accepted == set(self.about), (
            "an answer or an allocation left not at all, or as two envelopes"
        )

    async def _work(self, name: str, member: str, stop: asyncio.Event) -> Sequence[Awaitable[None]]:
        if name != "gateway":
            return await Story._work(self, name, member, stop)
        database = database_for(self.connection, self.chance, self.turn)
        antwoorder = Antwoorder(Afzender(), self._uuid, self._nu)
        relay = Relay(database, KEYS, self.log, name, member, self.now_ms, lambda kind: None)
        klaarleggen = Klaarleggen(name, KEYS, self.now_ms, lambda kind, reason: None)
        bezorgen = Bezorgen(
            dienst=name,
            holder=member,
            database=database,
            keys=KEYS,
            bestemming=OtherSide(self),
            instelling=Instelling(timedelta(seconds=1), timedelta(seconds=60)),
            now_ms=self.now_ms,
            tell=lambda done, where: None,
            published=relay.wake.set,
            trouble=lambda kind: None,
            away=lambda closed: None,
        )
        verwerken = Verwerken(
            dienst=name,
            holder=member,
            database=database,
            log=self.log,
            keys=KEYS,
            lezers=LEZERS,
            antwoorder=antwoorder,
            klaarleggen=klaarleggen,
            koppelen=Koppelen(name, database, KEYS, self.now_ms, lambda each, linked: None, lambda each: None),
            pack=Verpakken(database, KEYS, antwoorder, klaarleggen, bezorgen.wake.set).ronde,
            now_ms=self.now_ms,
            published=relay.wake.set,
            klaargelegd=bezorgen.wake.set,
            parked=lambda kind, reason: None,
            trouble=lambda kind: None,
        )
        collect = Collect(
            dienst=name,
            database=database,
            keys=KEYS,
            now_ms=self.now_ms,
            arrived=verwerken.wake.set,
            parked=lambda kind, reason: None,
            repeated=lambda levering: None,
        )
        follow = Follow(
            group=name,
            member=member,
            topics=[ANSWERS],
            log=self.log,
            database=database,
            take=collect.take,
            set_aside=collect.set_aside,
            each_round=collect.retry_parked,
            polled=lambda: None,
            trouble=lambda kind: None,
        )
        self.doors[member] = Ontvangst(
            database, KEYS, LEZERS, antwoorder, ("0193", "0148").__contains__, self.now_ms, verwerken.wake.set,
            lambda kind: None,
        )  # fmt: skip
        return [follow.run(stop), relay.run(stop), verwerken.run(stop), bezorgen.run(stop)]
