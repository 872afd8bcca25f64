"""Who gets a stream and who does not, and that the rest of the port notices nothing of it."""

import inspect
import socket
from importlib.metadata import version
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from okt.live import wish
from tests.live_clients import Connection, Stream, request
from tests.live_server import Database, LiveServer
from tests.programs import wait_until

LIVE = "/live/okt-2021/"


# Refusals


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/live/okt-1999/?topics=M-500", 404),
        ("/live/?topics=M-500", 404),
        ("/live/okt-2021?topics=M-500", 404),
        ("/live/okt-2021/more/?topics=M-500", 404),
        ("/live/../okt-2021/?topics=M-500", 404),
        (LIVE, 400),
        (f"{LIVE}?topics=", 400),
        (f"{LIVE}?topics=M-500,", 400),
        (f"{LIVE}?topics=M-12345", 400),
        (f"{LIVE}?topics=M-500%0d%0aX:1", 400),
        (f"{LIVE}?topics=M-500&lang=de", 400),
        (f"{LIVE}?topics=M-500&lang=", 200),
        (f"{LIVE}?topics=M-500&since=no", 200),
        (f"{LIVE}?topics=M-500&since=-4", 200),
        (f"{LIVE}?topics=M-500&since=3.002", 200),
        (f"{LIVE}?topics=M-500&since=3.", 200),
        (f"{LIVE}?topics=M-500&since=9999999999999999999999", 200),
        (f"{LIVE}?topics={','.join(f't{n}' for n in range(21))}", 400),
        (f"{LIVE}?topics=M-500&pad={'x' * 2_000}", 400),
    ],
)
def test_a_request_that_cannot_be_served_is_told_why(server: LiveServer, target: str, status: int) -> None:
    with Connection(server.port) as connection:
        connection.send(request("GET", target))
        answer = connection.answer()
        assert answer.status == status
        assert server.hub.refused == int(status != 200)
        if status != 200:
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert answer.text.endswith(".")
            assert connection.ask("GET", "/after").status == 200
    assert server.hub.tournaments.keys() == {"okt-2021"}


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_only_get_is_known(server: LiveServer, method: str) -> None:
    with Connection(server.port) as connection:
        answer = connection.ask(method, f"{LIVE}?topics=M-500", "x=1" if method in {"POST", "PUT"} else "")
        assert (answer.status, answer.headers["allow"]) == (405, "get")
        assert connection.ask("POST", "/after", "body").text == "POST /after 4"


@pytest.mark.parametrize("headers", ["Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n"])
def test_a_request_with_a_body_is_refused(server: LiveServer, headers: str) -> None:
    with Connection(server.port) as connection:
        connection.send(f"GET {LIVE}?topics=M-500 HTTP/1.1\r\nHost: x\r\n{headers}\r\n")
        assert connection.answer().status == 400


def test_a_full_house_says_when_to_try_again(database: Database) -> None:
    with (
        LiveServer(panels_since=database.panels_since, limit=1) as server,
        Stream(server.port) as first,
        Connection(server.port) as second,
    ):
        first.until("version")
        answer = second.ask("GET", f"{LIVE}?topics=M-500")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        first.close()
        wait_until(lambda: server.hub.viewers == 0, "there is room")
        second.send(request("GET", f"{LIVE}?topics=M-500"))
        assert second.answer().status == 200


