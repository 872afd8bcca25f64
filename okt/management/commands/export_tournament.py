"""`manage.py export_tournament SLUG`: the tournament as a file, on standard output or in `--output`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from matrix.tables import load
from results.models import Tournament
from results.tournament_file import write


class Command(BaseCommand):
    help = "Writes a tournament as a file (okt-tournament/1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--output", type=Path)

    def handle(self, *args: Any, slug: str, output: Path | None, **options: Any) -> None:
        with transaction.atomic():
            tournament = Tournament.objects.select_for_update().filter(slug=slug).first()
            if tournament is None:
                raise CommandError(f"There is no tournament {slug!r}.")
            raw = write(load(tournament))
        if output is None:
            self.stdout.write(raw.decode(), ending="")
            return
        try:
            output.write_bytes(raw)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
