"""How late it is: what viewers hear while an entry is stored that nobody publishes."""

from okt.live.hub import Hub
from tests.live_server import update
from tests.paper_hub import Line, watch, with_hub


def behind(line: Line) -> list[int]:
    return [data["behind"] for name, data in line.events() if name in {"beat", "version"}]


def test_while_nobody_publishes_an_entry_its_pages_hear_for_how_long_it_waits() -> None:
    async def story(hub: Hub) -> None:
        hub.publish("other", 8, {"M-500": update(8, "500 of the other")})
        _, line = watch(hub, "M-500")
        now = hub.loop.time()
        hub.unpublished.look([("okt", 4, 3), ("other", 8, 8)], now - 60)
        hub.unpublished.look([("okt", 9, 3), ("other", 8, 8)], now - 20)
        await hub.beat()
        assert behind(line) == [0, 60]
        assert behind(watch(hub, "M-500")[1]) == [60]
        assert (hub.behind_of("other"), hub.behind) == (0, 0)  # the database answers
        hub.publish("okt", 4, {"M-500": update(4, "500 b")})
        assert behind(line) == [20]  # what came after it still waits
        hub.publish("okt", 9, {"M-500": update(9, "500 c")})
        await hub.beat()
        assert behind(line) == [0, 0]

    with_hub(story)


def test_a_refresh_of_some_seconds_is_told_to_nobody_however_many_entries_follow() -> None:
    async def story(hub: Hub) -> None:
        _, line = watch(hub, "M-500")
        line.events()
        now = hub.loop.time() - 60
        for second in range(60):  # each entry is published four seconds later
            hub.unpublished.look([("okt", 4 + second, max(second, 3))], now + second)
            assert hub.unpublished.behind("okt", max(second, 3), now + second) == 0
        hub.unpublished.look([("okt", 3, 3)], now + 60)  # and the tournament is put back
        await hub.beat()
        assert behind(line) == [0]

    with_hub(story)
