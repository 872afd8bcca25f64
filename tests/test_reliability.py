"""Each promise of docs/reliability.md names tests, and these exist; and a run says how long it took."""

import os
import re
import subprocess
import sys
from typing import Any, Literal

import pytest

from tests.conftest import took
from tests.faults import test_network, test_redis, test_wire
from tests.programs import ROOT

TEXT = (ROOT / "docs" / "reliability.md").read_text()


def test_what_is_named_exists() -> None:
    named = set(re.findall(r"tests/[\w/]+\.py", TEXT))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_each_promise_has_a_test() -> None:
    promises = [line for line in TEXT.splitlines() if re.match(r"\| \d\. ", line)]
    assert len(promises) == 7
    assert [line for line in promises if "tests/" not in line] == []


def test_each_file_of_faults_has_a_row() -> None:
    files = {f"tests/faults/{path.name}" for path in (ROOT / "tests" / "faults").glob("test_*.py")}
    assert files - {"tests/faults/test_soak.py"} - set(re.findall(r"tests/[\w/]+\.py", TEXT)) == set()


def durations(test: Any) -> set[str]:
    """The seconds that a test of a fault is run with."""
    [given] = [mark.args[1] for mark in test.pytestmark if mark.name == "parametrize"]
    return {str(one.values[0] if hasattr(one, "values") else one) for one in given}


@pytest.mark.parametrize(
    ("fault", "test"),
    [
        ("line closed for", test_network.test_closed),
        ("line half-open for", test_network.test_half_open),
        ("pieces lost for", test_network.test_lossy),
        ("Redis frozen for", test_redis.test_frozen),
        ("lost on the wire for", test_wire.test_packets_lost),
        ("wire really dead for", test_wire.test_dead),
    ],
)
def test_a_fault_has_a_row_for_each_duration_that_is_tested(fault: str, test: Any) -> None:
    assert set(re.findall(rf"\| [^|]*{fault} (\d+) s[ ,]", TEXT)) == durations(test)


def report(name: str, seconds: float, keywords: dict[str, Literal[1]]) -> pytest.TestReport:
    return pytest.TestReport(name, ("", 0, ""), keywords, "passed", None, "call", duration=seconds)


def test_the_end_of_a_run_says_how_long_the_faults_took() -> None:
    reports = [
        report("tests/faults/test_web.py::test_killed", 100.4, {}),
        report("tests/faults/test_redis.py::test_frozen[8]", 19.3, {}),
        report("tests/faults/test_redis.py::test_frozen[60]", 61, {"long": 1}),
        report("tests/okt/test_hub.py::test_beat", 5, {}),
    ]
    assert took({"passed": list(reports), "": ["something else"]}) == [
        "quick faults: 2 tests, 2 min 0 s of 8",
        "long faults: 1 tests, 1 min 1 s",
    ]


def test_a_service_that_nobody_knows_is_not_required() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", __file__],
        cwd=ROOT,
        env=os.environ | {"OKT_REQUIRE": "postgres,ngnix"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode
    assert "OKT_REQUIRE names ngnix; there is browser, faketime" in run.stdout + run.stderr
