"""`manage.py verify SLUG`: replays the log and compares; OK, or the first difference."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from okt.verify import differences
from results.models import Tournament


class Command(BaseCommand):
    help = "Replays the log of a tournament and compares it with the tables and with what is published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        if not Tournament.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no tournament {slug!r}.")
        first = next(differences(slug), None)
        if first is not None:
            raise CommandError(first)
        self.stdout.write("OK")
