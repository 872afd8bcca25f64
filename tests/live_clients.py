"""Clients of the live channel on plain sockets: one that reads a stream, one for ordinary requests."""

import gzip
import json
import socket
import zlib
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

SECONDS = 10


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
        since: float | None = None,
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
