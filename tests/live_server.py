"""A real uvicorn with the live channel in a thread, around a tiny application; and a client that reads streams."""

import asyncio
import gzip
import json
import socket
import threading
import zlib
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import uvicorn

from okt.live.hub import Hub
from okt.live.room import PanelUpdate
from tests.programs import wait_until

SECONDS = 10


def update(seq: int, dutch: str, english: str = "") -> PanelUpdate:
    return {"seq": seq, "html": {"nl": dutch, "en": english or f"{dutch} (en)"}}


@dataclass
class Database:
    """What publication.py reads: the panels of each tournament, and their version."""

    panels: dict[str, dict[str, PanelUpdate]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    down: bool = False
    asked: list[dict[str, int]] = field(default_factory=list)
    refreshed: int = 0

    def store(self, slug: str, seq: int, **html: str) -> dict[str, PanelUpdate]:
        """Stores panels and returns them, ready to be announced. `M_500` is topic M-500."""
        changed = {topic.replace("_", "-"): update(seq, text) for topic, text in html.items()}
        self.panels.setdefault(slug, {}).update(changed)
        self.versions[slug] = seq
        return changed

    def panels_since(self, marks: dict[str, int]) -> dict[str, tuple[int, dict[str, PanelUpdate]]]:
        self.asked.append(dict(marks))
        if self.down:
            raise ConnectionError("the database is down")
        return {
            slug: (
                self.versions[slug],
                {topic: panel for topic, panel in panels.items() if panel["seq"] > marks.get(slug, -1)},
            )
            for slug, panels in self.panels.items()
        }

    def refresh_if_overdue(self) -> None:
        self.refreshed += 1


class LiveServer:
    """`with LiveServer(panels_since=…) as server:` and then `server.port`, `server.hub`, `server.stop()`."""

    def __init__(self, **options: Any) -> None:
        self.hub = Hub(**options)
        self.bodies: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self.listener.getsockname()[1]
        config = uvicorn.Config(
            self.application,
            http="okt.live.protocol:LiveProtocol",
            interface="asgi3",
            ws="none",
            lifespan="on",
            log_config=None,
            timeout_graceful_shutdown=3,
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True
        )

    async def application(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await self.hub.start()
            scope["state"]["hub"] = self.hub
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self.hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if scope["path"] == "/slow":
            await asyncio.sleep(0.2)
        self.bodies.append(body)
        answer = f"{scope['method']} {scope['path']} {len(body)}".encode()
        length = str(len(answer)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": answer})

    def publish(self, slug: str, seq: int, panels: dict[str, PanelUpdate], after: int | None = None) -> None:
        self.hub.publish_threadsafe(slug, seq, panels, after)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(SECONDS)
        assert not self.thread.is_alive(), "the server does not stop"

    def __enter__(self) -> Self:
        self.thread.start()
        wait_until(lambda: self.server.started or not self.thread.is_alive(), "the server listens")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.listener.close()


@dataclass(frozen=True)
class Event:
    name: str
    data: dict[str, Any]
    id: str = ""


class Stream:
    """A viewer: a plain socket that decodes what it hears as it comes in."""

    def __init__(
        self,
        port: int,
        topics: str = "M-500",
        *,
        lang: str = "nl",
        since: int | None = None,
        slug: str = "okt-2021",
        gzipped: bool = False,
        headers: str = "",
        receive_buffer: int = 0,
    ) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(SECONDS)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect(("127.0.0.1", port))
        known = f"&since={since}" if since is not None else ""
        encoding = "Accept-Encoding: gzip, deflate, br\r\n" if gzipped else ""
        self.socket.sendall(
            f"GET /live/{slug}/?topics={topics}&lang={lang}{known} HTTP/1.1\r\n"
            f"Host: x\r\n{encoding}{headers}\r\n".encode()
        )
        self.unzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.text = ""
        self.raw = b""
        while b"\r\n\r\n" not in self.raw:
            self.raw += self._receive()
        head, _, rest = self.raw.partition(b"\r\n\r\n")
        self.status, self.headers = parse_head(head)
        self._take(rest)

    def _receive(self) -> bytes:
        data = self.socket.recv(65_536)
        if not data:
            raise EOFError
        return data

    def _take(self, data: bytes) -> None:
        if self.headers.get("content-encoding") == "gzip":
            data = self.unzip.decompress(data)
        self.text += data.decode()

    def next(self) -> Event:
        """The next event. Raises EOFError when the server has hung up."""
        while True:
            block, found, rest = self.text.partition("\n\n")
            if not found:
                self._take(self._receive())
                continue
            self.text = rest
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            if "event" in fields:
                return Event(fields["event"], json.loads(fields["data"]), fields.get("id", ""))

    def until(self, name: str) -> list[Event]:
        events = [self.next()]
        while events[-1].name != name:
            events.append(self.next())
        return events

    def update(self) -> tuple[int, dict[str, str]]:
        """The next whole update: its version, and the HTML of each topic."""
        events = [event for event in self.until("version") if event.name != "beat"]
        assert all(event.name == "panel" for event in events[:-1]), events
        return events[-1].data["seq"], {event.data["topic"]: event.data["html"] for event in events[:-1]}

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode().split("\r\n")
    return int(first.split()[1]), dict(line.lower().split(": ", 1) for line in lines)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Connection:
    """One connection for ordinary requests, kept alive."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.file = self.socket.makefile("rb")

    def send(self, *requests: str) -> None:
        self.socket.sendall("".join(requests).encode())

    def answer(self, *, head_only: bool = False) -> Answer:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.file.readline()
            if not line:
                raise EOFError
            head += line
        status, headers = parse_head(head[:-4])
        length = 0 if head_only else int(headers.get("content-length", 0))
        return Answer(status, headers, self.file.read(length))

    def ask(self, method: str, target: str, body: str = "", headers: str = "") -> Answer:
        self.send(request(method, target, body, headers))
        return self.answer(head_only=method == "HEAD")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()
        self.socket.close()


def request(method: str, target: str, body: str = "", headers: str = "") -> str:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {target} HTTP/1.1\r\nHost: x\r\n{length}{headers}\r\n{body}"
