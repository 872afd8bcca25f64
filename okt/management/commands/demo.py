"""`manage.py demo`: the site, while the OKT of 2021 is replayed from the evening of 27 December on."""

import os
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from okt.addresses import address_lines
from okt.sample.replay import replay, start_anew
from okt.serve import PortTaken, listen, serve
from results.models import Tournament


class Command(BaseCommand):
    help = (
        "Serves the site while the OKT of 2021 is replayed (HOST, PORT). Each start begins the evening anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--speed", type=float, default=1.0, help="1 is an act each six seconds, 10 ten times that"
        )
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, speed: float, host: str, port: int, **options: Any) -> None:
        if not 0 < speed <= 1000:
            raise CommandError("--speed is a number above 0, at most 1000.")
        try:
            listener = listen(host, port)
        except PortTaken as taken:
            raise CommandError(str(taken)) from taken
        self.forget_the_last_demo()
        call_command("prepare", no_sample=True, stdout=self.stdout)
        tournament = start_anew()
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"The demo runs at speed {speed:g}. Ctrl-C stops it.",
                    *address_lines(host, port, again="make demo"),
                ]
            )
        )
        threading.Thread(target=self.play, args=(tournament, speed), daemon=True).start()
        serve(listener)

    def play(self, tournament: Tournament, speed: float) -> None:
        try:
            replay(tournament, speed, self.say)
        finally:
            connection.close()

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def forget_the_last_demo(self) -> None:
        """The log cannot be emptied, so a demo begins with a new file; never with a database that others use."""
        name = str(connection.settings_dict["NAME"])
        if connection.vendor != "sqlite" or not name.endswith("demo.sqlite3"):
            raise CommandError(
                "The demo wants a database of its own: DATABASE_URL=sqlite:///path/to/demo.sqlite3"
            )
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)
