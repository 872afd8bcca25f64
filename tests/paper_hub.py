"""A hub with viewers on paper: no sockets, and whatever was sent can be read back."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, cast

from okt.live.hub import Hub
from okt.live.viewer import Viewer
from tests.live_server import update


class Line:
    """A transport on paper: takes everything, or, when stuck, keeps it in its buffer."""

    def __init__(self) -> None:
        self.sent = b""
        self.buffer = 0
        self.stuck = False
        self.ended = ""

    def write(self, data: bytes) -> None:
        self.sent += data
        self.buffer += len(data) if self.stuck else 0

    def get_write_buffer_size(self) -> int:
        return self.buffer

    def is_closing(self) -> bool:
        return bool(self.ended)

    def abort(self) -> None:
        self.ended = "aborted"

    def close(self) -> None:
        self.ended = "closed"

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """What was sent since the last time one asked."""
        blocks, self.sent = self.sent.decode().split("\n\n")[:-1], b""
        found = []
        for block in blocks:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            found.append((fields["event"], json.loads(fields["data"])))
        return found

    def update(self) -> tuple[dict[str, str], float]:
        """The HTML by topic, and the version of the marker that ends it."""
        *panels, (marker, data) = self.events()
        assert marker == "version"
        assert {name for name, _ in panels} <= {"panel"}
        return {panel["topic"]: panel["html"] for _, panel in panels}, data["seq"]


def watch(hub: Hub, *topics: str, language: str = "nl", since: float = -1) -> tuple[Viewer, Line]:
    line = Line()
    room = hub.room("okt", topics, language, packed=False)
    viewer = Viewer(hub, room, cast(asyncio.Transport, line), set())
    line.write(hub.join(viewer, since))
    return viewer, line


def with_hub(story: Callable[[Hub], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def tell() -> None:
        hub = Hub(**options)
        await hub.start()
        hub.publish("okt", 3, {"M-500": update(1, "500 a"), "matrix-M": update(3, "matrix a")})
        try:
            await story(hub)
        finally:
            await hub.stop()

    asyncio.run(tell())
