import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from okt.serve import PortTaken, listen, serve


class Command(BaseCommand):
    help = "Serves the site: pages, desk and live channel, one process, one port (HOST, PORT)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            listener = listen(options["host"], options["port"])
        except PortTaken as taken:
            raise CommandError(str(taken)) from taken
        serve(listener)
