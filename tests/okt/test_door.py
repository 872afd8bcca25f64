"""Public pages as ready bytes: drawn once, given to everybody, never older than what was published."""

import asyncio
import gzip
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from okt.live import door
from tests.live_clients import Answer, Connection, request
from tests.live_server import Database, LiveServer
from tests.programs import wait_until

PAGE = "/okt-2021/M-500/"
PUBLIC = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "public, max-age=1, stale-while-revalidate=10",
    "content-security-policy": "default-src 'self'",
}


class Pages(LiveServer):
    """A tiny Django: says what is published of the topics of a page, and how often it was asked."""

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


@pytest.fixture
def pages(database: Database) -> Iterator[Pages]:
    with Pages(database) as server:
        yield server
        server.go_on.set()


HOST = "Host: x.nl\r\n"


def ask(server: LiveServer, target: str = PAGE, headers: str = "", method: str = "GET") -> Answer:
    with Connection(server.port) as connection:
        connection.send(f"{method} {target} HTTP/1.1\r\n{HOST}{headers}\r\n")
        return connection.answer(head_only=method == "HEAD" or "if-none-match" in headers.lower())


def published(server: LiveServer, version: float) -> None:
    wait_until(lambda: server.hub.tournaments["okt-2021"].version >= version, "it is published")


def test_a_page_is_drawn_once_and_given_to_everybody(pages: Pages) -> None:
    first = ask(pages)
    for _ in range(3):
        again = ask(pages)
        assert (again.status, again.body) == (200, first.body)
    assert pages.asked == [PAGE]
    assert pages.hub.door.given == 3
    assert again.headers.keys() == first.headers.keys()
    for name, value in PUBLIC.items():
        assert again.headers[name] == value.lower()
    assert again.headers["vary"] == "accept-encoding"
    assert again.headers["etag"] == '"m-500-3-1"'
    assert "date" in again.headers


def test_it_is_packed_once_for_who_takes_gzip(pages: Pages) -> None:
    plain = ask(pages)
    packed = [ask(pages, headers="Accept-Encoding: gzip, br\r\n") for _ in range(2)]
    assert packed[0].body == packed[1].body != plain.body
    assert gzip.decompress(packed[0].body) == plain.body
    assert packed[0].headers["content-encoding"] == "gzip"
    assert packed[0].headers["etag"] == 'w/"m-500-3-1"'
    assert pages.asked == [PAGE]


@pytest.mark.parametrize("known", ['"M-500-3-1"', 'W/"M-500-3-1"', '"a", W/"M-500-3-1"', "*"])
def test_who_has_it_gets_nothing_again(pages: Pages, known: str) -> None:
    header = f"If-None-Match: {known}\r\n"
    for _ in range(2):  # drawn for this very request, and ready
        answer = ask(pages, headers=header)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == '"m-500-3-1"'
        assert "content-type" not in answer.headers
    assert pages.asked == [PAGE]
    assert len(ask(pages).body) > 2000


def test_who_has_another_one_gets_it_whole(pages: Pages) -> None:
    with Connection(pages.port) as connection:
        connection.send(f'GET {PAGE} HTTP/1.1\r\n{HOST}If-None-Match: "M-500-2-1"\r\n\r\n')
        assert connection.answer().status == 200


def test_a_head_says_what_a_get_would(pages: Pages) -> None:
    whole = ask(pages)
    head = ask(pages, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))
    assert pages.asked == [PAGE]


def test_it_is_drawn_anew_when_one_of_its_topics_has_moved(pages: Pages, database: Database) -> None:
    matrix = "/okt-2021/matrix/"
    assert "500 a" in ask(pages).text
    assert "matrix a" in ask(pages, matrix).text
    pages.publish("okt-2021", 4, database.store("okt-2021", 4, M_500="500 b"))
    published(pages, 4)
    assert "version 4: 500 b" in ask(pages).text
    assert "version 3: matrix a" in ask(pages, matrix).text
    assert pages.asked == [PAGE, matrix, PAGE]


