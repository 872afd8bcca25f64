import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from okt.accounts import ACCOUNTS, NewAccount, account_lines, ensure_accounts, set_passwords


class Command(BaseCommand):
    help = "Makes a database ready: tables, the sample tournament when it is empty, an account per role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-sample", action="store_true", help="leave an empty database empty")
        parser.add_argument(
            "--passwords-from-stdin",
            action="store_true",
            help="read lines `name password` and give those accounts these passwords",
        )
        parser.add_argument(
            "--static", action="store_true", help="collect the static files for a web server in front"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        if options["static"]:
            call_command("collectstatic", interactive=False, verbosity=0)
        if not options["no_sample"]:
            self.load_sample()
        self.draw_anew()
        new = set_passwords(read_passwords()) if options["passwords_from_stdin"] else ensure_accounts()
        self.say_accounts(new, silent=options["passwords_from_stdin"])

    def load_sample(self) -> None:
        from okt.sample import load_sample_if_empty

        # Whole or not at all: half a sample would be taken for somebody's tournament.
        with transaction.atomic():
            loaded = load_sample_if_empty()
        if loaded:
            self.stdout.write("The database was empty: the sample tournament is in it now.")

    def draw_anew(self) -> None:
        """What another version of this program published is drawn as this one does."""
        from okt.tasks import republish
        from results.models import Tournament

        for tournament_id in Tournament.objects.values_list("pk", flat=True):
            republish(tournament_id)

    def say_accounts(self, new: list[NewAccount], *, silent: bool) -> None:
        if not silent:
            self.stdout.write("\n".join(account_lines(new)))


def read_passwords() -> dict[str, str]:
    passwords = dict(line.split(maxsplit=1) for line in sys.stdin.read().splitlines() if line.strip())
    if strange := sorted(set(passwords) - set(ACCOUNTS)):
        raise CommandError(f"no such account: {', '.join(strange)}; there are {', '.join(ACCOUNTS)}")
    return passwords
