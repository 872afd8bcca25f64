"""`manage.py import_tournament FILE`: a tournament file into the tables, or all its faults and nothing saved."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from okt.archive import store
from results.log import Refused, Signature
from results.tournament_file import BadFile, read


class Command(BaseCommand):
    help = "Reads a tournament file (okt-tournament/1) as a new tournament."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            tournament = store(read(file.read_bytes()), Signature("import_tournament", device=file.name))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except BadFile as bad:
            raise CommandError(
                "\n".join([*bad.faults, f"{len(bad.faults)} fault(s); nothing was saved."])
            ) from bad
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{tournament.name}: imported as {tournament.slug!r}.")
