"""What a viewer hears over a real socket from a real uvicorn."""

from collections import Counter
from contextlib import ExitStack

import pytest

from okt.live import sse, viewer
from tests.live_clients import Stream
from tests.live_server import Database, LiveServer
from tests.programs import wait_until
from tests.tcp_proxy import TcpProxy


def test_a_stream_begins_with_the_current_panels_and_a_marker(server: LiveServer) -> None:
    with Stream(server.port, "M-500,matrix-M") as stream:
        assert stream.status == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-store"
        assert stream.headers["x-accel-buffering"] == "no"
        assert not {"set-cookie", "content-encoding", "content-length", "transfer-encoding"} & set(
            stream.headers
        )
        assert stream.update() == (3, {"M-500": "500 a", "matrix-M": "matrix a"})


def test_only_a_whole_update_has_an_id(server: LiveServer) -> None:
    with Stream(server.port) as stream:
        assert [(event.name, event.id) for event in stream.until("version")] == [
            ("panel", ""),
            ("version", "3"),
        ]


@pytest.mark.parametrize("gzipped", [False, True])
def test_what_is_published_in_another_thread_arrives_whole(
    server: LiveServer, database: Database, gzipped: bool
) -> None:
    with Stream(server.port, "M-500,matrix-M", since=3, gzipped=gzipped) as stream:
        assert stream.headers.get("content-encoding") == ("gzip" if gzipped else None)
        assert stream.update() == (3, {})
        for seq in range(4, 40):
            panels = database.store("okt-2021", seq, M_500=f"500 {seq}", matrix_M=f"matrix {seq} é")
            server.publish("okt-2021", seq, panels)
            assert stream.update() == (seq, {"M-500": f"500 {seq}", "matrix-M": f"matrix {seq} é"})


