import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from okt.backup import NotPossible, make
from okt.environment import read_environment
from okt.verify import differences
from results.models import Tournament


class Command(BaseCommand):
    help = "Puts everything into one file, while the site goes on, and verifies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = read_environment().run_dir / "backups"
        parser.add_argument(
            "--to", default=str(default), help=f"the folder; - is standard output ({default})"
        )

    def handle(self, *args: Any, to: str, **options: Any) -> None:
        try:
            path = make(read_environment().run_dir / "backups" if to == "-" else Path(to))
        except NotPossible as reason:
            raise CommandError(str(reason)) from reason
        if to == "-":
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            path.unlink()
        else:
            self.stdout.write(f"{path} ({path.stat().st_size / 1024:.0f} kB), checked.")
        slugs = Tournament.objects.order_by("pk").values_list("slug", flat=True)
        if faults := [f"{slug}: {fault}" for slug in slugs if (fault := fault_of(slug))]:
            raise CommandError("The backup was made, but verify says: " + "; ".join(faults))


def fault_of(slug: str) -> str | None:
    """The first thing that does not follow from the log. Tables that cannot even be read are such a thing."""
    try:
        return next(differences(slug), None)
    except Exception as error:  # noqa: BLE001 - whatever it is, the backup stands and this is to be told
        return f"the tables cannot be read: {error}"
