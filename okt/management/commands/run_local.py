import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from okt.addresses import address_lines
from okt.serve import PortTaken, listen, serve


class Command(BaseCommand):
    help = "Everything in one process: makes the database ready and serves it (HOST, PORT)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        try:
            listener = listen(host, port)
        except PortTaken as taken:
            raise CommandError(str(taken)) from taken
        call_command("prepare", stdout=self.stdout)
        self.stdout.write("\n".join(["", "OKT Live runs. Ctrl-C stops it.", *address_lines(host, port)]))
        self.stdout.flush()
        serve(listener)
