"""Connections and streams beyond what there is room for, in all and from one address: told so, and no others."""

import socket
from contextlib import ExitStack
from typing import IO, Any

import pytest

from okt.live import guard
from tests.live_clients import Connection, Stream, request
from tests.live_server import Database, LiveServer
from tests.programs import wait_until

LIVE = "/live/okt-2021/?topics=M-500"


def test_one_address_cannot_take_all_the_room(database: Database) -> None:
    def of(address: str) -> str:  # the tests are a trusted proxy here
        return f"X-Forwarded-For: {address}\r\n"

    with (
        LiveServer(panels_since=database.panels_since, limit_per_address=2) as server,
        ExitStack() as stack,
        Connection(server.port) as third,
    ):
        first, second = (stack.enter_context(Stream(server.port, headers=of("192.0.2.1"))) for _ in range(2))
        second.until("version")
        answer = third.ask("GET", LIVE, headers=of("192.0.2.1"))
        assert (answer.status, answer.headers["retry-after"]) == (429, "30")
        assert "Van dit adres kijken er al 2" in answer.text
        # Other visitors; of IPv6 a network is one; and this machine itself is nobody.
        for address in ("192.0.2.2", "2001:db8::1", "2001:db8::ffff:2", *3 * ["127.0.0.1"]):
            stack.enter_context(Stream(server.port, headers=of(address)))
        assert server.hub.crowds == {"192.0.2.1": 2, "192.0.2.2": 1, "2001:db8::/64": 2, "": 3}
        assert third.ask("GET", LIVE, headers=of("2001:db8::3")).status == 429
        first.close()
        wait_until(lambda: server.hub.crowds["192.0.2.1"] == 1, "one is gone")
        third.send(request("GET", LIVE, headers=of("192.0.2.1")))
        assert third.answer().status == 200
    assert server.hub.crowds == {}


def test_what_somebody_says_of_his_own_address_counts_for_nothing(database: Database) -> None:
    with LiveServer(panels_since=database.panels_since, limit_per_address=1) as server:
        server.server.config.forwarded_allow_ips = "192.0.2.9"
        with Stream(server.port, headers="X-Forwarded-For: 192.0.2.1\r\n"):
            assert server.hub.crowds == {"": 1}


def test_a_connection_too_many_is_told_so(database: Database) -> None:
    with LiveServer(panels_since=database.panels_since, most_connections=2) as server, ExitStack() as stack:
        stack.enter_context(Stream(server.port)).until("version")
        ordinary = stack.enter_context(Connection(server.port))
        assert ordinary.ask("GET", "/a").status == 200
        answer = stack.enter_context(Connection(server.port)).answer()
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert "te veel verbindingen" in answer.text
        assert server.hub.turned_away == 1
        assert ordinary.ask("GET", "/a").status == 200


@pytest.fixture
def from_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who connects from 127.0.0.7 is 192.0.2.7 to the server: this machine itself is nobody."""

    def far(transport: Any) -> tuple[str, int]:
        host, port = transport.get_extra_info("peername")
        return host.replace("127.0.0.", "192.0.2."), port

    monkeypatch.setattr("uvicorn.protocols.http.httptools_impl.get_remote_addr", far)
    monkeypatch.setattr(guard, "BESIDE_STREAMS", 2)


def line_from(server: LiveServer, source: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), 10, (source, 0))


@pytest.mark.usefixtures("from_far")
def test_one_address_cannot_take_all_connections(database: Database) -> None:
    callers = guard.GuardedProtocol.callers
    with LiveServer(panels_since=database.panels_since, limit_per_address=1) as server, ExitStack() as stack:

        def line(source: str, said: str = "") -> IO[bytes]:
            line = stack.enter_context(line_from(server, source))
            line.sendall(said.encode())
            return stack.enter_context(line.makefile("rb"))

        assert line("127.0.0.7", request("GET", LIVE)).readline() == b"HTTP/1.1 200 OK\r\n"
        first = line("127.0.0.7", request("GET", "/a", headers="X-Forwarded-For: 192.0.2.1\r\n"))
        line("127.0.0.7")  # says nothing, and counts
        wait_until(lambda: (callers["192.0.2.7"], server.hub.crowds["192.0.2.7"]) == (2, 1), "all are there")
        refused = line("127.0.0.7").read().decode()
        assert refused.startswith("HTTP/1.1 429 ")
        assert "retry-after: 5" in refused
        assert refused.endswith(
            "Van dit adres zijn er nu te veel verbindingen; probeer het zo weer, of gebruik een ander netwerk."
        )
        assert server.hub.turned_away == 1
        # Others notice nothing, and when one ends there is room for one.
        assert line("127.0.0.8", request("GET", "/b")).readline() == b"HTTP/1.1 200 OK\r\n"
        assert first.readline() == b"HTTP/1.1 200 OK\r\n"
        stack.pop_all().close()
        wait_until(lambda: not callers, "all are gone")
        assert server.hub.crowds == {}


@pytest.mark.usefixtures("from_far")
def test_a_proxy_that_is_believed_is_not_one_visitor(database: Database) -> None:
    with LiveServer(panels_since=database.panels_since, limit_per_address=1) as server, ExitStack() as stack:
        server.server.config.forwarded_allow_ips = "192.0.2.9"
        for _ in range(6):
            line = stack.enter_context(line_from(server, "127.0.0.9"))
            line.sendall(request("GET", "/a").encode())
            assert line.recv(15) == b"HTTP/1.1 200 OK"
        assert not guard.GuardedProtocol.callers


@pytest.mark.usefixtures("from_far")
def test_the_last_tenth_of_all_connections_is_for_others(database: Database) -> None:
    with LiveServer(panels_since=database.panels_since, most_connections=3) as server, ExitStack() as stack:
        for source, answer in (
            ("127.0.0.7", b"200"),
            ("127.0.0.7", b"200"),
            ("127.0.0.7", b"429"),
            ("127.0.0.8", b"200"),
        ):
            line = stack.enter_context(line_from(server, source))
            line.sendall(request("GET", "/a").encode())
            assert line.recv(12) == b"HTTP/1.1 " + answer
