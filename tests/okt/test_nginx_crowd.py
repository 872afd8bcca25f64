"""nginx before a crowd: how much of the room one address may have, and who does not count."""

import re
import socket
from contextlib import ExitStack

from django.conf import settings

from okt.live.guard import BESIDE_STREAMS, IN_WORDS
from okt.live.hub import Hub
from tests.live_clients import Connection, request
from tests.live_server import LiveServer
from tests.nginx import Front
from tests.programs import ROOT


def test_one_address_cannot_take_all_the_room(front: Front, server: LiveServer) -> None:
    limits = {"127.0.0.0/8": "127.0.0.9/32", "crowd 7000;": "crowd 2;", "signed_in 1000;": "signed_in 1;"}
    port = front(server.port, others=limits)
    signed_in = "Cookie: theme=x; sessionid=abc\r\n"

    def of(address: str) -> str:
        return f"X-Forwarded-For: {address}\r\n"

    with ExitStack() as stack:

        def line(source: str, headers: str = "") -> socket.socket:
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10, (source, 0)))
            line.sendall(request("GET", "/live/okt-2021/?topics=M-500", headers=headers).encode())
            return line

        def answer(source: str, headers: str = "") -> int:
            return int(line(source, headers).recv(12).split()[1])

        assert [answer("127.0.0.1") for _ in range(3)] == [200, 200, 429]
        with Connection(port) as page:
            refused = page.ask("GET", "/okt-2021/M-500/")
        assert (refused.status, refused.headers["retry-after"]) == (429, "5")
        assert refused.headers["content-type"] == "text/plain; charset=utf-8"
        assert refused.text.startswith("Van dit adres zijn er nu te veel verbindingen")
        # Somebody else; an official in the same crowd; and an empty cookie is none.
        assert answer("127.0.0.2") == 200
        assert [answer("127.0.0.1", signed_in) for _ in range(2)] == [200, 429]
        assert answer("127.0.0.1", "Cookie: sessionid=\r\n") == 429
        # A proxy is nobody; whom it brings is somebody; and of IPv6 a network is one.
        assert [answer("127.0.0.9") for _ in range(4)] == 4 * [200]
        assert [answer("127.0.0.9", of("192.0.2.1")) for _ in range(3)] == [200, 200, 429]
        addresses = (
            "2001:db8::1",
            "2001:db8::ffff:2",
            "2001:db8::3",
            "2001:db8:0:1::1",
            "2001:db8:a0a:a0a::1",
        )
        assert [answer("127.0.0.9", of(address)) for address in addresses] == [200, 200, 429, 200, 200]
        assert server.hub.turned_away == server.hub.refused == 0


def test_the_crowd_of_one_address_is_what_a_web_process_has_for_it() -> None:
    of_the_process = Hub().limit_per_address + BESIDE_STREAMS
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    (crowd,) = re.findall(r"limit_conn crowd (\d+);", text)
    assert Hub().limit_per_address < int(crowd) <= of_the_process
    assert IN_WORDS[429][1] in text
    assert f"$cookie_{settings.SESSION_COOKIE_NAME} " in text
