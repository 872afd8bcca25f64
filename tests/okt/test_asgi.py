"""The web process as it is served: Django behind the live channel, the hub on the real tables."""

import resource
from urllib.parse import urlsplit

import pytest

from okt import asgi
from tests.live_clients import Answer, Connection, Stream
from tests.services import StartAny

# As the official does it, but from another process: its hub is not the one people watch.
ENTER_SCHEPERKAMP = """
from okt.sample.evening import acts
from results.models import Tournament
for act in acts():
    if (act.event, act.run, act.skater) == ("M-500", 2, "merijn-scheperkamp"):
        act.play(Tournament.objects.get(slug="okt-2021"))
"""


def test_what_another_process_enters_reaches_who_watches(any_site: StartAny) -> None:
    site = any_site()
    port = urlsplit(site.url).port
    assert port is not None
    with Stream(port, "M-500,matrix-M", gzipped=True) as dutch, Stream(port, "M-500", lang="en") as english:
        before, panels = dutch.update()
        assert set(panels) == {"M-500", "matrix-M"}
        assert int(english.update()[0]) == int(before)
        site.manage("shell", "-c", ENTER_SCHEPERKAMP)
        for stream, time in ((dutch, "34,45"), (english, "34.45")):
            version, panels = stream.update()
            while int(version) == int(before):  # the chances may come first
                version, panels = stream.update()
            assert time in panels["M-500"]
            assert "Scheperkamp" in panels["M-500"]
    with Connection(port) as connection:
        answer = connection.ask(
            "GET", "/panels/okt-2021/?topics=M-500&lang=nl", headers="Connection: close\r\n"
        )
        assert answer.status == 200


def test_a_public_page_comes_from_the_door_and_is_as_new_as_the_stream(any_site: StartAny) -> None:
    site = any_site()
    port = urlsplit(site.url).port
    assert port is not None
    host = f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"

    def ask(path: str, headers: str = "") -> Answer:
        with Connection(port) as connection:
            connection.send(f"GET {path} HTTP/1.1\r\n{host}{headers}\r\n")
            return connection.answer()

    first = [ask("/okt-2021/M-500/") for _ in range(2)][1]
    assert first.headers["content-encoding"] == "gzip"
    assert "set-cookie" not in first.headers
    from_django = ask("/okt-2021/M-500/", "Cookie: a=b\r\n")
    assert "content-encoding" not in from_django.headers
    assert from_django.text == first.text
    with Stream(port, "M-500", gzipped=True) as stream:
        before, _ = stream.update()
        site.manage("shell", "-c", ENTER_SCHEPERKAMP)
        while int(stream.update()[0]) == int(before):  # the chances may come first
            pass
        assert "34,45" in ask("/okt-2021/M-500/").text
        assert "34.45" in ask("/en/okt-2021/M-500/").text
    assert ask("/okt-2021/nergens/").status == 404


def test_as_many_viewers_as_there_may_be_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: raised.append(limits))
    endless = resource.RLIM_INFINITY
    all_of_it = (20_000, 20_000 + asgi.OTHER_CONNECTIONS)
    small = 4_096 - asgi.KEPT_FREE
    for soft, most, room in [
        (1_024, 1_048_576, all_of_it),
        (1_024, endless, all_of_it),
        (1_024, 4_096, (small * 4 // 5, small)),
        (65_536, 65_536, all_of_it),
        (endless, endless, all_of_it),
        (100, 100, (1, 2)),
    ]:
        monkeypatch.setattr(resource, "getrlimit", lambda what, now=(soft, most): now)
        assert asgi.room_for_connections(20_000) == room
    wanted = all_of_it[1] + asgi.KEPT_FREE
    assert raised == [(wanted, 1_048_576), (wanted, endless), (4_096, 4_096), (100, 100)]
