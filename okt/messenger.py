"""Takes "go and look" to the broker in a thread of its own: no official and no refresh waits for a Redis that is away
or frozen.

What is on its way when the process dies is lost, as a message may be (docs/decisions/0003). At an ordinary stop the
process waits for the message under way: some seconds at most.
"""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from threading import Lock
from typing import Any

import structlog

from okt import metrics

logger = structlog.stdlib.get_logger(__name__)


class Messenger:
    """One message of a kind per tournament at a time: while one waits to be sent, the next entry needs no other."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "okt-messenger")
        self._lock = Lock()
        self._waiting: dict[tuple[str, int], tuple[Any, Context]] = {}
        self._fault = ""  # why the last message did not come to the broker

    def take(self, task: Any, tournament_id: int) -> None:
        """Returns at once. What the log says of this request travels with the message."""
        message = (task.name, tournament_id)
        with self._lock:
            on_its_way = message in self._waiting
            self._waiting[message] = (task, copy_context())
        if not on_its_way:
            self._thread.submit(self._deliver, message)

    def send(self, task: Any, tournament_id: int) -> None:
        """Asks for a refresh or for chances here and now, once. The entry is already stored: a broker that is down only
        makes everything slower, as the web process itself does what nobody has after some seconds (`publication.py`).

        Of a row of the same fault only the first is logged with its traceback: to write that for each entry takes the
        processor's time just when this process draws the pages as well.
        """
        try:
            task.apply_async((tournament_id,), retry=False)
        except Exception as fault:  # whatever the broker's client raises, the entry stands
            metrics.NOT_QUEUED.inc()
            known, self._fault = self._fault, repr(fault)
            logger.warning(
                "%s of tournament %s could not be queued: %s",
                task.name,
                tournament_id,
                fault,
                exc_info=self._fault != known,
            )
        else:
            self._fault = ""

    def _deliver(self, message: tuple[str, int]) -> None:
        with self._lock:
            task, context = self._waiting.pop(message)
        context.run(self.send, task, message[1])


messenger = Messenger()
