"""A real uvicorn with the live channel in a thread, around a tiny application; and what it reads as its database."""

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import uvicorn

from okt.live.hub import Hub
from okt.live.room import PanelUpdate
from tests.programs import wait_until

SECONDS = 10


def update(seq: float, dutch: str, english: str = "") -> PanelUpdate:
    return {"seq": seq, "html": {"nl": dutch, "en": english or f"{dutch} (en)"}}


@dataclass
class Database:
    """What publication.py reads: the panels of each tournament, and their version."""

    panels: dict[str, dict[str, PanelUpdate]] = field(default_factory=dict)
    versions: dict[str, float] = field(default_factory=dict)
    down: bool = False
    asked: list[dict[str, float]] = field(default_factory=list)
    refreshed: int = 0

    def store(self, slug: str, seq: float, **html: str) -> dict[str, PanelUpdate]:
        """Stores panels and returns them, ready to be announced. `M_500` is topic M-500."""
        changed = {topic.replace("_", "-"): update(seq, text) for topic, text in html.items()}
        self.panels.setdefault(slug, {}).update(changed)
        self.versions[slug] = seq
        return changed

    def panels_since(self, marks: dict[str, float]) -> dict[str, tuple[float, dict[str, PanelUpdate]]]:
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
            timeout_keep_alive=1,
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
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if scope["path"] == "/slow":
            await asyncio.sleep(0.2)
        self.bodies.append(body)
        status, headers, answer = self.answer(scope, body)
        headers = {**headers, "content-length": str(len(answer))}
        encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": encoded})
        await send({"type": "http.response.body", "body": answer})

    def answer(self, scope: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Says back what was asked; tests that need pages have their own."""
        return 200, {}, f"{scope['method']} {scope['path']} {len(body)}".encode()

    def publish(
        self, slug: str, seq: float, panels: dict[str, PanelUpdate], after: float | None = None
    ) -> None:
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
