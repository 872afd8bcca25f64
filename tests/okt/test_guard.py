"""Requests that are too large, too slow or too many: refused in words, and the others notice nothing."""

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from okt.live import guard
from tests.live_clients import Connection, Stream, request
from tests.live_server import LiveServer
from tests.programs import wait_until

LIVE = "/live/okt-2021/?topics=M-500"


@contextlib.contextmanager
def others_notice_nothing(server: LiveServer) -> Iterator[None]:
    with Stream(server.port) as stream, Connection(server.port) as connection:
        stream.until("version")
        assert connection.ask("GET", "/before").status == 200
        yield
        assert connection.ask("GET", "/after").status == 200
        server.publish("okt-2021", 9, {})
        assert stream.update()[0] == 9


# Too large


@pytest.mark.parametrize("path", ["/page", "/live/okt-2021/"])
@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("x" * (guard.LONGEST_TARGET + 1), "", 414),
        ("", f"X-Long: {'x' * guard.MOST_HEAD}\r\n", 431),
        ("", "".join(f"X-{number}: y\r\n" for number in range(guard.MOST_HEADERS + 1)), 431),
        ("", "".join(f"X-{number}: {'y' * 900}\r\n" for number in range(50)), 431),
    ],
)
def test_a_head_that_is_too_large_is_refused(
    server: LiveServer, path: str, query: str, headers: str, status: int
) -> None:
    with others_notice_nothing(server), Connection(server.port) as connection:
        connection.send(request("GET", f"{path}?topics=M-500&{query}", headers=headers))
        answer = connection.answer()
        assert answer.status == status
        assert answer.headers["connection"] == "close"
        assert answer.text.endswith(".")
        assert connection.file.read() == b""


def test_a_head_without_an_end_is_not_read_for_ever(server: LiveServer) -> None:
    with others_notice_nothing(server), Connection(server.port) as connection:
        connection.send("GET / HTTP/1.1\r\nX-Long: ")
        for _ in range(guard.MOST_HEAD // 4_000):
            time.sleep(0.001)  # so that they are pieces
            connection.send("x" * 4_000)
        connection.send("x" * 4_000)
        assert connection.answer().status == 431


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(server: LiveServer) -> None:
    with others_notice_nothing(server), Connection(server.port) as connection:
        connection.send(f"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: {guard.MOST_BODY + 1}\r\n\r\n")
        answer = connection.answer()
        assert (answer.status, answer.headers["connection"]) == (413, "close")
    with Connection(server.port) as connection:
        body = "x" * guard.MOST_BODY
        assert connection.ask("POST", "/b", body).text == f"POST /b {guard.MOST_BODY}"


def test_a_body_that_does_not_say_how_long_it_is_has_the_same_bound(server: LiveServer) -> None:
    with others_notice_nothing(server), Connection(server.port) as connection:
        connection.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = f"{100_000:x}\r\n{'x' * 100_000}\r\n"
        with contextlib.suppress(ConnectionError):
            for _ in range(guard.MOST_BODY // 100_000 + 2):
                connection.send(chunk)
        with contextlib.suppress(ConnectionError):  # it may be reset before the answer is read
            assert connection.answer().status == 413
    assert [body for body in server.bodies if body] == []


# Too slow


@pytest.mark.parametrize(
    "said", ["GET /a HT", "GET /a HTTP/1.1\r\nHost: x\r\n", f"GET {LIVE} HTTP/1.1\r\nHost: x\r\nX:"]
)
def test_who_does_not_finish_the_head_of_a_request_is_let_go(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(guard, "SECONDS_FOR_HEAD", 0.2)
    with others_notice_nothing(server), Connection(server.port) as connection:
        connection.send(said)
        answer = connection.answer()
        assert (answer.status, answer.headers["connection"]) == (408, "close")
    assert not server.hub.waited_for


def test_a_connection_on_which_nothing_is_ever_said_ends_without_a_word(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SECONDS_FOR_HEAD", 0.2)
    with others_notice_nothing(server), Connection(server.port) as connection:
        assert connection.file.read() == b""


def test_a_head_that_comes_in_drops_is_not_waited_for_longer(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SECONDS_FOR_HEAD", 0.5)
    with Connection(server.port) as connection:
        connection.send("GET /a HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                connection.send("X: y\r\n")
                time.sleep(0.05)
                connection.socket.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    assert connection.socket.recv(20).startswith(b"HTTP/1.1 408")
                    break
                connection.socket.setblocking(True)
    assert server.bodies == []


def test_who_does_not_finish_the_body_is_let_go(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS_FOR_BODY", 0.2)
    with others_notice_nothing(server), Connection(server.port) as connection:
        connection.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
        assert connection.answer().status == 408
    assert not server.hub.waited_for


def test_a_long_answer_is_not_a_slow_request(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS_FOR_BODY", 0.01)
    with Connection(server.port) as connection:
        for _ in range(8):
            assert connection.ask("GET", "/slow").text == "GET /slow 0"
    assert not server.hub.waited_for


# Too many


def test_who_asks_far_ahead_is_answered_so_far_and_no_further(server: LiveServer) -> None:
    with others_notice_nothing(server), Connection(server.port) as connection:
        connection.send(*[request("GET", "/slow")] + [request("GET", "/a")] * 2_000)
        answers = [connection.answer().status for _ in range(guard.MOST_AHEAD + 2)]
        assert answers == [200] * (guard.MOST_AHEAD + 1) + [400]
        assert connection.file.read() == b""


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"\x00" * 100,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_request_is_answered_with_a_refusal_or_with_nothing(
    server: LiveServer, rubbish: bytes
) -> None:
    with others_notice_nothing(server), socket.create_connection(("127.0.0.1", server.port), 10) as line:
        line.sendall(rubbish)
        line.shutdown(socket.SHUT_WR)
        heard = b""
        with contextlib.suppress(ConnectionError):
            while more := line.recv(4096):
                heard += more
        assert heard == b"" or heard.startswith(b"HTTP/1.1 4")
    wait_until(lambda: not server.server.server_state.connections, "it is forgotten")
