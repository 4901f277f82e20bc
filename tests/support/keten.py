"""Plays the other side of the GGk: takes envelopes over HTTP and answers as it is told, and sends envelopes itself."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import httpx
from lxml import etree

from tests.support.ggk import ACTIE_DI01, ACTIE_DU01, ACTIE_FO01, GGK, SOAP, STUF, di01, du01, fo01, in_soap

SOAP_TYPE = "text/xml; charset=utf-8"


@dataclass
class Ontvangen:
    """A request as it came in, with what its envelope says."""

    action: str
    content_type: str
    body: bytes

    @property
    def wortel(self) -> etree._Element:
        """The envelope in the SOAP body."""
        root = etree.fromstring(self.body, etree.XMLParser(huge_tree=True))
        return root.find(f"{{{SOAP}}}Body")[0]

    def tekst(self, naam: str) -> str | None:
        """The text of the first element with this local name."""
        found = next(self.wortel.iter(f"{{{STUF}}}{naam}", f"{{{GGK}}}{naam}"), None)
        return None if found is None else found.text

    @property
    def soort(self) -> str | None:
        return self.tekst("berichtcode")

    @property
    def nummer(self) -> str:
        return self.tekst("referentienummer") or ""

    @property
    def cross(self) -> str | None:
        return self.tekst("crossRefnummer")

    @property
    def inhoud(self) -> bytes:
        return base64.b64decode(self.tekst("xmlBestand") or "")

    def organisaties(self) -> list[str | None]:
        """Sender and receiver."""
        return [each.text for each in self.wortel.iter(f"{{{STUF}}}organisatie")]


Antwoord = tuple[int, bytes]
Gedrag = Callable[[Ontvangen], Antwoord | None]
"""Answers a request; None breaks the connection off without a word."""


@dataclass
class Keten:
    """The other side. ``gedrag`` answers each request; ``ontvangen`` is all that came in, also what was refused."""

    url: str = ""
    gedrag: Gedrag = field(default=lambda each: bv03(each))
    ontvangen: list[Ontvangen] = field(default_factory=list)

    def van(self, soort: str) -> list[Ontvangen]:
        """What came in of one kind."""
        return [each for each in list(self.ontvangen) if each.soort == soort]


def bv03(each: Ontvangen, cross: str | None = None) -> Antwoord:
    """A confirmation of an envelope, or with ``cross`` of another."""
    head = _stuur("Bv03", cross or each.nummer)
    return 200, in_soap(f'<s:Bv03Bericht xmlns:s="{STUF}">{head}</s:Bv03Bericht>')


def fo03(each: Ontvangen, code: str = "StUF055", zin: str = "niet goed") -> Antwoord:
    """A refusal."""
    body = f"<s:body><s:code>{code}</s:code><s:plek>client</s:plek><s:omschrijving>{zin}</s:omschrijving></s:body>"
    bericht = f'<s:Fo03Bericht xmlns:s="{STUF}">{_stuur("Fo03", each.nummer)}{body}</s:Fo03Bericht>'
    fault = f"<faultcode>soap:Client</faultcode><faultstring>{zin}</faultstring><detail>{bericht}</detail>"
    return 500, in_soap(f"<soap:Fault>{fault}</soap:Fault>")


def _stuur(code: str, cross: str) -> str:
    party = "<s:organisatie>65656055</s:organisatie><s:applicatie>Proef</s:applicatie>"
    return (
        f"<s:stuurgegevens><s:berichtcode>{code}</s:berichtcode><s:zender>{party}</s:zender><s:ontvanger>{party}"
        f"</s:ontvanger><s:referentienummer>{uuid4()}</s:referentienummer><s:tijdstipBericht>20260305140405"
        f"</s:tijdstipBericht><s:crossRefnummer>{cross}</s:crossRefnummer></s:stuurgegevens>"
    )


@contextmanager
def keten(gedrag: Gedrag | None = None) -> Iterator[Keten]:
    """The other side, listening on a free port."""
    state = Keten() if gedrag is None else Keten(gedrag=gedrag)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            each = Ontvangen(self.headers.get("soapaction", ""), self.headers.get("content-type", ""), body)
            state.ontvangen.append(each)
            answer = state.gedrag(each)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("content-type", SOAP_TYPE)
            self.send_header("content-length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/OntvangAsynchroon"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Partij:
    """A party that sends to a gateway."""

    client: httpx.AsyncClient

    async def stuur(self, data: bytes, *acties: str, **headers: str) -> httpx.Response:
        """POST bytes to the endpoint."""
        heads = [("content-type", headers.pop("content_type", SOAP_TYPE)), *(("soapaction", a) for a in acties)]
        heads += [(name.replace("_", "-"), value) for name, value in headers.items()]
        return await self.client.post("/stuf/ggk0210", content=data, headers=heads, timeout=60)

    async def di01(self, inhoud: bytes, **anders: str) -> httpx.Response:
        """A Di01 with a payload; a new number unless one is given."""
        return await self.stuur(in_soap(di01(inhoud, **{"referentienummer": str(uuid4()), **anders})), ACTIE_DI01)

    async def du01(self, inhoud: bytes, **anders: str) -> httpx.Response:
        """A Du01 with a payload."""
        return await self.stuur(in_soap(du01(inhoud, **{"referentienummer": str(uuid4()), **anders})), ACTIE_DU01)

    async def fo01(self, **anders: str) -> httpx.Response:
        """A Fo01."""
        return await self.stuur(in_soap(fo01(**{"referentienummer": str(uuid4()), **anders})), ACTIE_FO01)


def kern(antwoord: httpx.Response) -> etree._Element:
    """The Bv03 in a response, or the Fo03 in its Fault."""
    body = etree.fromstring(antwoord.content).find(f"{{{SOAP}}}Body")
    return body[0].find("detail")[0] if antwoord.status_code == 500 else body[0]


def waarde(element: etree._Element, naam: str) -> str | None:
    """The text of the first element with this local name."""
    found = next(element.iter(f"{{{STUF}}}{naam}"), None)
    return None if found is None else found.text
