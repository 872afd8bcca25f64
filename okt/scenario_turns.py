"""Computing takes turns: one at a time in a process, nothing twice, and the newest answers are kept.

Anyone may ask for a scenario. This bounds what all of them together can cost: the time of one thread of a process,
while the others wait for their turn and, when it takes too long, are asked to come back.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Busy(Exception):
    """It was not our turn in time."""


class Turns(Generic[Answer]):
    """Keeps the newest `size` answers. Who has to wait longer than `patience` seconds gets Busy."""

    def __init__(self, size: int, patience: float) -> None:
        self.size, self.patience = size, patience
        self.computed = 0  # how many were not kept already
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._turn, self._shelf = Lock(), Lock()

    def get(self, key: Hashable, compute: Callable[[], Answer]) -> Answer:
        """The answer that is kept under `key`, or the one that `compute` gives now."""
        known = self._find(key)
        if known:
            return known[0]
        if not self._turn.acquire(timeout=self.patience):
            raise Busy
        try:
            known = self._find(key)  # who was before us may have asked the same
            return known[0] if known else self._keep(key, compute())
        finally:
            self._turn.release()

    def clear(self) -> None:
        with self._shelf:
            self._kept.clear()
            self.computed = 0

    def _find(self, key: Hashable) -> tuple[Answer] | None:
        with self._shelf:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return (self._kept[key],)

    def _keep(self, key: Hashable, answer: Answer) -> Answer:
        with self._shelf:
            self.computed += 1
            self._kept[key] = answer
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)
        return answer
