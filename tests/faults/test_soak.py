"""Random faults from a seed that is printed: ten minutes in `make soak`; SEED=… and SECONDS=… repeat or shorten it."""

import os
import random
import time
from collections.abc import Callable

import pytest
import redis

from tests.faults import points
from tests.faults.evening import Evening
from tests.faults.race import Race

SECONDS = float(os.environ.get("SECONDS") or 600)
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
WITHIN = 20  # of the slowest of them, the line


def faults(  # noqa: C901 - many, each small
    evening: Evening, race: Race, dice: random.Random
) -> dict[str, Callable[[], None]]:
    """Each does its worst, and has ended when it returns."""

    def for_a_while() -> None:
        race.let_go(dice.uniform(0.2, 5))

    def worker_dies() -> None:
        evening.worker.kill()
        for_a_while()
        evening.worker.start()

    def web_dies() -> None:
        evening.web.kill()
        for_a_while()
        evening.site.start()

    def web_dies_at_a_point() -> None:
        points.arm(evening.point, dice.choice(points.OF_A_POST))
        while evening.web.running:
            race.let_go(0.1)
        evening.site.start()

    def redis_dies() -> None:
        evening.redis.kill()
        for_a_while()
        evening.redis.start()

    def redis_is_emptied() -> None:
        with redis.Redis.from_url(evening.redis.url) as client:
            client.flushall()

    def redis_hangs() -> None:
        evening.redis.freeze()
        for_a_while()
        evening.redis.thaw()

    def worker_hangs() -> None:
        evening.worker.freeze()
        for_a_while()
        evening.worker.thaw()

    def postgres_dies() -> None:
        evening.database.kill()
        for_a_while()
        evening.database.start()

    def postgres_hangs_up() -> None:
        evening.database.hang_up()

    def line_closes() -> None:
        evening.line.cut()
        for_a_while()
        evening.line.heal()

    def line_goes_dead() -> None:
        evening.line.freeze()
        for_a_while()
        evening.line.heal(forget=True)

    def line_is_bad() -> None:
        evening.line.worsen(delay=0.8, loss=0.3)
        for_a_while()
        evening.line.heal()

    every = (
        worker_dies, web_dies, web_dies_at_a_point, redis_dies, redis_is_emptied, redis_hangs, worker_hangs,
        postgres_dies, postgres_hangs_up, line_closes, line_goes_dead, line_is_bad,
    )  # fmt: skip
    return {fault.__name__.replace("_", " "): fault for fault in every}


@pytest.mark.long
@pytest.mark.soak
def test_random_faults(evening: Evening) -> None:
    print(f"\nSEED={SEED} SECONDS={SECONDS:g}")
    dice = random.Random(SEED)
    ends = time.monotonic() + SECONDS
    count = 0
    while time.monotonic() < ends:
        # A round for each few faults: at its end everything is counted and verified.
        with evening.under_way(f"soak with seed {SEED}, round {count // 4 + 1}", within=WITHIN) as race:
            known = faults(evening, race, dice)
            for name in dice.choices(sorted(known), k=4):
                began = time.monotonic()
                known[name]()
                race.over()
                count += 1
                print(f"{count:>4}. {name}, well again {time.monotonic() - began:.1f} s after it began")
                if time.monotonic() > ends:
                    break
