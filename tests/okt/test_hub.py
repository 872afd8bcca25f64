"""The hub by itself: what it keeps, what each viewer is sent, and who is owed something."""

import asyncio
import json
import zlib
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest

from okt.live import sse
from okt.live.hub import Hub
from okt.live.room import Panels
from okt.live.viewer import Viewer
from tests.live_server import update


class Line:
    """A transport on paper: takes everything, or, when stuck, keeps it in its buffer."""

    def __init__(self) -> None:
        self.sent = b""
        self.buffer = 0
        self.stuck = False
        self.ended = ""

    def write(self, data: bytes) -> None:
        self.sent += data
        self.buffer += len(data) if self.stuck else 0

    def get_write_buffer_size(self) -> int:
        return self.buffer

    def is_closing(self) -> bool:
        return bool(self.ended)

    def abort(self) -> None:
        self.ended = "aborted"

    def close(self) -> None:
        self.ended = "closed"

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """What was sent since the last time one asked."""
        blocks, self.sent = self.sent.decode().split("\n\n")[:-1], b""
        found = []
        for block in blocks:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            found.append((fields["event"], json.loads(fields["data"])))
        return found

    def update(self) -> tuple[dict[str, str], int]:
        """The HTML by topic, and the version of the marker that ends it."""
        *panels, (marker, data) = self.events()
        assert marker == "version"
        assert {name for name, _ in panels} <= {"panel"}
        return {panel["topic"]: panel["html"] for _, panel in panels}, data["seq"]


def watch(hub: Hub, *topics: str, language: str = "nl", since: int = -1) -> tuple[Viewer, Line]:
    line = Line()
    room = hub.room("okt", topics, language, packed=False)
    viewer = Viewer(hub, room, cast(asyncio.Transport, line), set())
    line.write(hub.join(viewer, since))
    return viewer, line


