"""A tournament computed once: what all panels are drawn from. No database, no clock."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matrix.board import Board
from matrix.contest import contest_of, state_of
from matrix.cut_line import CutLine, cut_line
from matrix.open_facts import Fact
from matrix.outlook import Outlook, outlook
from matrix.selection import Contest, Holding, Selection, select
from matrix.to_beat import Tickets
from matrix.why import Proof, proofs
from results import times
from results.document import Document, Event, Skater, Start, short_name
from results.standings import EventState, Row, Standing, rank
from results.times import Time

SEXES = ("M", "F")
FIXED = {"official", "named", "designated"}


@dataclass(frozen=True, slots=True)
class Team:
    """Who goes of one sex: the contest, what follows now, what can still happen and why, what a ticket takes."""

    contest: Contest
    selection: Selection
    outlooks: Mapping[str, Outlook]
    proofs: Mapping[str, Proof]
    line: CutLine
    tickets: Tickets

    @property
    def decided(self) -> bool:
        """Whether every position has been given for good."""
        return all(holding.state in FIXED for holding in self.selection.positions)

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
    rows: Mapping[tuple[str, str], Row]  # of each event and skater, the line of the standing
    starts: Mapping[tuple[str, str, int], Start]  # of each event, skater and run
    teams: Mapping[str, Team]
    namesakes: Mapping[tuple[str, str], int]  # how many skaters of a sex have a last name

    def person(self, skater: str) -> dict[str, str]:
        """A skater as panels hold one: id, full name, and the name that stands alone in a sentence."""
        known = self.skaters.get(skater)
        if known is None:
            return {"id": skater, "name": skater, "short": skater}
        first, last = known.first_name or "", known.last_name
        short = short_name(first, last, alone=self.namesakes[known.sex, last] == 1)
        return {"id": skater, "name": f"{first} {last}".strip(), "short": short}

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
        worst, reserves = found.worst_rank, team.selection.reserves
        reserve = team.decided and found.status == "out" and skater in reserves
        return {
            "status": found.status,
            "best": found.best_rank,
            "worst": worst,
            "free": team.selection.free,
            "survives": found.survives_designations,
            "too_low": None if worst is None else max(worst - team.selection.free, 0),
            **({"reserve": reserves.index(skater) + 1} if reserve else {}),
        }

    def reason(self, skater: str) -> dict[str, Any] | None:
        """Why that can become of a skater: the numbers, and what is still open."""
        known, prospects = self.skaters.get(skater), self.prospects(skater)
        if known is None or prospects is None:
            return None
        team = self.teams[known.sex]
        proof, held = team.proofs[skater], team.first_position(skater)
        made = [made.reason for made in self.document.designations if made.skater == skater]
        return prospects | {
            "skater": self.person(skater),
            "sex": known.sex,
            "left": max(team.contest.max_designations - len(team.contest.designations), 0),
            "designated": made[0] if made and prospects["status"] == "designated" else None,
            "line": proof.line,
            "kept": proof.kept,
            "may_drop": proof.kept and (held is None or held.position != proof.line),
            "above": proof.above,
            "names": proof.names,
            "open": proof.open,
            "must_repeat": proof.must_repeat,
            "higher": proof.higher,
            "facts": self.facts(proof.facts),
        }

    def facts(self, facts: Sequence[Fact]) -> list[dict[str, Any]]:
        """What is still open, in the order of the programme."""

        def when(fact: Fact) -> tuple[bool, list[tuple[str, int]]]:
            schedule = self.events[fact.event].schedule if fact.event else ()
            return not schedule, [(part.date, part.order) for part in schedule[-1:]]

        return [
            {
                "kind": fact.kind,
                "event": self.event_facts(fact.event) if fact.event else None,
                "position": fact.position,
                "skaters": [self.person(skater) for skater in fact.skaters],
            }
            for fact in sorted(facts, key=when)
        ]

    def personal_best(self, skater: str, distance: str) -> Time | None:
        known = self.skaters.get(skater)
        text = known.personal_bests.get(distance) if known else None  # type: ignore[call-overload]  # any distance
        return times.parse(text) if text else None


def draw(document: Document, note: str, entries: Sequence[Mapping[str, Any]]) -> Picture:
    """Ranks, selects and foresees, each once."""
    states = {event.id: state_of(event, document) for event in document.events}
    standings = {id: rank(state) for id, state in states.items()}
    return Picture(
        document=document,
        note=note,
        entries=entries,
        skaters={skater.id: skater for skater in document.skaters},
        namesakes=Counter((skater.sex, skater.last_name) for skater in document.skaters),
        events={event.id: event for event in document.events},
        states=states,
        standings=standings,
        rows={(id, row.skater): row for id, standing in standings.items() for row in standing.rows},
        starts={
            (event.id, start.skater, start.run): start for event in document.events for start in event.starts
        },
        teams={
            sex: team_of(contest_of(document, sex))
            for sex in SEXES
            if document.matrix.get(sex)  # type: ignore[call-overload]  # a sex that is not there gives None
        },
    )


@lru_cache(maxsize=8)
def team_of(contest: Contest) -> Team:
    """Remembered: an entry of one sex leaves the other as it was."""
    board = Board(contest)
    outlooks = {found.skater: found for found in outlook(contest, board)}
    return Team(
        contest,
        select(contest),
        outlooks,
        proofs(contest, outlooks, board),
        cut_line(contest, board),
        Tickets(contest),
    )


def span(time: Time | None) -> list[Any] | None:
    """A gap as panels hold one: [milliseconds, thousandths known]."""
    return None if time is None else [time.ms, time.thousandths]
