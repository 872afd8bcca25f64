"""The web process as it is served: Django behind the live channel, the hub on the real tables."""

import resource
from urllib.parse import urlsplit

import pytest

from okt import asgi
from tests.live_clients import Connection, Stream
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
        assert english.update()[0] == before
        site.manage("shell", "-c", ENTER_SCHEPERKAMP)
        for stream, time in ((dutch, "34,45"), (english, "34.45")):
            version, panels = stream.update()
            while version <= before:
                version, panels = stream.update()
            assert time in panels["M-500"]
            assert "Scheperkamp" in panels["M-500"]
    with Connection(port) as connection:
        answer = connection.ask(
            "GET", "/panels/okt-2021/?topics=M-500&lang=nl", headers="Connection: close\r\n"
        )
        assert answer.status == 200


def test_as_many_viewers_as_there_may_be_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: raised.append(limits))
    endless = resource.RLIM_INFINITY
    for soft, most, room in [
        (1_024, 1_048_576, asgi.MOST_VIEWERS),
        (1_024, endless, asgi.MOST_VIEWERS),
        (1_024, 4_096, 4_096 - asgi.KEPT_FREE),
        (65_536, 65_536, asgi.MOST_VIEWERS),
        (endless, endless, asgi.MOST_VIEWERS),
        (100, 100, 1),
    ]:
        monkeypatch.setattr(resource, "getrlimit", lambda what, now=(soft, most): now)
        assert asgi.room_for_viewers() == room
    wanted = asgi.MOST_VIEWERS + asgi.KEPT_FREE
    assert raised == [(wanted, 1_048_576), (wanted, endless), (4_096, 4_096), (100, 100)]
