from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Gathers the Dutch texts from code and templates, keeps their English, and compiles the catalogue."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when something is to be done"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from okt import catalogue

        po = Path(settings.BASE_DIR) / "okt" / "locale" / "en" / "LC_MESSAGES" / "django.po"
        try:
            old = catalogue.read(po)
            new = catalogue.renewed(old, catalogue.texts(Path(settings.BASE_DIR)))
        except catalogue.Unreadable as error:
            raise CommandError(f"nothing was changed: {error}") from error
        todo = [f"no English yet: {text!r}" for text in catalogue.untranslated(new)]
        if options["check"]:
            self.check_catalogue(po, catalogue.differences(old, new) + todo, catalogue.compiled(new))
            return
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(catalogue.written(new))
        po.with_suffix(".mo").write_bytes(catalogue.compiled(catalogue.read(po)))
        self.stdout.write("\n".join([*todo, f"{len(new)} texts, {len(todo)} without English: {po}"]))

    def check_catalogue(self, po: Path, faults: list[str], compiled: bytes) -> None:
        mo = po.with_suffix(".mo")
        if not faults and (not mo.exists() or mo.read_bytes() != compiled):
            faults = [f"{mo.name} is not what {po.name} compiles to"]
        if faults:
            raise CommandError("\n".join([*faults, "Run `make messages` and fill in what is missing."]))
        self.stdout.write("The catalogue is complete.")
