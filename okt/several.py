"""Several web processes on one port of one machine (OKT_WEB_PROCESSES): each has its own event loop, its own hub and
its own listening socket; the kernel spreads the visitors over them (SO_REUSEPORT)."""

import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

from okt.serve import SECONDS_TO_FINISH, listen

SECONDS_BEFORE_AGAIN = 1.0


def serve_several(host: str, port: int, count: int) -> None:
    """Keeps `count` web processes running until SIGINT or SIGTERM. Raises PortTaken."""
    listen(host, port).close()  # says in words when somebody else is there
    Several(host, port, count).run()


class Several:
    def __init__(self, host: str, port: int, count: int) -> None:
        self.command = [
            *(sys.executable, "manage.py", "serve", "--shared"),
            *("--host", host, "--port", str(port)),
        ]
        self.count = count
        self.stopped = False
        self.children: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.on_signal)
        try:
            self.children = [self.start() for _ in range(self.count)]
            while not self.stopped:
                time.sleep(0.2)
                self.replace_dead()
        finally:
            self.stop()

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True

    def start(self) -> subprocess.Popen[bytes]:
        # The child reads its input for ever: it ends when we do, however we end.
        return subprocess.Popen(self.command, stdin=subprocess.PIPE)

    def replace_dead(self) -> None:
        for place, child in enumerate(self.children):
            if (status := child.poll()) is not None and not self.stopped:
                sys.stderr.write(f"A web process ended with status {status}; another is started.\n")
                self.let_go(child)
                time.sleep(SECONDS_BEFORE_AGAIN)
                self.children[place] = self.start()

    def stop(self) -> None:
        for child in self.children:
            child.terminate()
        until = time.monotonic() + SECONDS_TO_FINISH + 3
        for child in self.children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            self.let_go(child)

    @staticmethod
    def let_go(child: subprocess.Popen[bytes]) -> None:
        if child.stdin:
            child.stdin.close()


def end_with_parent() -> None:
    """Call it in a child: when the process that started it is gone, it stops as on SIGTERM."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
