"""The load client (watchers.c) as benchmarks use it: many viewers in one process."""

import contextlib
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence

from bench import machine
from bench.machine import Missing

Round = dict[str, int]


class Watchers:
    """What they say, in order: `lines` has it all but what was asked for already."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: queue.Queue[list[str]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.split())
        self.lines.put(["ended"])

    def opened(self, seconds: float = 120) -> None:
        """Waits until every stream is open."""
        self._next("open", "not every viewer was let in", seconds)

    def round(self, seconds: float = 60) -> Round:
        """The next update that all have: when (ns) half of them, 99 in 100 and the last had it, and what it took."""
        return figures(self._next("round", "an update did not reach every viewer", seconds))

    def _next(self, expected: str, fault: str, seconds: float) -> list[str]:
        try:
            found = self.lines.get(timeout=seconds)
        except queue.Empty:
            raise Missing(f"{fault} within {seconds:.0f} s") from None
        if found[0] != expected:
            raise Missing(f"{fault}: {' '.join(found)}")
        return found


def figures(line: Sequence[str]) -> Round:
    return dict(zip(line[2::2], map(int, line[3::2]), strict=True))


@contextlib.contextmanager
def watching(
    port: int,
    path: str,
    viewers: int,
    marks: Sequence[bytes],
    *,
    encoding: str = "identity",
    ahead: int = 1,
    processor: int | None = None,
) -> Iterator[Watchers]:
    """Viewers of this path, each with the end of every update in `marks`; they are gone afterwards.

    `ahead` is how many marks are looked for at a time: 1 where every update is sent for itself.
    """
    words = [machine.compiled("watchers.c"), "127.0.0.1", port, path, viewers, encoding, ahead]
    words += [mark.hex() for mark in marks]
    pinned = [] if processor is None else ["taskset", "-c", str(processor)]
    process = subprocess.Popen(
        [*pinned, *map(str, words)], stdout=subprocess.PIPE, text=True, cwd=machine.ROOT
    )
    try:
        yield Watchers(process)
    finally:
        process.kill()
        process.wait()
