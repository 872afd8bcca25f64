"""Two web processes and a worker whose clocks are ten minutes apart: the order is that of `seq`."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.evening import Evening
from tests.faults.officials import Recorder
from tests.left_out import leave_out
from tests.programs import Program, free_port
from tests.sites import answers

APART = 600


def faked(program: Program, port: int, seconds: int) -> Program:
    """The same program on another port, with another clock."""
    if not shutil.which("faketime"):
        leave_out("faketime", "there is no faketime on this machine")
    # What only counts seconds must go on: a clock that is wrong does not run at another speed.
    environment = {**program.environment, "PORT": str(port), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    command = ["faketime", "-f", f"{seconds:+d}s", *program.command]
    return Program(f"{program.name} {seconds:+d} s", command, program.log, environment)


@pytest.fixture
def ahead(evening: Evening, tmp_path: Path) -> Iterator[int]:
    """The port of a second web process, whose clock is ahead."""
    port = free_port()
    web = faked(evening.web, port, APART)
    web.start()
    web.wait_for(lambda: answers(f"http://127.0.0.1:{port}"))
    yield port
    web.stop()


def test_the_order_is_that_of_seq(evening: Evening, ahead: int) -> None:
    with evening.under_way("clocks ten minutes apart", within=10) as race:
        others = Recorder(ahead, evening.site.accounts, evening.skaters()[-1:] * 3, first=4000)
        others.start()
        others.wait_until_each_posts()
        race.over()
        evening.worker.kill()  # the guards of both must do it, whatever entries say about the time
        race.over()
        others.wait_until_each_posts()
        others.stop()
        race.over()
        evening.worker.start()
        log = evening.in_order([*race.recorder.made, *others.made])
        assert {decision.by for _, decision in log if decision in others.made}
        # Whoever was told before another one sent stands before him, whatever their clocks said.
        soonest_told_later = float("inf")
        for seq, decision in reversed(log):
            assert decision.sent < soonest_told_later, f"entry {seq} stands too early"
            soonest_told_later = min(soonest_told_later, decision.saved or soonest_told_later)
        with evening.database.connect() as connection:
            rows = connection.execute("SELECT seq, at FROM results_logentry ORDER BY seq").fetchall()
        assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
        assert [at for _, at in rows] != sorted(at for _, at in rows), "the clocks were the same"
