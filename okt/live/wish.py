"""What a request for a stream asks for, and the words for who cannot have it.

GET /live/<tournament>/?topics=M-500,matrix-M&lang=nl&since=318
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qs

from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

from okt.live.hub import Hub

PATH = re.compile(r"/live/([A-Za-z0-9_-]{1,64})/")
TOPIC = re.compile(r"[A-Za-z0-9_.-]{1,80}")
VERSION = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3})?")
MOST_TOPICS = 20
LONGEST_QUERY = 2_000


@dataclass(frozen=True, slots=True)
class Wish:
    slug: str
    topics: tuple[str, ...]
    language: str
    since: float
    packed: bool
    address: str = ""


class Refusal(Exception):
    def __init__(self, status: int, sentence: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = headers

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """The refusal as an ASGI application."""
        body = str(self).encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def read(
    method: str, url: bytes, headers: list[tuple[bytes, bytes]], hub: Hub | None, address: str = ""
) -> Wish:
    """What the request from this address asks for. Raises Refusal."""
    path, _, query = url.decode("ascii", "replace").partition("?")
    if method != "GET":
        raise Refusal(405, "De livestroom kent alleen GET.", (b"allow", b"GET"))
    said = dict(headers)
    if b"transfer-encoding" in said or said.get(b"content-length", b"0") != b"0":
        raise Refusal(400, "Een verzoek om de livestroom heeft geen inhoud.")
    if hub is None or not hub.ready:
        raise Refusal(503, "De livestroom start nog; probeer het zo weer.", (b"retry-after", b"2"))
    place = PATH.fullmatch(path)
    if place is None or not hub.knows(place[1]):
        raise Refusal(404, "Dit toernooi is hier niet bekend.")
    wish = _read_query(place[1], query, said, hub)
    if hub.viewers >= hub.limit:
        raise Refusal(503, "Er kijken nu te veel mensen; probeer het zo weer.", (b"retry-after", b"5"))
    if address and hub.crowds[address] >= hub.limit_per_address:
        raise Refusal(
            429,
            f"Van dit adres kijken er al {hub.limit_per_address}; sluit er een, of gebruik een ander netwerk.",
            (b"retry-after", b"30"),
        )
    return replace(wish, address=address)


def _read_query(slug: str, query: str, headers: dict[bytes, bytes], hub: Hub) -> Wish:
    if len(query) > LONGEST_QUERY:
        raise Refusal(400, "Het verzoek is te lang.")
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    topics = tuple(dict.fromkeys(asked.get("topics", "").split(",")))
    if len(topics) > MOST_TOPICS:
        raise Refusal(400, f"Vraag hoogstens {MOST_TOPICS} onderwerpen tegelijk.")
    if not all(TOPIC.fullmatch(topic) for topic in topics) or not hub.knows(slug, topics):
        raise Refusal(400, "Noem in topics een of meer onderwerpen van dit toernooi, met komma's ertussen.")
    language = asked.get("lang", "nl")
    if language not in hub.languages:
        raise Refusal(400, f"Kies voor lang een van: {', '.join(sorted(hub.languages))}.")
    numbers = [asked.get("since", ""), headers.get(b"last-event-id", b"").decode("latin-1")]
    since = max(float(number) if VERSION.fullmatch(number) else -1 for number in numbers)
    return Wish(slug, topics, language, since, takes_gzip(headers.get(b"accept-encoding", b"")))


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: bytes) -> bool:
    for part in accept_encoding.lower().split(b","):
        name, _, quality = part.partition(b";")
        if name.strip() == b"gzip":
            return re.fullmatch(rb"q=0(\.0*)?", quality.strip()) is None
    return False
