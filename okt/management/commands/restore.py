from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from okt.backup import NotPossible, restore
from okt.reach import make_if_missing
from okt.verify import differences
from results.models import Tournament


class Command(BaseCommand):
    help = "Puts a backup into the database, all of it or nothing. Stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="throw away what is in the database now")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(
                f"{file} is no file: give FILE=okt-….zip to `make restore`. Nothing was changed."
            )
        try:
            if connection.vendor == "postgresql":
                make_if_missing(settings.DATABASES["default"], self.stdout.write)
            about = restore(file, replace=replace)
        except NotPossible as reason:
            raise CommandError(f"{reason} Nothing was changed.") from reason
        call_command("migrate", interactive=False, verbosity=0)
        versions = dict(Tournament.objects.values_list("slug", "seq"))
        if versions != about["tournaments"]:
            raise CommandError(
                f"The backup says {about['tournaments']}, and the database now has {versions}."
            )
        for slug, seq in versions.items():
            if first := next(differences(slug), None):
                raise CommandError(f"{slug}: {first}")
            self.stdout.write(f"{slug} is at version {seq}; verify: OK")
