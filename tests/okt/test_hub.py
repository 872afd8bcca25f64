"""The hub by itself: what it keeps, what each viewer is sent, and who is owed something."""

import asyncio
import json
import zlib

import pytest

from okt.live import sse
from okt.live.hub import Hub
from tests.live_server import update
from tests.paper_hub import watch, with_hub


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


def test_what_comes_later_at_the_same_entry_reaches_who_is_there_and_who_comes_back() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500", "chances-M")
        line.events()
        hub.publish("okt", 3.001, {"chances-M": update(3.001, "40%")}, after=3)
        assert line.update() == ({"chances-M": "40%"}, 3.001)
        assert watch(hub, "M-500", "chances-M", since=3)[1].update() == ({"chances-M": "40%"}, 3.001)
        assert watch(hub, "M-500", "chances-M", since=3.001)[1].update() == ({}, 3.001)

    with_hub(story)


def test_what_comes_later_than_the_next_entry_changes_nothing() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "chances-M")
        hub.publish("okt", 4, {"chances-M": update(4, "older than the standing")}, after=3.001)
        assert hub.look.is_set()  # 3.001 was missed: the database has both
        hub.publish("okt", 4, {"chances-M": update(4, "older than the standing")})
        line.events()
        hub.publish("okt", 3.001, {"chances-M": update(3.001, "40%")}, after=3)
        assert line.events() == []

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
        assert [data for name, data in line.events() if name == "version"] == [{"seq": 6, "behind": 0}] * 2
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
        assert hub.frames_sent == 2 * 3 - 1

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
        assert (hub.viewers, hub.evicted, hub.frames_sent) == (2, 1, 1)

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