def test_a_frame_is_packed_once_for_all_who_get_it(
    server: LiveServer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = Counter[bytes]()
    pack = sse.pack

    def counted(data: bytes) -> bytes:
        packed[data] += 1
        return pack(data)

    monkeypatch.setattr(sse, "pack", counted)
    with ExitStack() as streams:
        # Who watches more than this topic is in another room, and gets the same frame.
        viewers = [
            streams.enter_context(Stream(server.port, topics, gzipped=True))
            for topics in ["M-500", "M-500,matrix-M"] * 10
        ]
        for one in viewers:
            assert one.update()[1]["M-500"] == "500 a"
        server.publish("okt-2021", 4, database.store("okt-2021", 4, M_500="500 b"))
        for one in viewers:
            assert one.update() == (4, {"M-500": "500 b"})
    times = {data: count for data, count in packed.items() if data.startswith(b"event: panel")}
    assert sum(b'"topic":"M-500"' in data for data in times) == 2  # before, and at version 4
    assert set(times.values()) == {1}


def test_what_nobody_announced_arrives_all_the_same(server: LiveServer, database: Database) -> None:
    with Stream(server.port, since=3) as stream:
        assert stream.update() == (3, {})
        database.store("okt-2021", 4, M_500="500 b")
        assert stream.update() == (4, {"M-500": "500 b"})


def test_each_language_has_its_own_panels(server: LiveServer) -> None:
    with Stream(server.port, lang="nl") as dutch, Stream(server.port, lang="en", gzipped=True) as english:
        assert dutch.update() == (3, {"M-500": "500 a"})
        assert english.update() == (3, {"M-500": "500 a (en)"})


@pytest.mark.parametrize(
    ("since", "headers", "topics"),
    [
        (1, "", {"matrix-M"}),
        (2.999, "", {"matrix-M"}),
        (3, "", set()),
        (None, "Last-Event-ID: 3\r\n", set()),
        (0, "Last-Event-ID: 1\r\n", {"matrix-M"}),
    ],
)
def test_who_has_a_version_gets_what_is_newer(
    server: LiveServer, since: float | None, headers: str, topics: set[str]
) -> None:
    with Stream(server.port, "M-500,matrix-M", since=since, headers=headers) as stream:
        found, panels = stream.update()
        assert (found, set(panels)) == (3, topics)


def test_a_silent_stream_gives_signs_of_life_with_the_version(database: Database) -> None:
    with (
        LiveServer(panels_since=database.panels_since, beat_every=0.05) as server,
        Stream(server.port, gzipped=True) as stream,
    ):
        assert stream.until("beat")[-1].data == {"seq": 3, "behind": 0}


def test_the_database_may_go_down_and_come_back_while_people_watch(
    server: LiveServer, database: Database
) -> None:
    with Stream(server.port, since=3) as stream:
        stream.update()
        database.down = True
        asked = len(database.asked)
        wait_until(lambda: len(database.asked) > asked + 2, "it was asked in vain")
        database.store("okt-2021", 4, M_500="500 b")
        database.down = False
        assert stream.update() == (4, {"M-500": "500 b"})


def test_a_viewer_who_does_not_read_is_let_go_while_the_others_go_on(database: Database) -> None:
    options = {"bound": 20_000, "patience": 0.2, "beat_every": 0.05}
    with (
        LiveServer(panels_since=database.panels_since, **options) as server,
        Stream(server.port, receive_buffer=4_096) as stuck,
        Stream(server.port) as reading,
    ):
        stuck.until("version"), reading.until("version")
        seq = 3
        while server.hub.viewers == 2:
            seq += 1
            assert seq < 3_000, "nobody was let go"
            server.publish("okt-2021", seq, database.store("okt-2021", seq, M_500=f"{seq} " + "x" * 60_000))
            found, panels = reading.update()
            assert found == seq
            assert panels["M-500"].startswith(f"{seq} ")
        with pytest.raises((EOFError, ConnectionResetError)):  # noqa: PT012 - until it ends
            while True:
                stuck.next()


def test_what_is_held_for_a_viewer_who_does_not_read_is_bounded_in_the_kernel_too(
    server: LiveServer, database: Database
) -> None:
    with Stream(server.port, receive_buffer=4_096) as stuck:
        stuck.until("version")
        [room] = server.hub.tournaments["okt-2021"].rooms.values()
        [watching] = room.viewers
        for seq in range(4, 54):  # a megabyte
            server.publish("okt-2021", seq, database.store("okt-2021", seq, M_500=f"{seq} " + "x" * 20_000))
        wait_until(lambda: server.hub.tournaments["okt-2021"].version == 53, "it is published")
        assert watching.owed == {"M-500"}
        assert watching.transport.get_write_buffer_size() < server.hub.bound + 25_000
        seen = [stuck.update()[0]]
        while seen[-1] < 53:
            seen.append(stuck.update()[0])
        assert len(seen) < 25


def test_a_viewer_who_reads_again_gets_the_newest_and_not_all_it_missed(database: Database) -> None:
    with (
        LiveServer(panels_since=database.panels_since, bound=20_000, patience=60) as server,
        Stream(server.port, receive_buffer=4_096) as slow,
    ):
        slow.until("version")
        count = 400
        for seq in range(4, count):
            server.publish("okt-2021", seq, database.store("okt-2021", seq, M_500=f"{seq} " + "x" * 60_000))
        seen = [slow.update()[0]]
        while seen[-1] < count - 1:
            seen.append(slow.update()[0])
        assert seen == sorted(set(seen))
        assert len(seen) < count - 4


def test_a_stream_survives_a_line_that_stutters(server: LiveServer, database: Database) -> None:
    with TcpProxy(server.port) as line, Stream(line.port, since=3) as stream:
        stream.update()
        line.freeze()
        server.publish("okt-2021", 4, database.store("okt-2021", 4, M_500="500 b"))
        line.heal()
        assert stream.update() == (4, {"M-500": "500 b"})
        line.drop()
        with pytest.raises((EOFError, ConnectionResetError)):
            stream.next()
        wait_until(lambda: server.hub.viewers == 0, "the hub has forgotten the viewer")


def test_whoever_hangs_up_is_forgotten(server: LiveServer) -> None:
    streams = [Stream(server.port) for _ in range(5)]
    wait_until(lambda: server.hub.viewers == 5, "all are there")
    for stream in streams:
        stream.close()
    wait_until(lambda: server.hub.viewers == 0, "all are gone")
    assert not server.server.server_state.connections


def test_when_the_server_stops_each_viewer_hears_when_to_come_back(database: Database) -> None:
    with (
        LiveServer(panels_since=database.panels_since) as server,
        Stream(server.port) as plain,
        Stream(server.port, gzipped=True) as packed,
    ):
        plain.until("version"), packed.until("version")
        server.stop()
        for stream in (plain, packed):
            farewell = stream.until("bye")[-1]
            assert 0 <= farewell.data["retry"] <= 5000
            with pytest.raises(EOFError):
                stream.next()


def test_a_viewer_who_does_not_read_does_not_hold_up_a_stop(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer, "SECONDS_TO_DRAIN", 0.1)
    database.store("okt-2021", 4, M_500="x" * 9_000_000)
    with (
        LiveServer(panels_since=database.panels_since, bound=20_000_000) as server,
        Stream(server.port, receive_buffer=4_096),
    ):
        server.stop()
