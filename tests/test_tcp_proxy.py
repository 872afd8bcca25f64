"""The line that can fail does fail, and only as it is told."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.programs import wait_until
from tests.tcp_proxy import TcpProxy


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that says back what it hears."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(65_536):
                    connection.sendall(data)
            except OSError:
                pass

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def call(line: TcpProxy, seconds: float = 5) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), timeout=seconds)


def hears(client: socket.socket, said: bytes) -> bool:
    client.sendall(said)
    heard = b""
    try:
        while len(heard) < len(said):
            data = client.recv(65_536)
            if not data:
                return False
            heard += data
    except (TimeoutError, ConnectionError):
        return False
    return heard == said


def test_it_forwards_and_passes_the_end_on(echo: int) -> None:
    with TcpProxy(echo) as line, call(line) as client:
        assert hears(client, b"hello" * 100_000)
        client.sendall(b"last")
        client.shutdown(socket.SHUT_WR)
        assert client.recv(10) == b"last"
        assert client.recv(10) == b""
        wait_until(lambda: line.connected == 0, "the line is free")


def test_a_frozen_line_stays_connected_and_says_nothing_until_it_heals(echo: int) -> None:
    with TcpProxy(echo) as line, call(line, 0.2) as old:
        assert hears(old, b"before")
        line.freeze()
        assert not hears(old, b"during")
        with call(line, 0.2) as new:
            assert not hears(new, b"new")
            line.heal()
            assert old.recv(10) == b"during"
            assert new.recv(10) == b"new"


def test_what_was_forgotten_stays_dead_and_new_calls_work(echo: int) -> None:
    with TcpProxy(echo) as line, call(line, 0.2) as old:
        assert hears(old, b"before")
        line.freeze()
        line.heal(forget=True)
        assert not hears(old, b"after")
        with call(line) as new:
            assert hears(new, b"new")


def test_a_cut_line_refuses_until_it_heals(echo: int) -> None:
    with TcpProxy(echo) as line, call(line) as client:
        assert hears(client, b"before")
        line.cut()
        with pytest.raises(OSError, match=r".*"):  # noqa: PT012 - an end or a reset, now or at the next word
            if client.recv(1) == b"":
                raise ConnectionError
        with call(line) as refused:
            assert not hears(refused, b"x")
        line.heal()
        with call(line) as again:
            assert hears(again, b"after")


def test_who_was_dropped_may_call_again(echo: int) -> None:
    with TcpProxy(echo) as line, call(line) as client:
        assert hears(client, b"before")
        line.drop()
        assert not hears(client, b"x")
        with call(line) as again:
            assert hears(again, b"after")


def test_a_bad_line_is_late_and_loses_nothing_in_the_end(echo: int) -> None:
    with TcpProxy(echo) as line, call(line) as client:
        line.worsen(delay=0.05, loss=0.3)
        began = time.monotonic()
        assert hears(client, b"hello" * 50_000)
        assert time.monotonic() - began >= 0.1
        line.heal()
        assert hears(client, b"hello" * 100_000)
