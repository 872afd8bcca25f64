"""The replay of `make demo`: the acts of the real tournament, one after the other, at a chosen speed."""

import logging
import time
from collections.abc import Callable

from okt.sample import NOTE, SIGNED, before_the_evening
from okt.sample.evening import acts
from results.log import Signature
from results.models import Tournament

SECONDS_BETWEEN_ACTS = 6.0
SECONDS_BETWEEN_DAYS = 20.0


def start_anew() -> Tournament:
    """The tournament before the evening of 27 December, in an empty database."""
    from okt.archive import store

    return store(before_the_evening(), Signature(SIGNED), note=NOTE)


def replay(tournament: Tournament, speed: float, say: Callable[[str], object]) -> None:
    """Plays every act through the verbs of the jury and the committee; 1 is one in six seconds."""
    day = ""
    for act in acts():
        if act.day != day:
            say(f"--- {act.day} ---")
            time.sleep(SECONDS_BETWEEN_DAYS / speed if day else 0)
            day = act.day
        time.sleep(SECONDS_BETWEEN_ACTS / speed)
        try:
            act.play(tournament)
            say(act.says)
        except Exception:
            logging.getLogger(__name__).warning("Skipped: %s", act.says, exc_info=True)
    say("The tournament is over. The site stays up; Ctrl-C stops it.")
