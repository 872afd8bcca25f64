"""The OKT of 2021 as sample data: the real results, with pairs drawn where none were reported.

`okt-2021.json` is what newspapers and the federation reported; `pairs.json` the heats, per event, run and pair
number, inner lane first. Pairs known from reports are kept (N'tab and Otterspeer in run 1, Otterspeer in pair 2
and N'tab and Verbij last in run 2, …); the others were drawn for this sample.
"""

import json
from pathlib import Path

from results import document
from results.log import Signature
from results.models import Tournament
from results.tournament_file import read

FOLDER = Path(__file__).parent
EVENING = "2021-12-27"
SIGNED = "voorbeeld"


def N_(sentence: str) -> str:
    """Marks a sentence for translation where it is shown."""
    return sentence


NOTE = N_(
    "Voorbeeld: de echte tijden van het OKT 2021, voor zover overgeleverd. Niet-gemelde ritten zijn geloot, wie "
    "niet gemeld is ontbreekt, en een omloop zonder gemelde uitslag staat als niet gestart."
)
NOTE_OF_THE_EVENING = N_(
    "Voorbeeld: de echte tijden van het OKT 2021, voor zover overgeleverd. Niet-gemelde ritten zijn geloot, wie "
    "niet gemeld is ontbreekt, en een omloop zonder gemelde uitslag staat als niet gestart. Op de avond van 27 "
    "december komt hier de tijd van Scheperkamp (omloop 2, rit 3) als laatste binnen."
)


def real() -> document.Document:
    """The tournament as it ended, decisions of 2 January included."""
    return read((FOLDER / "okt-2021.json").read_bytes())


def before_the_evening() -> document.Document:
    """The tournament on 27 December before the first start: two events over, the others drawn, nothing designated."""
    whole = real()
    pairs = json.loads((FOLDER / "pairs.json").read_text())
    events = tuple(_drawn(event, pairs[event.id]) if event.id in pairs else event for event in whole.events)
    return whole.model_copy(update={"events": events, "designations": (), "start_assignments": ()})


def _drawn(event: document.Event, pairs: dict[str, dict[str, list[str]]]) -> document.Event:
    starts = tuple(
        document.Start(
            run=int(run),
            pair=int(number),
            lane=lane,
            skater=skater,
            status="to skate",
            time=None,
            source="loting van het voorbeeld",
        )
        for run, heats in pairs.items()
        for number, skaters in heats.items()
        for lane, skater in zip(("inner", "outer"), skaters, strict=False)
    )
    entries = tuple(dict.fromkeys(start.skater for start in starts))
    return event.model_copy(update={"status": "scheduled", "entries": entries, "starts": starts})


def load_sample_if_empty() -> Tournament | None:
    """Where there is no tournament at all: the evening of 27 December, with Scheperkamp's pair next."""
    from okt.archive import store
    from okt.sample.evening import play_until_scheperkamp

    if Tournament.objects.exists():
        return None
    tournament = store(before_the_evening(), Signature(SIGNED), note=NOTE_OF_THE_EVENING)
    play_until_scheperkamp(tournament)
    return tournament
