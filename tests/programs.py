"""Programs that tests start: each in its own process group, with its own log, ended by its own number."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 30
SECONDS_TO_STOP = 6


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def accepts(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def wait_until(true: Callable[[], object], what: str, seconds: float = SECONDS_TO_START) -> None:
    """Looks every 50 ms; the limit is there to end a test that would hang, never to measure."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise AssertionError(f"waited {seconds:.0f} s in vain until {what}")
        time.sleep(0.05)


@dataclass
class Program:
    """A running command: `start()`, `stop()`, `kill()`, and `freeze()` and `thaw()` to make it hang."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} was not started"
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        assert not self.running, f"{self.name} runs already"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        self.signal(signal.SIGKILL)
        if self.process:
            self.process.wait()

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def stop(self) -> None:
        """Asks, waits, and then insists."""
        if not self.process:
            return
        self.thaw()
        self.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS_TO_STOP)
        self.kill()

    def last_lines(self, count: int = 80) -> str:
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def wait_for(self, ready: Callable[[], object]) -> None:
        """Until `ready()`; a program that ended before that is a failure that shows its log."""

        def ready_or_ended() -> object:
            return ready() or not self.running

        wait_until(ready_or_ended, f"{self.name} is ready:\n{self.last_lines()}")
        assert self.running, f"{self.name} ended at its start:\n{self.last_lines()}"


# The programs a test started; when it fails, their logs are shown with it.
PROGRAMS: pytest.StashKey[list[Program]] = pytest.StashKey()
FAILED: pytest.StashKey[bool] = pytest.StashKey()
