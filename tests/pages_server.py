"""A tiny Django behind the real door: it says what is published of a page's topics, and how often it was asked."""

import asyncio
import threading
from typing import Any

from tests.live_clients import Answer, Connection
from tests.live_server import Database, LiveServer
from tests.programs import wait_until

PAGE = "/okt-2021/M-500/"
PUBLIC = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "public, max-age=1, stale-while-revalidate=10",
    "content-security-policy": "default-src 'self'",
}


class Pages(LiveServer):
    """`broken`: it answers 500; `go_on.clear()`: it takes its time, with what was published when it was asked."""

    def __init__(self, database: Database, **options: Any) -> None:
        super().__init__(panels_since=database.panels_since, look_every=0.05, **options)
        self.database = database
        self.asked: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.broken = False

    async def application(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            drawn = self.answer(scope, b"")  # what the database says when the drawing begins
            await asyncio.to_thread(self.go_on.wait)
            scope = {**scope, "drawn": drawn}
        await super().application(scope, receive, send)

    def answer(self, scope: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if "drawn" in scope:
            found: tuple[int, dict[str, str], bytes] = scope["drawn"]
            return found
        path = scope["path"]
        headers = dict(scope["headers"])
        self.asked.append(path)
        if self.broken:
            return 500, {"content-type": "text/plain"}, b"broken"
        if b"x.nl" not in headers[b"host"]:
            return 400, {}, b"not this host"
        if path.endswith("/old/"):
            return 302, {**PUBLIC, "surrogate-key": "M-500", "location": PAGE}, b""
        if path.endswith("/cookie/"):
            cookie = {**PUBLIC, "surrogate-key": "M-500", "set-cookie": f"n={len(self.asked)}"}
            return 200, cookie, str(len(self.asked)).encode()
        topics = {"M-500": ["M-500", "programme"], "matrix": ["matrix-M", "chances-M", "programme"]}
        page = path.strip("/").split("/")[-1]
        if page not in topics:
            return 404, {"content-type": "text/plain"}, b"not here"
        if b"if-none-match" in headers:
            return 304, {}, b""
        panels = self.database.panels["okt-2021"]
        html = [panels[topic]["html"]["nl"] for topic in topics[page] if topic in panels]
        version = self.database.versions["okt-2021"]
        tag = f'"{page}-{version}-{len(html)}"'
        text = f"version {version}: {' '.join(html)} {'.' * 2000}"
        return 200, {**PUBLIC, "etag": tag, "surrogate-key": " ".join(topics[page])}, text.encode()


HOST = "Host: x.nl\r\n"


def ask(server: LiveServer, target: str = PAGE, headers: str = "", method: str = "GET") -> Answer:
    with Connection(server.port) as connection:
        connection.send(f"{method} {target} HTTP/1.1\r\n{HOST}{headers}\r\n")
        return connection.answer(head_only=method == "HEAD" or "if-none-match" in headers.lower())


def published(server: LiveServer, version: float) -> None:
    wait_until(lambda: server.hub.tournaments["okt-2021"].version >= version, "it is published")