def test_a_topic_that_comes_later_than_its_version_counts_too(pages: Pages, database: Database) -> None:
    matrix = "/okt-2021/matrix/"
    first = ask(pages, matrix)
    for version, text in ((3.001, "55 %"), (3.002, "56 %")):
        pages.publish("okt-2021", version, database.store("okt-2021", version, chances_M=text))
        published(pages, version)
        assert text in ask(pages, matrix).text
    assert ask(pages, matrix).headers["etag"] != first.headers["etag"]
    assert pages.asked == [matrix] * 3


def test_a_herd_after_an_update_has_the_page_drawn_once(pages: Pages, database: Database) -> None:
    ask(pages)
    pages.go_on.clear()
    pages.publish("okt-2021", 4, database.store("okt-2021", 4, M_500="500 b"))
    published(pages, 4)
    with ExitStack() as stack:
        herd = [stack.enter_context(Connection(pages.port)) for _ in range(100)]
        for number, one in enumerate(herd):
            encoding = "Accept-Encoding: gzip\r\n" if number % 2 else ""
            one.send(f"GET {PAGE} HTTP/1.1\r\n{HOST}{encoding}\r\n")
        wait_until(lambda: len(pages.asked) == 2, "it is being drawn")
        pages.go_on.set()
        assert all("500 b" in one.answer().text for one in herd)
    assert pages.asked == [PAGE, PAGE]


