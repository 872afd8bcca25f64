"""The door: public pages as ready bytes, given before Django sees the request.

A page says of itself in its header `Surrogate-Key` which topics it was drawn from. It is kept, as it is and
gzipped, until the hub has something newer of one of them; then the first who asks has it drawn, and whoever
asks meanwhile waits for that same drawing. Nothing is kept that has a cookie, is no page, or went wrong.
"""

import asyncio
import gzip
import re
from collections.abc import Collection, Container
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Header = tuple[bytes, bytes]

# The first word is a tournament's: desk, sign-in and static files have other ones. Neither query nor escapes.
PAGE = re.compile(rb"/(?:en/)?([A-Za-z0-9][A-Za-z0-9._~-]{0,59})/[A-Za-z0-9._~/-]{0,200}")
# Whose request has one of these is not everybody.
PERSONAL = frozenset(
    {b"cookie", b"authorization", b"range", b"expect", b"transfer-encoding", b"content-length"}
)
CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"accept-encoding"})
OF_ONE_ANSWER = frozenset(
    {b"content-length", b"date", b"server", b"connection", b"x-request-id", b"etag", b"vary"}
)

MOST_BYTES = 64 * 1024 * 1024
MOST_BYTES_A_PAGE = 4 * 1024 * 1024
MOST_HOSTS = 64
# Whoever waits longer than this for the new page gets the former one, if that is as young as pages may be
# (their stale-while-revalidate).
SECONDS_OF_PATIENCE = 1.0
SECONDS_STALE = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`head` ends where the date and the empty line follow."""

    status: int
    headers: list[Header]
    body: bytes
    head: bytes

    @classmethod
    def of(cls, status: int, headers: list[Header], body: bytes) -> "Answer":
        first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
        return cls(status, headers, body, first + b"".join(b"%s: %s\r\n" % header for header in headers))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """The answer as an ASGI application."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        body = b"" if scope["method"] == "HEAD" else self.body
        await send({"type": "http.response.body", "body": body, "more_body": False})


class Page:
    """A page drawn once, in the three forms in which it is given."""

    __slots__ = ("moved_at", "packed", "plain", "size", "slug", "tag", "topics", "unchanged")

    def __init__(self, slug: str, topics: Container[str], headers: list[Header], body: bytes) -> None:
        self.slug = slug
        self.topics = topics
        self.moved_at: float | None = None  # since when there is something newer
        said = dict(headers)
        self.tag = said.get(b"etag", b'""').removeprefix(b"W/")
        kept = [one for one in headers if one[0] not in OF_ONE_ANSWER] + [(b"vary", b"Accept-Encoding")]
        short = gzip.compress(body, 9, mtime=0)
        self.plain = Answer.of(200, [*kept, (b"etag", self.tag), _length(body)], body)
        # The same tag for other bytes must be a weak one.
        packed = [*kept, (b"etag", b"W/" + self.tag), (b"content-encoding", b"gzip"), _length(short)]
        self.packed = Answer.of(200, packed, short)
        needed = [one for one in kept if not one[0].startswith(b"content-")]
        self.unchanged = Answer.of(304, [*needed, (b"etag", self.tag)], b"")
        self.size = len(body) + len(short) + 4_000

    def form(self, known: bytes | None, *, packed: bool) -> Answer:
        """What is sent to who knows the tags `known`."""
        if known is not None and (known == b"*" or self.tag in _tags(known)):
            return self.unchanged
        return self.packed if packed else self.plain


@dataclass(slots=True, eq=False)
class Drawing:
    """A page that is being drawn. When something newer comes meanwhile, only who waits already gets it."""

    slug: str
    overtaken: bool = False
    task: "asyncio.Task[Page | Answer | None]" = field(init=False)


