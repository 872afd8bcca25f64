"""Ready pages are never older than what was published, and an update has each drawn once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from okt.live import door
from tests.live_clients import Connection
from tests.live_server import Database
from tests.pages_server import HOST, PAGE, Pages, ask, published
from tests.programs import wait_until


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


def test_a_tournament_that_was_put_back_is_drawn_anew(pages: Pages, database: Database) -> None:
    assert "version 3" in ask(pages).text
    database.panels["okt-2021"] = {}
    database.store("okt-2021", 1, M_500="500 restored")
    wait_until(lambda: "version 1: 500 restored" in ask(pages).text, "the page is the restored one")


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
