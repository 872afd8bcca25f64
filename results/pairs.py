"""Who is at the line: the pairs of an event in skating order, and which start the desk is about now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from results import document
from results.models import Event, Skater, Start, Tournament
from results.rows import start_part
from results.standings import EventState, RunStart, Standing, rank
from results.times import Time, parse
from results.to_beat import Asked, asked

LANES = {"inner": 0, "outer": 1, None: 2}
LAST = 10_000


@dataclass(frozen=True, slots=True)
class Lane:
    """One start as the desk shows it. `short` is the name that stands alone, `first` the time of the first run, `asks`
    what the first three places take."""

    part: document.Start
    version: int
    name: str
    short: str
    time: Time | None
    first: Time | None
    best: Time | None
    asks: tuple[Asked, ...]

    @property
    def open(self) -> bool:
        """Whether a time is still expected."""
        return self.part.status == "to skate" or self.part.reskate == "granted"

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def order(self) -> tuple[int, bool, int, int]:
        """Skating order: run, pair, lane; a re-skate comes after the last pair of its run."""
        part = self.part
        return (part.run, part.reskate == "granted", part.pair or LAST, LANES[part.lane])


@dataclass(frozen=True, slots=True)
class Pair:
    """Those who skate together; alone where no pairs are drawn, and in a re-skate."""

    run: int
    number: int | None
    reskate: bool
    lanes: tuple[Lane, ...]

    @property
    def open(self) -> bool:
        return any(lane.open for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class Field:
    """What is skated in one event, and the short names of all skaters. `of` counts the drawn pairs per run."""

    names: Mapping[str, str]
    state: EventState
    standing: Standing
    pairs: tuple[Pair, ...]

    def of(self, run: int) -> int:
        return len({pair.number for pair in self.pairs if pair.run == run and pair.number is not None})

    def lane(self, key: str) -> Lane | None:
        """The start with this key (`2/kai-verbij`); None where there is none."""
        return next((lane for pair in self.pairs for lane in pair.lanes if lane.key == key), None)

    def pair_of(self, key: str) -> Pair | None:
        return next((pair for pair in self.pairs if any(lane.key == key for lane in pair.lanes)), None)

    def next_open(self, after: str = "") -> Lane | None:
        """The start that the desk turns to: this one while it is open, else the other lane, else the next pair."""
        pairs = list(self.pairs)
        here = next((i for i, pair in enumerate(pairs) if pair == self.pair_of(after)), 0) if after else 0
        lanes = [lane for pair in pairs[here:] + pairs[:here] for lane in pair.lanes if lane.open]
        return next((lane for lane in lanes if lane.key == after), lanes[0] if lanes else None)

    def next_key(self, after: str) -> str:
        """The key of `next_open`; empty when nobody is left."""
        lane = self.next_open(after)
        return lane.key if lane else ""

    def queue(self, now: Pair | None) -> tuple[Pair, ...]:
        """The pairs that are still to skate after the one that is at the line."""
        return tuple(pair for pair in self.pairs if pair.open and pair != now)


def field_of(event: Event) -> Field:
    """The event as it is in the tables."""
    query = (
        Start.objects.filter(event=event).select_related("skater", "heat").prefetch_related("false_starts")
    )
    rows = list(query.order_by("pk"))
    parts = {row.pk: start_part(row) for row in rows}
    state = state_of(event, tuple(parts.values()))
    standing = rank(state)
    names = names_of(event.tournament)
    lanes = [_lane(event, state, standing, row, parts[row.pk], names[row.skater.slug]) for row in rows]
    return Field(names, state, standing, _pairs(sorted(lanes, key=lambda lane: lane.order)))


def names_of(tournament: Tournament) -> dict[str, str]:
    """The names that stand alone in a sentence, by the skaters' slugs."""
    rows = Skater.objects.filter(tournament=tournament).values_list("slug", "sex", "first_name", "last_name")
    namesakes = Counter((sex, last) for _slug, sex, _first, last in rows)
    return {
        slug: document.short_name(first, last, alone=namesakes[sex, last] == 1)
        for slug, sex, first, last in rows
    }


def state_of(event: Event, parts: tuple[document.Start, ...]) -> EventState:
    """An event as the rules see it, with these starts."""
    return EventState(
        id=event.slug,
        sex=event.sex,
        runs=event.runs,
        counts=event.counts,
        status=event.status,
        start_places=event.start_places,
        entries=None if event.entries is None else tuple(event.entries),
        starts=tuple(
            RunStart(
                part.skater, part.run, part.status, parse(part.time) if part.time else None, part.reskate
            )
            for part in parts
        ),
        reskate_rule=event.tournament.reskate_rule,
        precision=event.tournament.precision,
    )


def _lane(
    event: Event, state: EventState, standing: Standing, row: Start, part: document.Start, short: str
) -> Lane:
    mine = next((line for line in standing.rows if line.skater == part.skater), None)
    earlier = mine.runs[0] if mine and part.run == 2 else None
    first = earlier.finish if earlier else None
    best = row.skater.personal_bests.get(event.distance)
    return Lane(
        part=part,
        version=row.version,
        name=str(row.skater),
        short=short,
        time=parse(part.time) if part.time else None,
        first=first,
        best=parse(best) if best else None,
        asks=_asks(state, part),
    )


def _asks(state: EventState, part: document.Start) -> tuple[Asked, ...]:
    if part.status != "to skate" and part.reskate != "granted":
        return ()
    found = (asked(state, part.skater, part.run, place) for place in (1, 2, 3))
    return tuple(one for one in found if one and one.time)


def _pairs(lanes: list[Lane]) -> tuple[Pair, ...]:
    found: dict[object, list[Lane]] = {}
    for lane in lanes:
        part = lane.part
        alone = part.pair is None or part.reskate == "granted"
        found.setdefault(lane.key if alone else (part.run, part.pair), []).append(lane)
    return tuple(
        Pair(first.part.run, first.part.pair, first.part.reskate == "granted", tuple(together))
        for together in found.values()
        for first in together[:1]
    )
