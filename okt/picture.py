"""A tournament computed once: what all panels are drawn from. No database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matrix.contest import contest_of, state_of
from matrix.outlook import Outlook, outlook
from matrix.selection import Contest, Holding, Selection, select
from results import times
from results.document import Document, Event, Skater
from results.standings import EventState, Standing, rank
from results.times import Time

SEXES = ("M", "F")


@dataclass(frozen=True, slots=True)
class Team:
    """Who goes of one sex: the contest, what follows from it now, and what can still happen."""

    contest: Contest
    selection: Selection
    outlooks: Mapping[str, Outlook]

    def holdings_in(self, event: str) -> list[Holding]:
        return [holding for holding in self.selection.positions if holding.event == event]

    def first_position(self, skater: str) -> Holding | None:
        return next((holding for holding in self.selection.positions if holding.skater == skater), None)


@dataclass(frozen=True, slots=True)
class Picture:
    document: Document
    note: str
    entries: Sequence[Mapping[str, Any]]
    skaters: Mapping[str, Skater]
    events: Mapping[str, Event]
    states: Mapping[str, EventState]
    standings: Mapping[str, Standing]
    teams: Mapping[str, Team]

    def person(self, skater: str) -> dict[str, str]:
        """A skater as panels hold one: id, full name, and the name that stands alone in a sentence."""
        known = self.skaters.get(skater)
        if known is None:
            return {"id": skater, "name": skater, "short": skater}
        last = known.last_name
        return {
            "id": skater,
            "name": f"{known.first_name or ''} {last}".strip(),
            "short": last[:1].upper() + last[1:],
        }

    def event_facts(self, event: str) -> dict[str, str]:
        known = self.events[event]
        return {"id": event, "distance": known.distance, "sex": known.sex}

    def prospects(self, skater: str) -> dict[str, Any] | None:
        """What can still become of a skater; None where there is no matrix to say so."""
        known = self.skaters.get(skater)
        team = self.teams.get(known.sex) if known else None
        found = team.outlooks.get(skater) if team else None
        if team is None or found is None:
            return None
        worst = found.worst_rank
        return {
            "status": found.status,
            "best": found.best_rank,
            "worst": worst,
            "free": team.selection.free,
            "survives": found.survives_designations,
            "too_low": None if worst is None else max(worst - team.selection.free, 0),
        }

    def personal_best(self, skater: str, distance: str) -> Time | None:
        known = self.skaters.get(skater)
        text = known.personal_bests.get(distance) if known else None  # type: ignore[call-overload]  # any distance
        return times.parse(text) if text else None


def draw(document: Document, note: str, entries: Sequence[Mapping[str, Any]]) -> Picture:
    """Ranks, selects and foresees, each once."""
    states = {event.id: state_of(event, document) for event in document.events}
    return Picture(
        document=document,
        note=note,
        entries=entries,
        skaters={skater.id: skater for skater in document.skaters},
        events={event.id: event for event in document.events},
        states=states,
        standings={id: rank(state) for id, state in states.items()},
        teams={sex: team_of(document, sex) for sex in SEXES if document.matrix.get(sex)},  # type: ignore[call-overload]
    )


def team_of(document: Document, sex: str) -> Team:
    contest = contest_of(document, sex)
    return Team(contest, select(contest), {found.skater: found for found in outlook(contest)})


def span(time: Time | None) -> list[Any] | None:
    """A gap as panels hold one: [milliseconds, thousandths known]."""
    return None if time is None else [time.ms, time.thousandths]
