import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from okt.serve import PortTaken, listen, serve
from okt.several import end_with_parent, serve_several


class Command(BaseCommand):
    help = (
        "Serves the site: pages, desk and live channel, one port (HOST, PORT), OKT_WEB_PROCESSES processes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

        parser.add_argument("--shared", action="store_true", help="be one of several (okt/several.py)")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port, shared = options["host"], options["port"], options["shared"]
        try:
            if settings.WEB_PROCESSES > 1 and not shared:
                serve_several(host, port, settings.WEB_PROCESSES)
                return
            listener = listen(host, port, shared=shared)
        except PortTaken as taken:
            raise CommandError(str(taken)) from taken
        if shared:
            end_with_parent()
        serve(listener)