class Door:
    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.pages: dict[bytes, Page] = {}
        self.bytes = 0
        self.drawings: dict[tuple[bytes, bytes, bytes], Drawing] = {}
        # The ways (host and scheme) by which Django has given a page; it refuses or redirects others.
        self.ways: dict[tuple[bytes, bytes], None] = {}
        # Counters: pages given as ready bytes, and pages that Django drew for it.
        self.given = 0
        self.drawn = 0

    # What the hub says

    def moved(self, slug: str, topics: Collection[str], now: float) -> None:
        """There is something newer of these topics."""
        for path, page in list(self.pages.items()):
            if page.slug != slug:
                continue
            if page.moved_at is None and any(topic in page.topics for topic in topics):
                page.moved_at = now
            elif page.moved_at is not None and now - page.moved_at > SECONDS_STALE:
                self._drop(path)
        self._overtake(slug)

    def forget(self, slug: str) -> None:
        """The tournament was put back to what it was: nothing of it holds."""
        for path, page in list(self.pages.items()):
            if page.slug == slug:
                self._drop(path)
        self._overtake(slug)

    def _overtake(self, slug: str) -> None:
        for key, drawing in list(self.drawings.items()):
            if drawing.slug == slug:
                drawing.overtaken = True
                del self.drawings[key]

    # What the protocol asks

    def ready(self, path: bytes, way: tuple[bytes, bytes]) -> Page | None:
        """The page, if it is the newest and may be given this way."""
        page = self.pages.get(path)
        if page is None or page.moved_at is not None or way not in self.ways:
            return None
        self.given += 1
        return page

    async def fetch(
        self, path: bytes, slug: str, way: tuple[bytes, bytes], app: Any, scope: Any
    ) -> Page | Answer | None:
        """What Django answers, asked once for everybody who waits; None: everybody has to ask for himself."""
        key = (path, *way)
        drawing = self.drawings.get(key)
        if drawing is None:
            drawing = self.drawings[key] = Drawing(slug)
            drawing.task = asyncio.create_task(self._draw(key, drawing, app, scope))
        former = self.pages.get(path) if way in self.ways else None
        if former is None:
            return await asyncio.shield(drawing.task)
        try:
            async with asyncio.timeout(SECONDS_OF_PATIENCE):
                found = await asyncio.shield(drawing.task)
        except TimeoutError:
            found = former if _young(former) else await asyncio.shield(drawing.task)
        went_wrong = isinstance(found, Answer) and found.status >= 500
        return former if went_wrong and _young(former) else found

    async def _draw(
        self, key: tuple[bytes, bytes, bytes], drawing: Drawing, app: Any, scope: Any
    ) -> Page | Answer | None:
        try:
            status, headers, body = await _ask(app, scope)
        finally:
            if self.drawings.get(key) is drawing:
                del self.drawings[key]
        said = dict(headers)
        if status == 0 or b"set-cookie" in said or len(body) > MOST_BYTES_A_PAGE:
            return None
        topics = said.get(b"surrogate-key", b"").decode("latin-1").split()
        if status != 200 or not topics or b"public" not in said.get(b"cache-control", b""):
            return Answer.of(status, [one for one in headers if one[0] not in {b"date", b"connection"}], body)
        self.drawn += 1
        page = Page(drawing.slug, frozenset(topics), headers, body)
        if not drawing.overtaken:
            self._keep(key, page)
        return page

    def _keep(self, key: tuple[bytes, bytes, bytes], page: Page) -> None:
        path, *way = key
        self._drop(path)
        while self.pages and self.bytes + page.size > self.most_bytes:
            self._drop(next(iter(self.pages)))
        self.pages[path] = page
        self.bytes += page.size
        while len(self.ways) >= MOST_HOSTS:
            del self.ways[next(iter(self.ways))]
        self.ways[way[0], way[1]] = None

    def _drop(self, path: bytes) -> None:
        page = self.pages.pop(path, None)
        if page is not None:
            self.bytes -= page.size


async def _ask(app: Any, scope: Any) -> tuple[int, list[Header], bytes]:
    """Django's answer to this request as if it had no conditions."""
    status, headers, body = 0, list[Header](), bytearray()
    asked = False

    async def receive() -> Any:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # nobody goes away: the answer is for all who wait
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = [(name.lower(), value) for name, value in message.get("headers", ())]
        else:
            body.extend(message.get("body", b""))

    plain = [one for one in scope["headers"] if one[0] not in CONDITIONS]
    await app({**scope, "headers": plain}, receive, send)
    return status, headers, bytes(body)


def _young(page: Page) -> bool:
    """Not older than pages may be in any other cache."""
    return page.moved_at is None or asyncio.get_running_loop().time() - page.moved_at < SECONDS_STALE


def _tags(known: bytes) -> list[bytes]:
    return [tag.strip().removeprefix(b"W/") for tag in known.split(b",")]


def _length(body: bytes) -> Header:
    return b"content-length", str(len(body)).encode()
