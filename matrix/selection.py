"""Who goes: the matrix read from the top.

A *place* is a skater's place in an event; a *position* is a numbered line of the matrix, worth a place
or a name. The *rank* of a skater is the how-many-th different name he is down the matrix. *Selected* are
ranks 1 to `free`, the quota less the team designations, and with them those who have such a designation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from matrix.ties import who_may_hold
from results.standings import EventState, Row, Standing, rank
from results.times import Time


@dataclass(frozen=True, slots=True)
class Position:
    """Line `number` (from 1) of the matrix. `place` None: filled by name; `named` None: not known yet."""

    number: int
    event: str
    place: int | None
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Designation:
    """The committee's: kind "team" gives a place in the team, "start" makes him holder of (event, place)."""

    skater: str
    kind: str
    event: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class StartAssignment:
    """The committee's choice for a start place that became free."""

    event: str
    skater: str


@dataclass(frozen=True, slots=True)
class Contest:
    """All that decides who goes, of one sex."""

    sex: str
    quota: int
    max_designations: int
    skaters: tuple[str, ...]
    events: tuple[EventState, ...]
    positions: tuple[Position, ...]
    designations: tuple[Designation, ...] = ()
    start_assignments: tuple[StartAssignment, ...] = ()

    @property
    def team(self) -> tuple[str, ...]:
        """Who has a place in the team outright."""
        return tuple(dict.fromkeys(made.skater for made in self.designations if made.kind == "team"))

    @property
    def free(self) -> int:
        """The places in the team that the matrix decides about."""
        return self.quota - len(self.team)

    def fixed(self, event: str) -> dict[int, str]:
        """Who is designated for a start of this event, by place."""
        return {
            made.place: made.skater
            for made in self.designations
            if made.kind == "start" and made.event == event and made.place is not None
        }


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a position. `tied` lists those who may, if more than one; `rank` is the holder's.

    `state`: "open", "provisional", "official", "named", "designated" or "tied". `repeat`: the holder
    already holds a higher position.
    """

    position: int
    event: str
    place: int | None
    skater: str | None
    tied: tuple[str, ...]
    state: str
    rank: int | None
    repeat: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """`selected` by rank and then the team designations, `reserves` by rank; `start_places` per event."""

    quota: int
    free: int
    positions: tuple[Holding, ...]
    selected: tuple[str, ...]
    reserves: tuple[str, ...]
    start_places: tuple[tuple[str, tuple[str, ...]], ...]


def select(contest: Contest, standings: Mapping[str, Standing] | None = None) -> Selection:
    """Who holds which position, who is selected, who is next, and who starts where, as it stands now.

    `standings` are those of the events, if they are known already.
    Ranks and places are 1-based. Raises KeyError when a position is worth a place in an event that the
    contest does not have. The rules: tournament-file.md, "What follows from it".
    """
    standings = standings or {event.id: rank(event) for event in contest.events}
    held = _held(contest, {id: holders_of(contest, id, standing) for id, standing in standings.items()})
    first = _first_positions(held)
    ranks = ranks_of(first, contest.team)
    selected, reserves = _selected(contest, ranks)
    return Selection(
        quota=contest.quota,
        free=contest.free,
        positions=tuple(
            _holding(position, holders, state, first, ranks) for position, holders, state in held
        ),
        selected=selected,
        reserves=reserves,
        start_places=tuple(
            (event.id, start_places_of(event, contest, standings[event.id].rows, selected))
            for event in contest.events
        ),
    )


Holders = Mapping[int, tuple[str, ...]]  # by place in an event, who may hold it: several in an open tie


def selected_of(contest: Contest, holders: Mapping[str, Holders]) -> tuple[str, ...]:
    """Who is `selected` by `select` if these hold the places in each event, and nothing else of it."""
    first = _first_positions(_held(contest, holders))
    return _selected(contest, ranks_of(first, contest.team))[0]


def holders_of(contest: Contest, event: str, standing: Standing) -> Holders:
    """Who may hold the places in an event with this standing."""
    times = tuple((row.skater, row.time) for row in standing.rows if row.time is not None)
    return _may_hold(times, tuple(contest.fixed(event).items()))


@lru_cache(maxsize=1024)
def _may_hold(times: tuple[tuple[str, Time], ...], fixed: tuple[tuple[int, str], ...]) -> Holders:
    return who_may_hold(dict(times), dict(fixed))


def ranks_of(first: Mapping[str, int], team: Iterable[str]) -> dict[str, int]:
    """The rank of everyone with a first position: 1 + those not of the team with one above it."""
    uncounted = set(team)
    counted = sorted(number for skater, number in first.items() if skater not in uncounted)
    return {skater: 1 + sum(above < number for above in counted) for skater, number in first.items()}


Held = tuple[Position, tuple[str, ...], str]


def _held(contest: Contest, skated: Mapping[str, Holders]) -> list[Held]:
    """The positions in order, each with who may hold it now, and its state."""
    events = {event.id: event for event in contest.events}
    fixed = {id: contest.fixed(id) for id in events}
    held: list[Held] = []
    for position in sorted(contest.positions, key=lambda position: position.number):
        if position.place is None:
            held.append((position, (position.named,), "named") if position.named else (position, (), "open"))
        elif designated := fixed[position.event].get(position.place):
            held.append((position, (designated,), "designated"))
        else:
            holders = skated[position.event].get(position.place, ())
            held.append((position, holders, _state(holders, events[position.event])))
    return held


def _state(holders: tuple[str, ...], event: EventState) -> str:
    if len(holders) > 1:
        return "tied"
    if event.status == "official":
        return "official"
    return "provisional" if holders else "open"


def _first_positions(held: Iterable[Held]) -> dict[str, int]:
    """The first position that each skater holds, or may hold where he is tied."""
    first: dict[str, int] = {}
    for position, holders, _ in held:
        for skater in holders:
            first.setdefault(skater, position.number)
    return first


def _holding(
    position: Position,
    holders: tuple[str, ...],
    state: str,
    first: Mapping[str, int],
    ranks: Mapping[str, int],
) -> Holding:
    skater = holders[0] if len(holders) == 1 else None
    return Holding(
        position=position.number,
        event=position.event,
        place=position.place,
        skater=skater,
        tied=holders if len(holders) > 1 else (),
        state=state,
        rank=None if skater is None else ranks[skater],
        repeat=skater is not None and first[skater] < position.number,
    )


def _selected(contest: Contest, ranks: Mapping[str, int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is selected and who is reserve. Those who share a rank that does not fit are all reserves."""
    by_rank: dict[int, list[str]] = {}
    team, free = contest.team, contest.free
    for skater in sorted((skater for skater in ranks if skater not in team), key=ranks.__getitem__):
        by_rank.setdefault(ranks[skater], []).append(skater)
    selected: list[str] = []
    reserves: list[str] = []
    for number, skaters in by_rank.items():
        (selected if number + len(skaters) - 1 <= free else reserves).extend(skaters)
    return (*selected, *team), tuple(reserves)


def start_places_of(
    event: EventState,
    contest: Contest,
    rows: Iterable[Row],
    selected: tuple[str, ...],
    *,
    decisions: bool = True,
) -> tuple[str, ...]:
    """Names and designations first, then the committee's assignments, then by result; as many as may start.

    `decisions` False: as if the committee had decided nothing about this event.
    """
    named = [p.named for p in contest.positions if p.place is None and p.event == event.id and p.named]
    designated = contest.fixed(event.id)
    decided = [
        *(designated[place] for place in sorted(designated)),
        *(made.skater for made in contest.start_assignments if made.event == event.id),
    ]
    by_result = [row.skater for row in rows if row.place is not None]
    candidates = [*named, *(decided if decisions else ()), *by_result]
    return tuple(dict.fromkeys(s for s in candidates if s in selected))[: event.start_places]
