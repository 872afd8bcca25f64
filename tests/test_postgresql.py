"""The database tests ran on SQLite; here they run once more, in two processes of their own, on PostgreSQL."""

import os
import subprocess
import sys

import pytest

from tests.programs import ROOT

# Set for the inner run, which must not start another one.
INNER = "OKT_INNER_RUN"
RULES = ["tests/results", "tests/matrix"]
HALVES = {"rules": RULES, "the rest": ["tests", *(f"--ignore={folder}" for folder in RULES)]}


@pytest.mark.skipif(INNER in os.environ, reason="this is the run on PostgreSQL")
@pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="this run is on PostgreSQL"
)
@pytest.mark.parametrize("half", HALVES)
def test_the_database_tests_pass_on_postgresql_too(half: str, postgres_url: str) -> None:
    # What these tests store may be lost with the machine: no commit waits for the disk.
    environment = os.environ | {
        "DATABASE_URL": postgres_url,
        INNER: "1",
        "PGOPTIONS": "-c synchronous_commit=off",
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-m",
        "database",
        "-p",
        "no:cacheprovider",
        "--quiet",
        *HALVES[half],
    ]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]
