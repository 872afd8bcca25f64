"""Public pages as ready bytes: drawn once, given to everybody who is everybody."""

import gzip

import pytest

from okt.live import door
from tests.live_clients import Connection, request
from tests.live_server import Database
from tests.pages_server import HOST, PAGE, PUBLIC, Pages, ask


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
