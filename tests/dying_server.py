"""A web process that dies after it has read what it was asked: perhaps that was stored already."""

import socketserver
import threading
from types import TracebackType
from typing import Self


class DyingServer:
    """`heard`: the method of each request, at 127.0.0.2 and a port of choice."""

    def __init__(self, port: int) -> None:
        heard: list[str] = []

        class Die(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                heard.append(self.request.recv(4096).decode().split()[0])

        self.heard = heard
        self.server = socketserver.TCPServer(("127.0.0.2", port), Die)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)
