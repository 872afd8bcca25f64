"""nginx as it stands in front in production, running: pages kept for a second, streams untouched."""

import json
import socket
import subprocess
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests import nginx
from tests.dying_server import DyingServer
from tests.live_clients import Answer, Connection, Stream
from tests.live_server import Database, LiveServer
from tests.name_server import NameServer
from tests.nginx import Front
from tests.pages_server import HOST, PAGE, Pages, ask
from tests.programs import free_port, wait_until
from tests.services import StartSite
from tests.sites import Site


def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    config = nginx.configuration(tmp_path, 8000, free_port(), tmp_path)
    checked = subprocess.run(
        [nginx.binary(), "-t", "-c", config], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr, checked.stderr


class Echo(LiveServer):
    """Says back the headers that it was sent."""

    def answer(self, scope: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        said = {name.decode(): value.decode() for name, value in scope["headers"]}
        return 200, {"content-type": "application/json"}, json.dumps(said).encode()


# The site behind it


def test_the_site_comes_through(front: Front, embedded_site: StartSite) -> None:
    site: Site = embedded_site()
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    port = front(int(site.environment["PORT"]), site.folder / "run")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
        assert "2021" in page.read().decode()
    for version, age in (("", "public, max-age=3600"), ("?v=1", "public, max-age=31536000, immutable")):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/live.js{version}") as script:
            assert "javascript" in script.headers["Content-Type"]
            assert script.headers["Cache-Control"] == age
    with Stream(port, gzipped=True) as stream:
        stream.update()
        stream.until("beat")  # after 5 seconds; the time-out of the socket ends a silence
    site.web.kill()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/okt-2021/") as page:
        assert page.headers["X-Cache"] == "STALE"
    with Connection(port) as desk:
        assert desk.ask("GET", "/tafel/", headers="Cookie: a=b\r\n").status == 502


# Pages, kept for a second


def got(answer: Answer) -> str:
    return answer.headers["x-cache"]


def test_a_page_is_kept_and_is_soon_the_new_one(front: Front, pages: Pages, database: Database) -> None:
    port = front(pages.port)
    first = answer_of(port)
    assert (got(first), got(answer_of(port))) == ("miss", "hit")
    pages.publish("okt-2021", 4, database.store("okt-2021", 4, M_500="500 b"))
    wait_until(lambda: "500 b" in answer_of(port).text, "the new page is there")
    assert len(pages.asked) == 2


def answer_of(port: int, headers: str = "", path: str = PAGE) -> Answer:
    with Connection(port) as connection:
        connection.send(f"GET {path} HTTP/1.1\r\n{HOST}{headers}\r\n")
        return connection.answer()


def test_who_reads_gzip_gets_what_the_web_process_packed(front: Front, pages: Pages) -> None:
    port = front(pages.port)
    plain = answer_of(port)
    for encoding in ("gzip, deflate, br, zstd", "gzip", "br;q=1.0, gzip;q=0.8"):
        packed = answer_of(port, f"Accept-Encoding: {encoding}\r\n")
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.text == plain.text
    for encoding in ("br", "gzip;q=0", "gzip;q=0.000, br"):
        assert "content-encoding" not in answer_of(port, f"Accept-Encoding: {encoding}\r\n").headers
    # Kept twice, whatever the wording.
    assert len(pages.hub.door.pages) == 1
    assert pages.hub.door.given <= 2


def test_a_herd_is_one_question(front: Front, pages: Pages) -> None:
    port = front(pages.port)
    pages.go_on.clear()
    with ExitStack() as stack:
        herd = [stack.enter_context(Connection(port)) for _ in range(60)]
        for one in herd:
            one.send(f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n")
        wait_until(lambda: pages.asked, "one of them was passed on")
        pages.go_on.set()
        assert {one.answer().status for one in herd} == {200}
    assert pages.asked == [PAGE]
    assert pages.hub.door.given == 0


def test_whoever_has_a_cookie_gets_his_own_and_nobody_else_does(front: Front, pages: Pages) -> None:
    port = front(pages.port)
    for header in ("Cookie: a=b\r\n", "Authorization: Basic eA==\r\n"):
        answers = [answer_of(port, header) for _ in range(2)]
        assert [got(answer) for answer in answers] == ["bypass", "bypass"]
    assert len(pages.asked) == 4
    assert got(answer_of(port)) == "miss"
    with_cookie = [answer_of(port, path="/okt-2021/cookie/") for _ in range(2)]
    assert with_cookie[0].headers["set-cookie"] != with_cookie[1].headers["set-cookie"]


def test_an_error_is_not_kept(front: Front, pages: Pages) -> None:
    port = front(pages.port)
    assert [answer_of(port, path="/okt-2021/nowhere/").status for _ in range(2)] == [404, 404]
    pages.broken = True
    assert [answer_of(port).status for _ in range(2)] == [500, 500]
    pages.broken = False
    assert answer_of(port).status == 200


def test_who_has_the_page_gets_nothing_again(front: Front, pages: Pages) -> None:
    port = front(pages.port)
    tag = answer_of(port).headers["etag"]
    assert ask(pages, headers='If-None-Match: "M-500-3-1"\r\n').status == 304
    with Connection(port) as connection:
        connection.send(f'GET {PAGE} HTTP/1.1\r\n{HOST}If-None-Match: "M-500-3-1"\r\n\r\n')
        assert connection.answer(head_only=True).status == 304
    assert tag == '"m-500-3-1"'


# Streams


def test_a_stream_is_neither_held_back_nor_packed_again(
    front: Front, server: LiveServer, database: Database
) -> None:
    port = front(server.port)
    with Stream(port, since=3) as plain, Stream(port, since=3, gzipped=True) as packed:
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert plain.update() == packed.update() == (3, {})
        for seq in range(4, 20):
            server.publish("okt-2021", seq, database.store("okt-2021", seq, M_500=f"500 {seq}"))
            assert plain.update() == packed.update() == (seq, {"M-500": f"500 {seq}"})
    wait_until(lambda: server.hub.viewers == 0, "who hangs up at nginx has hung up here")


# Who says what


def test_what_a_visitor_says_of_himself_is_not_believed(front: Front) -> None:
    with Echo() as web:
        port = front(web.port, others={"127.0.0.0/8": "127.0.0.9/32"})

        def heard(source: str) -> dict[str, str]:
            with socket.create_connection(("127.0.0.1", port), 10, (source, 0)) as line:
                line.sendall(
                    b"GET /a HTTP/1.0\r\nHost: x.nl\r\nX-Forwarded-For: 192.0.2.1, 192.0.2.7\r\n"
                    b"X-Forwarded-Proto: https\r\n\r\n"
                )
                with line.makefile("rb") as answer:
                    said: dict[str, str] = json.loads(answer.read().partition(b"\r\n\r\n")[2])
                    return said

        visitor = heard("127.0.0.1")
        assert (visitor["x-forwarded-for"], visitor["x-forwarded-proto"]) == ("127.0.0.1", "http")
        through_a_proxy = heard("127.0.0.9")
        assert through_a_proxy["x-forwarded-for"] == "192.0.2.7"
        assert (through_a_proxy["x-forwarded-proto"], through_a_proxy["host"]) == ("https", "x.nl")


def test_a_web_process_that_has_moved_is_found_again(front: Front, pages: Pages) -> None:
    with NameServer("127.0.0.2") as names:  # nobody is there
        port = front(
            f"web:{pages.port}",
            others={"resolver 127.0.0.11 valid=2s": f"resolver 127.0.0.1:{names.port} valid=1s"},
        )
        assert answer_of(port).status == 502

        def works() -> bool:  # for all workers, each of which remembers the names for a second
            return {answer_of(port, path=f"/okt-2021/{number}/").status for number in range(20)} == {404}

        names.addresses = ["127.0.0.1"]
        wait_until(works, "the new address is used")
        # Of several, one that is not there is passed by.
        names.addresses, asked = ["127.0.0.2", "127.0.0.1"], names.asked
        wait_until(lambda: works() and names.asked > asked + 2, "both are known")
        assert works()


def test_what_was_sent_is_never_sent_twice_and_a_page_is_asked_of_the_next(front: Front) -> None:
    with Echo() as web, DyingServer(web.port) as dying, NameServer("127.0.0.2", "127.0.0.1") as names:
        others = {"resolver 127.0.0.11 valid=2s": f"resolver 127.0.0.1:{names.port} valid=1s"}
        port = front(f"web:{web.port}", others=others)
        for method in ("POST", "GET"):
            dying.heard.clear()
            statuses: list[int] = []
            while len(statuses) < 8 or len(dying.heard) < 2:
                assert len(statuses) < 200, dying.heard
                with Connection(port) as line:
                    statuses.append(line.ask(method, f"/{len(statuses)}/").status)
            assert set(dying.heard) == {method}
            assert statuses.count(502) == (len(dying.heard) if method == "POST" else 0)


def test_how_it_goes_is_not_for_visitors_and_the_id_of_a_request_is_ours(front: Front) -> None:
    with Echo() as web:
        port = front(web.port)
        for path in ("/metrics", "/readyz", "/healthz", "/metrics/", "//metrics", "/%6detrics"):
            assert answer_of(port, path=path).status == 404, path
        said = json.loads(answer_of(port, path="/x/", headers="X-Request-ID: of-a-visitor\r\n").body)
        assert len(said["x-request-id"]) == 32
