"""A program: officials who post and viewers who watch, from where it is started; what they have it tells in JSON.

python -m tests.faults.visitors HOST PORT FIRST

The first line that it is told is the accounts and the skaters. When there are no more, officials stop; what is under
way is sent until it is stored, and the last line is what they made. Clocks that only count are the whole machine's.
"""

import json
import sys
import threading
from typing import Any

from tests.faults.crowd import Crowd
from tests.faults.officials import Recorder

VIEWERS = 20
OFTEN = 0.1


def tell(**words: Any) -> None:
    print(json.dumps(words), flush=True)


def newest_stored(recorder: Recorder) -> float:
    """When each of them had sent something, at the latest, of which he was told that it is stored."""
    return min(
        max((made.attempts[-1].at for made in list(official.made)[-20:] if made.saved), default=0.0)
        for official in recorder.officials
    )


def main(host: str, port: int, first: int) -> None:
    told = json.loads(sys.stdin.readline())
    recorder = Recorder(port, told["accounts"], told["skaters"], first, host=host)
    over = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    with Crowd(port, VIEWERS, host=host) as crowd:
        recorder.start()
        while not over.wait(OFTEN):
            version = min(viewer.version if viewer.watching else -1 for viewer in crowd.viewers)
            tell(stored=newest_stored(recorder), version=version)
        recorder.stop()
    tell(
        made=[
            {
                "key": one.key,
                "value": one.value,
                "statuses": [attempt.status for attempt in one.attempts],
                "saved": one.saved is not None,
                "refused": one.refused,
            }
            for one in recorder.made
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
