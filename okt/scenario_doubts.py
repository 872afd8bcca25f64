"""What a scenario supposes against the times that have been skated. It counts all the same; the page says so."""

from collections.abc import Iterator

from matrix.contest import state_of
from okt.scenario import Scenario, before_orders
from okt.scenario_names import Fault
from results.document import Document
from results.standings import EventState, better, counting_time, runs_of, still_to_skate
from results.times import Time


def N_(sentence: str) -> str:
    """Marks a sentence for translation where it is shown."""
    return sentence


def doubts(document: Document, scenario: Scenario) -> tuple[Fault, ...]:
    """One sentence for each place that its skater can no longer skate to."""
    document = before_orders(document, scenario)
    return tuple(
        Fault(
            N_("Met wat er al gereden is, kan {name} op de {event} niet op plaats {number} komen."),
            event=id,
            skater=order[place - 1],
            number=place,
        )
        for id, order in scenario.orders
        for place in _impossible(state_of(document.event(id), document), order)
    )


def _impossible(event: EventState, order: tuple[str | None, ...]) -> Iterator[int]:
    times: dict[str, Time] = {}
    over: set[str] = set()
    for one, starts in runs_of(event).items():
        if time := counting_time(event, starts):
            times[one] = time
        if not still_to_skate(event, starts):
            over.add(one)
    for place, skater in enumerate(order, start=1):
        if skater is None or skater not in over:
            continue
        own = times.get(skater)
        ahead = {other for other, time in times.items() if own and better(time, own)}
        before = order[: place - 1]
        room = before.count(None)
        behind = ahead & {other for other in order[place:] if other}
        if own is None or behind or len(ahead - {other for other in before if other}) > room:
            yield place
