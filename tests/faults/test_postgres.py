"""PostgreSQL dies, hangs up, or has no room left: what is stored stays, the rest waits or is refused in words."""

import urllib.request

import pytest

from tests.faults.evening import PAGES, Evening
from tests.faults.officials import plain
from tests.faults.race import Race
from tests.left_out import leave_out
from tests.programs import wait_until


def said_in_words(race: Race) -> None:
    """Whoever was not told that it is stored was told what to do; nobody saw a trace of the program."""
    for attempt in race.recorder.attempts:
        if attempt.status >= 500:
            assert attempt.status == 503, f"{attempt.status} {plain(attempt.body)[:500]}"
            assert any(words in attempt.body for words in ("kan niets meer worden", "even niet te bereiken"))


def test_killed_and_restarted(evening: Evening) -> None:
    with evening.under_way("PostgreSQL killed, restarted after 3 s", within=15) as race:
        evening.database.kill()
        race.let_go(3)
        evening.database.start()
        race.over()
        said_in_words(race)


def test_its_connections_terminated(evening: Evening) -> None:
    with evening.under_way("PostgreSQL's connections terminated, five times", within=15) as race:
        for _ in range(5):
            assert evening.database.hang_up()
            race.let_go(0.4)
        race.over()
        said_in_words(race)


def test_no_room_on_its_disk(evening: Evening) -> None:
    if not evening.database.on_small_disk:
        leave_out("small disk", "only root may mount one")
    with evening.under_way("disk full under the database", within=15) as race:
        evening.database.fill()
        wait_until(lambda: any(one.status == 503 for one in race.recorder.attempts), "a post is refused")
        race.let_go(2)
        for path in PAGES:
            with urllib.request.urlopen(f"http://127.0.0.1:{evening.port}{path}") as page:
                assert page.status == 200
        assert "stale" not in evening.states()
        evening.database.free()
        if not evening.database.running:
            pytest.fail("PostgreSQL ended")
        race.over()
        said_in_words(race)
