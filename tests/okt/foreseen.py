"""The evening of the sample with its chances: what tests do to it, and what its panels say."""

from typing import Any

from okt.sample import load_sample_if_empty
from okt.tasks import foresee, refresh
from results import jury, times
from results.models import Panel, Tournament
from results.turns import At
from tests.small import by

MEN, WOMEN = At("M-500", 2, "merijn-scheperkamp"), At("F-500", 1, "femke-kok")


def evening() -> Tournament:
    """The evening of 27 December at entry 30: the men's 500 metres but for the last time. Nothing is foreseen yet."""
    load_sample_if_empty()
    tournament = Tournament.objects.get()
    refresh(tournament.pk)
    return tournament


def evening_foreseen() -> Tournament:
    """With its chances, at version 30.001."""
    tournament = evening()
    foresee(tournament.pk)
    return tournament


def data(sex: str) -> dict[str, Any]:
    found: dict[str, Any] = Panel.objects.get(topic=f"chances-{sex}").data
    return found


def skate(tournament: Tournament, at: At = MEN, time: str = "3455") -> None:
    """A time is entered, and the standing published."""
    jury.enter_time(tournament, at, times.parse(time), by())
    refresh(tournament.pk)


def correct(tournament: Tournament, time: str) -> None:
    jury.correct(tournament, MEN, "finished", times.parse(time), "verkeerd getypt", by())
    refresh(tournament.pk)
