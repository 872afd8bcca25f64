"""The commands of the production shape: docker-compose.yml, `make stack` and the tests start these very words."""

import sys
from collections.abc import Sequence

PREPARE = ("python", "manage.py", "prepare", "--static")
WEB = ("python", "manage.py", "serve")
# One task at a time, in this process, fetched when the former is done: fastest for tasks of milliseconds,
# and a killed worker takes at most one message with it. The multiplier sees to that where child processes do the work.
WORKER = (
    "python", "-m", "celery", "--quiet", "-A", "okt", "worker", "-P", "solo", "-Q", "live", "-c", "1",
    "--prefetch-multiplier", "1", "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
)  # fmt: skip
# The chances take longer than a refresh may wait, so they have a worker of their own.
FORECASTER = (
    "python", "-m", "celery", "--quiet", "-A", "okt", "worker", "-P", "solo", "-Q", "chances", "-c", "1",
    "-n", "chances@%h", "--prefetch-multiplier", "1", "--without-gossip", "--without-mingle",
    "--loglevel", "WARNING",
)  # fmt: skip


def argv(command: Sequence[str]) -> list[str]:
    """The command for this machine: `python` becomes the interpreter that runs now."""
    return [sys.executable, *command[1:]]
