"""Two hands at the same moment: the database decides who was first, and nothing is done twice or lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from results import jury, times
from results.log import Signature, StaleHeat
from results.models import LogEntry, Start
from tests.small import MEN, at, by, small, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_log")]


def together(*deeds: Callable[[], object]) -> list[object]:
    """What each gives or raises, all of them begun at once."""
    ready = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        ready.wait()
        try:
            return deed()
        except StaleHeat as stale:
            return stale
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_a_double_click_is_one_entry() -> None:
    tournament, signature = small(), Signature("official")

    def click() -> int:
        return jury.enter_time(tournament, at("albert", seen=0), times.parse("34,50"), signature).seq

    assert together(*[click] * 4) == [2, 2, 2, 2]
    assert LogEntry.objects.count() == 2


def test_of_two_officials_with_one_start_the_second_is_told() -> None:
    tournament = small()

    def official(time: str) -> Callable[[], object]:
        return lambda: jury.enter_time(tournament, at("albert", seen=0), times.parse(time), by())

    answers = together(official("34,50"), official("34,60"))
    assert sum(isinstance(answer, StaleHeat) for answer in answers) == 1
    assert start("albert").time_ms in {34_500, 34_600}
    assert LogEntry.objects.count() == 2


def test_entries_that_come_together_are_numbered_without_a_gap() -> None:
    tournament = small()
    deeds = [
        lambda skater=skater, run=run: jury.enter_time(
            tournament, at(skater, run), times.parse("34,50"), by()
        )
        for skater in MEN
        for run in (1, 2)
    ]
    together(*deeds)
    assert list(LogEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 10))
    assert Start.objects.filter(status="finished").count() == 8