def test_who_asks_after_an_update_never_gets_what_was_drawn_before_it(
    pages: Pages, database: Database
) -> None:
    pages.go_on.clear()
    with Connection(pages.port) as early, Connection(pages.port) as late:
        early.send(f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n")
        wait_until(lambda: len(pages.asked) == 1, "it is being drawn")
        pages.publish("okt-2021", 4, database.store("okt-2021", 4, M_500="500 b"))
        published(pages, 4)
        late.send(f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n")
        wait_until(lambda: len(pages.asked) == 2, "it is being drawn again")
        pages.go_on.set()
        assert "500 a" in early.answer().text
        assert "500 b" in late.answer().text
    assert "500 b" in ask(pages).text
    assert pages.asked == [PAGE, PAGE]


def test_while_the_new_page_does_not_come_the_former_one_does_as_long_as_it_is_young(
    pages: Pages, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "SECONDS_OF_PATIENCE", 0.05)
    ask(pages)
    pages.go_on.clear()
    pages.publish("okt-2021", 4, database.store("okt-2021", 4, M_500="500 b"))
    published(pages, 4)
    assert "500 a" in ask(pages).text
    monkeypatch.setattr(door, "SECONDS_STALE", 0.0)
    with Connection(pages.port) as connection:
        connection.send(f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n")
        threading.Timer(0.3, pages.go_on.set).start()
        assert "500 b" in connection.answer().text


def test_an_error_is_never_kept_and_gives_way_to_a_young_page(
    pages: Pages, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.broken = True
    assert [ask(pages).status for _ in range(2)] == [500, 500]
    pages.broken = False
    assert ask(pages).status == 200
    pages.broken = True
    pages.publish("okt-2021", 4, database.store("okt-2021", 4, M_500="500 b"))
    published(pages, 4)
    assert "500 a" in ask(pages).text
    monkeypatch.setattr(door, "SECONDS_STALE", 0.0)
    assert ask(pages).status == 500
    pages.broken = False
    assert "500 b" in ask(pages).text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/okt-2021/nowhere/", 404), ("/okt-2021/old/", 302), ("/okt-2021/cookie/", 200)],
)
def test_what_is_no_page_for_everybody_is_not_kept(pages: Pages, path: str, status: int) -> None:
    answers = [ask(pages, path) for _ in range(2)]
    assert [answer.status for answer in answers] == [status, status]
    assert not pages.hub.door.pages
    cookies = [answer.headers.get("set-cookie") for answer in answers]
    assert cookies[0] is None or cookies[0] != cookies[1]


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (PAGE, "Cookie: sessionid=1\r\n"),
        (PAGE, "Authorization: Basic eA==\r\n"),
        (f"{PAGE}?a=1", ""),
        (f"{PAGE}?", ""),
        ("/okt-2021/M%2D500/", ""),
        ("/okt-1999/M-500/", ""),
        ("/tafel/okt-2021/M-500/", ""),
    ],
)
def test_what_is_not_everybodys_goes_to_django_each_time(pages: Pages, target: str, headers: str) -> None:
    for count in (1, 2):
        ask(pages, target, headers)
        assert len(pages.asked) == count
    assert not pages.hub.door.pages


def test_django_decides_by_which_name_and_scheme_the_site_is_reached(pages: Pages) -> None:
    assert ask(pages).status == 200
    with Connection(pages.port) as connection:
        connection.send(request("GET", PAGE))  # Host: x
        assert connection.answer().status == 400
    assert ask(pages, headers="X-Forwarded-Proto: https\r\n").status == 200
    assert pages.asked == [PAGE] * 3
    assert pages.hub.door.ways.keys() == {(b"x.nl", b"http"), (b"x.nl", b"https")}
    for number in range(100):
        with Connection(pages.port) as connection:
            connection.send(f"GET {PAGE} HTTP/1.1\r\nHost: {number}.x.nl\r\n\r\n")
            assert connection.answer().status == 200
    assert len(pages.hub.door.ways) == door.MOST_HOSTS


def test_what_is_kept_has_a_bound(database: Database) -> None:
    with Pages(database, door_bytes=10_000) as server:
        for page in ("M-500", "matrix", "M-500"):
            ask(server, f"/okt-2021/{page}/")
        assert list(server.hub.door.pages) == [PAGE.encode()]
        assert server.hub.door.bytes == server.hub.door.pages[PAGE.encode()].size < 10_000
        assert len(server.asked) == 3
        for _ in range(3):
            pages = server.hub.door.pages
            assert ask(server, "/en/okt-2021/M-500/").status == 200
            assert list(pages) == [b"/en/okt-2021/M-500/"]


def test_a_door_without_room_is_closed(database: Database) -> None:
    with Pages(database, door_bytes=0) as server:
        assert [ask(server).status for _ in range(2)] == [200, 200]
        assert server.asked == [PAGE, PAGE]


def test_a_tournament_that_was_put_back_is_drawn_anew(pages: Pages, database: Database) -> None:
    assert "version 3" in ask(pages).text
    database.panels["okt-2021"] = {}
    database.store("okt-2021", 1, M_500="500 restored")
    wait_until(lambda: "version 1: 500 restored" in ask(pages).text, "the page is the restored one")


def test_answers_come_in_the_order_of_the_questions(pages: Pages) -> None:
    ask(pages)
    page = f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n"
    with Connection(pages.port) as connection:
        connection.send(page, f"GET /slow HTTP/1.1\r\n{HOST}\r\n", page, page)
        assert [connection.answer().status for _ in range(4)] == [200, 404, 200, 200]
        connection.send(page)
        assert connection.answer().status == 200


def test_a_connection_ends_when_it_was_to_end(pages: Pages) -> None:
    ask(pages)
    for ending in (f"HTTP/1.1\r\n{HOST}Connection: close\r\n", f"HTTP/1.0\r\n{HOST}"):
        with Connection(pages.port) as connection:
            connection.send(f"GET {PAGE} {ending}\r\n", f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n")
            assert connection.answer().headers["connection"] == "close"
            assert connection.file.read() == b""
    with Connection(pages.port) as idle:  # the server of the tests waits a second for another request
        idle.send(f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n")
        assert idle.answer().status == 200
        assert idle.file.read() == b""


def test_many_at_once_while_versions_come_in_never_see_an_older_one(pages: Pages, database: Database) -> None:
    def look(_: int) -> None:
        known = pages.hub.tournaments["okt-2021"].version
        with Connection(pages.port) as connection:
            for _ in range(20):
                connection.send(f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n")
                version = int(connection.answer().text.split(":")[0].removeprefix("version "))
                assert version >= known
                known = pages.hub.tournaments["okt-2021"].version

    with ThreadPoolExecutor(8) as people:
        looks = [people.submit(look, number) for number in range(8)]
        for seq in range(4, 40):
            pages.publish("okt-2021", seq, database.store("okt-2021", seq, M_500=f"500 {seq}"))
            published(pages, seq)
        for one in looks:
            one.result()
