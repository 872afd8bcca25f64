"""What the hub does by itself: it looks at the database, and survives what it finds there."""

import asyncio

from okt.live.hub import Hub
from okt.live.room import Panels
from tests.live_server import update
from tests.paper_hub import watch, with_hub


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
    found: list[tuple[float, Panels]] = [(1, {"M-500": update(1, "a")})]
    calls = 0

    def panels_since(marks: dict[str, float]) -> dict[str, tuple[float, Panels]]:
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


def test_the_chances_are_asked_for_at_each_publication_and_a_fault_ends_nothing() -> None:
    calls = 0

    def foresee() -> None:
        nonlocal calls
        calls += 1
        raise RuntimeError("refused")

    async def story(hub: Hub) -> None:
        for seq in (4, 5, 6):
            before = calls
            hub.publish("okt", seq, {"M-500": update(seq, "news")})
            while calls == before:  # noqa: ASYNC110 - another thread makes it true
                await asyncio.sleep(0.005)

    with_hub(story, foresee_if_overdue=foresee, look_every=50)


def test_publishing_after_the_end_is_no_fault() -> None:
    hubs = []

    async def story(hub: Hub) -> None:
        assert Hub.running is hub
        hubs.append(hub)

    with_hub(story)
    assert Hub.running is None
    hubs[0].publish_threadsafe("okt", 4, {})