def test_a_server_that_has_not_read_the_database_yet_does_not_call_a_tournament_unknown(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("okt.live.hub.SECONDS_FOR_FIRST_LOOK", 0.05)
    database.down = True
    with (
        LiveServer(panels_since=database.panels_since, look_every=0.05) as server,
        Connection(server.port) as connection,
    ):
        answer = connection.ask("GET", f"{LIVE}?topics=M-500")
        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        database.down = False
        wait_until(lambda: server.hub.ready, "the database was read")
        connection.send(request("GET", f"{LIVE}?topics=M-500"))
        assert connection.answer().status == 200


@pytest.mark.parametrize(
    ("header", "packed"),
    [
        (b"gzip", True),
        (b"br, GZIP;q=0.5", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.00", False),
        (b"identity, x-gzip", False),
        (b"", False),
    ],
)
def test_gzip_is_for_who_accepts_it(header: bytes, packed: bool) -> None:
    assert wish.takes_gzip(header) is packed


# The rest of the port


def test_ordinary_requests_on_the_same_port_go_on_as_ever(server: LiveServer) -> None:
    with Connection(server.port) as connection:
        assert connection.ask("GET", "/a").text == "GET /a 0"
        assert connection.ask("POST", "/b", "x" * 200_000).text == "POST /b 200000"
        assert connection.ask("GET", "/live").text == "GET /live 0"
        connection.send(request("GET", "/slow"), request("POST", "/c", "xyz"), request("GET", "/d"))
        assert [connection.answer().text for _ in range(3)] == ["GET /slow 0", "POST /c 3", "GET /d 0"]


def test_a_connection_that_was_used_before_may_become_a_stream(server: LiveServer) -> None:
    with Connection(server.port) as connection:
        assert connection.ask("POST", "/a", "abc").text == "POST /a 3"
        connection.send(request("GET", f"{LIVE}?topics=M-500"))
        assert connection.answer().headers["content-type"] == "text/event-stream; charset=utf-8"
        assert b"retry" in connection.file.readline()


def test_a_stream_behind_an_unfinished_answer_is_refused_in_its_turn(server: LiveServer) -> None:
    with Connection(server.port) as connection:
        connection.send(request("GET", "/slow"), request("GET", f"{LIVE}?topics=M-500"))
        assert connection.answer().text == "GET /slow 0"
        refused = connection.answer()
        assert (refused.status, refused.headers["connection"]) == (400, "close")
        with pytest.raises(EOFError):
            connection.answer()


def test_what_comes_in_one_packet_behind_the_request_is_not_served(server: LiveServer) -> None:
    with Connection(server.port) as connection:
        connection.send(request("GET", f"{LIVE}?topics=M-500"), request("POST", "/after", "x=1"))
        assert connection.answer().status == 200
        assert connection.file.readline() == b"retry: 3000\n"
    assert server.bodies == []


def test_what_comes_later_ends_the_stream(server: LiveServer) -> None:
    with Stream(server.port) as stream:
        stream.until("version")
        stream.socket.sendall(request("POST", "/after", "x=1").encode())
        with pytest.raises((EOFError, ConnectionResetError)):
            stream.next()
    assert server.bodies == []


def test_a_request_that_comes_byte_by_byte_is_a_stream_too(server: LiveServer) -> None:
    with Connection(server.port) as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in request("GET", f"{LIVE}?topics=M-500&since=3"):
            connection.send(byte)
        assert connection.answer().status == 200


def test_an_old_client_gets_a_stream_too(server: LiveServer) -> None:
    with Connection(server.port) as connection:
        connection.send(f"GET {LIVE}?topics=M-500 HTTP/1.0\r\n\r\n")
        assert connection.answer().headers["connection"] == "close"


def test_rubbish_is_refused(server: LiveServer) -> None:
    with Connection(server.port) as connection:
        connection.send(f"GET {LIVE}?topics=M-500 HTTP/1.1\r\nBroken header\r\n\r\n")
        assert connection.answer().status == 400


# What we lean on


def test_uvicorn_is_the_one_whose_inside_we_know() -> None:
    """After a new version: read httptools_impl.py and server.py again, then change the number here."""
    assert version("uvicorn") == "0.54.0"


def test_uvicorn_has_inside_what_we_lean_on() -> None:
    source = inspect.getsource(HttpToolsProtocol)
    for name in (
        "self.app = config.loaded_app",
        "self.app_state = app_state",
        "self.connections = server_state.connections",
        "self.connections.add(self)",
        "self.connections.discard(self)",
        "self.cycle: RequestResponseCycle = None",
        "self.parser.should_upgrade()",
        "self.transport = transport",
        "self.url += url",
        "self.headers.append((name, value))",
        "self.parser = None",
        "app = self.app\n",
        "self.flow = FlowControl(transport)",
        "self.client = get_remote_addr(transport)",
        "self.pipeline.appendleft((self.cycle, app))",
        "self.server_state.total_requests += 1",
        "self.timeout_keep_alive_task = self.loop.call_later(",
        "if self.cycle is None or self.cycle.response_complete:",
    ):
        assert name in source, f"uvicorn's HttpToolsProtocol no longer says: {name}"
    for method in (
        *("connection_made", "connection_lost", "data_received", "on_message_begin", "on_headers_complete"),
        *("on_body", "on_message_complete", "_unset_keepalive_if_required", "timeout_keep_alive_handler"),
    ):
        assert method in vars(HttpToolsProtocol)
    assert "write_paused" in inspect.getsource(FlowControl)
    assert {"response_complete", "response_started"} <= vars(fresh_cycle()).keys()
    assert Config(app="x:y", forwarded_allow_ips="192.0.2.1").forwarded_allow_ips == "192.0.2.1"
    assert "192.0.2.1" in _TrustedHosts("192.0.2.1")
    found = _TrustedHosts("192.0.2.1").get_trusted_client_address("192.0.2.9, 192.0.2.7, 192.0.2.1")
    assert found == ("192.0.2.7", 0)


def fresh_cycle() -> RequestResponseCycle:
    nothing: Any = None
    return RequestResponseCycle(
        scope=nothing,
        transport=nothing,
        flow=nothing,
        logger=nothing,
        access_logger=nothing,
        access_log=False,
        default_headers=[],
        message_event=nothing,
        expect_100_continue=False,
        keep_alive=True,
        on_response=lambda: None,
    )
