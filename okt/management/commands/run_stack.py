import os
import signal
import subprocess
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from okt.addresses import address_lines
from okt.processes import FORECASTER, PREPARE, WEB, WORKER, argv
from okt.reach import unreachable
from okt.serve import PortTaken, listen

SECONDS_TO_STOP = 8
COMMANDS = {"web": WEB, "worker": WORKER, "forecaster": FORECASTER}


class Command(BaseCommand):
    help = "The production shape on one machine: web and Celery workers, on PostgreSQL and Redis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if missing := unreachable(settings.DATABASES["default"], settings.REDIS_URL, self.say):
            raise CommandError("\n".join(missing))
        try:
            listen(host, port).close()
        except PortTaken as taken:
            raise CommandError(str(taken)) from taken
        if subprocess.run(argv(PREPARE), check=False).returncode:
            raise CommandError("The database could not be made ready; see above.")
        self.environment = os.environ | {"HOST": host, "PORT": str(port)}
        self.stop = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.on_signal)
        children = {name: self.start(command) for name, command in COMMANDS.items()}
        lines = [
            "",
            "OKT Live runs on PostgreSQL and Redis. Ctrl-C stops it.",
            *address_lines(host, port, "make stack"),
        ]
        self.say(*lines, *(f"  {name} is process {child.pid}" for name, child in children.items()))
        try:
            self.watch(children)
        finally:
            stop(children)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop = True

    def say(self, *lines: str) -> None:
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def start(self, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        # A group of its own, so that Ctrl-C reaches the children once: from here.
        return subprocess.Popen(argv(command), env=self.environment, start_new_session=True)

    def watch(self, children: dict[str, subprocess.Popen[bytes]]) -> None:
        """Starts a worker that died again; when the web process ends, everything ends."""
        while not self.stop:
            if (status := children["web"].poll()) is not None:
                raise CommandError(f"The web process ended with status {status}.")
            for name in ("worker", "forecaster"):
                if (status := children[name].poll()) is not None:
                    children[name] = self.start(COMMANDS[name])
                    self.say(
                        f"The {name} ended with status {status}; a new one is process {children[name].pid}."
                    )
                    time.sleep(1)
            time.sleep(0.2)


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        child.terminate()
    until = time.monotonic() + SECONDS_TO_STOP
    for child in children.values():
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
