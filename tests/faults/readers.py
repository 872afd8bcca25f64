"""People who read pages while something happens, and remember every answer that they got."""

import http.client
import itertools
import threading
from collections import Counter
from types import TracebackType
from typing import Self

from tests.faults.officials import plain

AWHILE = 0.05


class Reader(threading.Thread):
    """`with Reader(port, paths) as reader:` asks for one page after the other; `reader.errors` is what was no page.

    With `cookie` nothing that nginx keeps will do: a web process must answer.
    """

    def __init__(self, port: int, paths: tuple[str, ...], cookie: str = "") -> None:
        super().__init__(name="reader", daemon=True)
        self.port, self.paths = port, paths
        self.headers = {"Cookie": cookie} if cookie else {}
        self.statuses: Counter[int] = Counter()
        self.errors: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        for path in itertools.cycle(self.paths):
            if self.stopping.wait(AWHILE):
                return
            self.read(path)

    def read(self, path: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=self.headers)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as fault:
            self.statuses[0] += 1
            self.errors.append(f"{path}: {fault!r}")
            return
        finally:
            connection.close()
        self.statuses[answer.status] += 1
        if answer.status != 200:
            self.errors.append(f"{path}: {answer.status} {plain(body)[:300]}")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self.join(30)