def with_hub(story: Callable[[Hub], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def tell() -> None:
        hub = Hub(**options)
        await hub.start()
        hub.publish("okt", 3, {"M-500": update(1, "500 a"), "matrix-M": update(3, "matrix a")})
        try:
            await story(hub)
        finally:
            await hub.stop()

    asyncio.run(tell())


def test_who_comes_gets_the_current_frames_and_the_marker() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500", "matrix-M")
        assert line.update() == ({"M-500": "500 a", "matrix-M": "matrix a"}, 3)

    with_hub(story)


@pytest.mark.parametrize(
    ("since", "topics"),
    [(-1, {"M-500", "matrix-M"}), (0, {"M-500", "matrix-M"}), (1, {"matrix-M"}), (3, set())],
)
def test_who_comes_back_gets_only_what_is_newer(since: int, topics: set[str]) -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500", "matrix-M", since=since)
        panels, version = line.update()
        assert (set(panels), version) == (topics, 3)

    with_hub(story)


def test_who_claims_a_version_that_does_not_exist_yet_gets_everything() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500", since=900)
        assert line.update() == ({"M-500": "500 a"}, 3)

    with_hub(story)


def test_an_update_is_the_panels_one_watches_in_ones_language_and_then_one_marker() -> None:
    async def story(hub: Hub) -> None:
        (_, dutch), (_, english) = watch(hub, "M-500", "matrix-M"), watch(hub, "M-500", language="en")
        dutch.events(), english.events()
        hub.publish("okt", 4, {"M-500": update(4, "500 b", "500 B"), "matrix-M": update(4, "matrix b")})
        assert dutch.update() == ({"M-500": "500 b", "matrix-M": "matrix b"}, 4)
        assert english.update() == ({"M-500": "500 B"}, 4)

    with_hub(story)


def test_who_watches_something_else_hears_the_version_only() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "matrix-M")
        line.events()
        hub.publish("okt", 4, {"M-500": update(4, "500 b")})
        assert line.update() == ({}, 4)

    with_hub(story)


def test_an_older_frame_never_replaces_a_newer_one() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500", "matrix-M")
        line.events()
        hub.publish("okt", 6, {"M-500": update(6, "500 six")})
        hub.publish("okt", 5, {"M-500": update(5, "500 five"), "matrix-M": update(5, "matrix five")})
        assert [data for name, data in line.events() if name == "version"] == [{"seq": 6}, {"seq": 6}]
        _, late = watch(hub, "M-500", "matrix-M")
        assert late.update() == ({"M-500": "500 six", "matrix-M": "matrix five"}, 6)

    with_hub(story)


def test_what_was_published_before_is_not_sent_again() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500")
        line.events()
        hub.publish("okt", 3, {"M-500": update(1, "500 a")})
        assert line.sent == b""

    with_hub(story)


def test_an_update_whose_predecessor_is_missing_is_not_shown_but_fetched() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500", "matrix-M")
        line.events()
        hub.publish("okt", 5, {"matrix-M": update(5, "matrix five")}, after=4)
        assert line.sent == b""
        assert hub.look.is_set()
        hub.publish("okt", 4, {"M-500": update(4, "500 four")}, after=3)
        hub.publish("okt", 5, {"matrix-M": update(5, "matrix five")}, after=4)
        assert [name for name, _ in line.events()] == ["panel", "version", "panel", "version"]

    with_hub(story)


def test_a_viewer_who_does_not_read_is_owed_the_newest_frames_only() -> None:
    async def story(hub: Hub) -> None:
        viewer, slow = watch(hub, "M-500", "matrix-M")
        _, quick = watch(hub, "M-500")
        slow.events(), quick.events()
        slow.buffer = 101
        hub.publish("okt", 4, {"M-500": update(4, "500 four")})
        hub.publish("okt", 5, {"M-500": update(5, "500 five"), "matrix-M": update(5, "matrix five")})
        await hub.beat()
        assert slow.sent == b""
        assert [name for name, _ in quick.events()] == ["panel", "version", "panel", "version", "beat"]
        slow.buffer = 0
        viewer.resume_writing()
        assert slow.update() == ({"M-500": "500 five", "matrix-M": "matrix five"}, 5)
        hub.publish("okt", 6, {})
        assert slow.update() == ({}, 6)

    with_hub(story, bound=100)


def test_a_viewer_that_has_room_again_is_served_at_the_next_beat() -> None:
    async def story(hub: Hub) -> None:
        _, slow = watch(hub, "M-500")
        slow.events()
        slow.buffer = 101
        hub.publish("okt", 4, {"M-500": update(4, "500 four")})
        slow.buffer = 99
        await hub.beat()
        assert slow.update() == ({"M-500": "500 four"}, 4)

    with_hub(story, bound=100)


def test_a_viewer_that_stays_behind_is_let_go_and_the_others_are_not() -> None:
    async def story(hub: Hub) -> None:
        (_, stuck), (_, quick) = watch(hub, "M-500"), watch(hub, "M-500")
        stuck.buffer = 101
        hub.publish("okt", 4, {"M-500": update(4, "500 four")})
        await asyncio.sleep(0.03)
        await hub.beat()
        assert (stuck.ended, quick.ended) == ("aborted", "")

    with_hub(story, bound=100, patience=0.01)


def test_who_leaves_is_forgotten_with_the_room() -> None:
    async def story(hub: Hub) -> None:
        viewer, line = watch(hub, "M-500")
        line.events()
        assert hub.viewers == 1
        viewer.connection_lost(None)
        viewer.connection_lost(None)
        hub.publish("okt", 4, {"M-500": update(4, "500 four")})
        assert (hub.viewers, line.sent, hub.tournaments["okt"].rooms) == (0, b"", {})

    with_hub(story)


def test_at_the_end_everybody_hears_when_to_come_back() -> None:
    async def story(hub: Hub) -> None:
        viewer, line = watch(hub, "M-500")
        line.events()
        viewer.shutdown()
        [(name, data)] = line.events()
        assert (name, line.ended) == ("bye", "closed")
        assert 0 <= data["retry"] <= 5000

    with_hub(story)


def test_whoever_speaks_in_a_stream_is_let_go() -> None:
    async def story(hub: Hub) -> None:
        viewer, line = watch(hub, "M-500")
        viewer.data_received(b"GET / HTTP/1.1\r\n\r\n")
        assert line.ended == "aborted"

    with_hub(story)


def test_a_tournament_that_was_put_back_starts_anew() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500")
        line.events()
        hub.take_from_database("okt", 3, {"M-500": update(1, "500 a")}, -1)
        hub.take_from_database("okt", 2, {}, 3)
        assert hub.look.is_set()
        assert hub.marks() == {"okt": -1}
        hub.take_from_database("okt", 2, {"M-500": update(2, "500 anew")}, -1)
        assert line.update() == ({"M-500": "500 anew"}, 2)

    with_hub(story)


def test_what_was_only_published_does_not_move_what_the_database_is_asked_for() -> None:
    async def story(hub: Hub) -> None:
        assert hub.marks() == {"okt": -1}
        hub.take_from_database("okt", 4, {}, -1)
        hub.publish("okt", 9, {"M-500": update(9, "500 nine")})
        assert hub.marks() == {"okt": 4}

    with_hub(story)


def test_the_watch_finds_new_versions_and_survives_a_database_that_is_down() -> None:
    found: list[tuple[int, Panels]] = [(1, {"M-500": update(1, "a")})]
    calls = 0

    def panels_since(marks: dict[str, int]) -> dict[str, tuple[int, Panels]]:
        nonlocal calls
        calls += 1
        if calls in {1, 3}:
            raise ConnectionError("down")
        return {"new": found[0]}

    async def story(hub: Hub) -> None:
        assert hub.ready
        assert hub.knows("new", ["M-500"])
        found[0] = (2, {"F-500": update(2, "b")})
        while not hub.knows("new", ["F-500"]):  # noqa: ASYNC110 - another thread makes it true
            await asyncio.sleep(0.005)
        assert calls >= 4

    with_hub(story, panels_since=panels_since, look_every=0.01)


def test_a_hub_that_cannot_ask_the_database_says_for_how_long() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500")
        line.events()
        await hub.beat()
        hub.confirmed_at -= 60
        await hub.beat()
        assert [data["behind"] for _, data in line.events()] == [0, 60]

    with_hub(story, panels_since=lambda marks: {}, look_every=50)


def test_the_guard_runs_and_survives_a_fault() -> None:
    calls = 0

    def overdue() -> None:
        nonlocal calls
        calls += 1
        raise RuntimeError("refused")

    async def story(hub: Hub) -> None:
        while calls < 3:  # noqa: ASYNC110 - another thread makes it true
            await asyncio.sleep(0.005)

    with_hub(story, refresh_if_overdue=overdue, look_every=0.01)


def test_publishing_after_the_end_is_no_fault() -> None:
    hubs = []

    async def story(hub: Hub) -> None:
        assert Hub.running is hub
        hubs.append(hub)

    with_hub(story)
    assert Hub.running is None
    hubs[0].publish_threadsafe("okt", 4, {})


def test_blocks_packed_one_by_one_are_one_gzip_stream_that_can_be_read_as_it_comes() -> None:
    unzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
    unzip.decompress(sse.GZIP_HEADER)
    for text in ["", "één", "x" * 100_000, "één"]:
        assert unzip.decompress(sse.pack(text.encode())).decode() == text


def test_a_frame_has_one_line_of_data_whatever_the_html() -> None:
    frame = sse.panel("M-500", 7, '<p class="a">één\r\nregel\u2028</p>')
    first, second, *rest = frame.text.split("\n")
    assert (first, rest) == ("event: panel", ["", ""])
    assert json.loads(second.removeprefix("data: "))["html"] == '<p class="a">één\r\nregel\u2028</p>'
