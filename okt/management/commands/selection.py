"""`manage.py selection FILE`: who goes, as JSON per sex, from a tournament file; no database."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from matrix.contest import contest_of
from matrix.outlook import outlook
from matrix.selection import Contest, Holding, select
from results.tournament_file import BadFile, read


class Command(BaseCommand):
    help = "Prints the selection and the outlook of a tournament file, per sex."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--sex", choices=["M", "F"])

    def handle(self, *args: Any, file: Path, sex: str | None, **options: Any) -> None:
        try:
            document = read(file.read_bytes())
        except OSError as error:
            self.stderr.write(f"{file}: {error.strerror}")
            sys.exit(1)
        except BadFile as bad:
            self.stderr.write("\n".join(bad.faults))
            sys.exit(1)
        sexes = [one for one in ("M", "F") if one in document.selection and sex in (None, one)]
        answers = {one: answer(contest_of(document, one)) for one in sexes}
        self.stdout.write(json.dumps(answers, indent=1, ensure_ascii=False))


def answer(contest: Contest) -> dict[str, Any]:
    """The JSON object of one sex, as docs/tournament-file.md says."""
    selection = select(contest)
    return {
        "quota": selection.quota,
        "positions": [_position(holding) for holding in selection.positions],
        "selected": list(selection.selected),
        "reserves": list(selection.reserves),
        "start_places": {event: list(skaters) for event, skaters in selection.start_places},
        "outlook": [asdict(one) for one in outlook(contest)],
    }


def _position(holding: Holding) -> dict[str, Any]:
    said = {
        "position": holding.position,
        "event": holding.event,
        "place": holding.place,
        "skater": holding.skater,
        "state": holding.state,
        "rank": holding.rank,
        "repeat": holding.repeat,
    }
    return said | ({"tied": list(holding.tied)} if holding.tied else {})
