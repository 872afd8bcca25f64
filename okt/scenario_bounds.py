"""What a scenario may cost: parts that would take too long to compute are left out, and said.

Only a start designation among many equal times, in an event that can still change, has so many endings: the order of
the tie then matters for each of them. With the times of a real tournament it takes some hundred steps.
"""

from dataclasses import replace

from matrix.board import endless
from matrix.contest import contest_of
from okt.scenario import Scenario, before_orders, imagine
from okt.scenario_names import Fault
from results.document import Document

MOST_STEPS = (
    5000  # in one event; a step takes some two microseconds, and an outlook goes through them several times
)


def N_(sentence: str) -> str:
    """Marks a sentence for translation where it is shown."""
    return sentence


def bounded(document: Document, scenario: Scenario) -> tuple[Scenario, tuple[Fault, ...]]:
    """The scenario as far as it can be computed in time, and a fault for each event of which parts are left out."""
    if not any(made.kind == "start" for made in before_orders(document, scenario).designations):
        return scenario, ()
    found = _endless(document, scenario)
    if not found:
        return scenario, ()
    said = N_(
        "Op de {event} zijn te veel tijden gelijk om dit door te rekenen; wat je je daar voorstelt, telt niet mee."
    )
    scenario = replace(
        scenario,
        orders=tuple(one for one in scenario.orders if one[0] not in found),
        disqualified=tuple(one for one in scenario.disqualified if one[0] not in found),
        reskates=tuple(one for one in scenario.reskates if one[0] not in found),
        starts=tuple(one for one in scenario.starts if one[0] not in found),
    )
    if _endless(document, scenario):  # as it stands in reality: only not any deeper into the result
        scenario = replace(scenario, edits=(), withdrawn=())
    return scenario, tuple(Fault(said, event=event) for event in found)


def _endless(document: Document, scenario: Scenario) -> list[str]:
    imagined = imagine(document, scenario, "")
    return [
        event
        for sex in imagined.document.matrix
        for event in endless(contest_of(imagined.document, sex), MOST_STEPS)
    ]
