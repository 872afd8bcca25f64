"""Every start again, decision by decision from the log, under other rules: what a change of rules makes of results.

What a person said outright stands: a correction and the referee's disqualification are taken as they were logged.
So does a start that does not follow from its decisions, and one that came in with the file and would need what the
file does not say: the other time of a re-skate, or who of a pair made the second false start.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from results import outcomes
from results.document import Document, RuleOptions, Start
from results.log import Change
from results.models import Event, LogEntry, Tournament
from results.models import Start as Row
from results.rows import put_start

Key = tuple[str, str]  # an event's id and the start's key in it
Starts = dict[Key, Start]


@dataclass(frozen=True, slots=True)
class Turned:
    """A start that another rule gives another outcome."""

    event: str
    old: Start
    new: Start


@dataclass(frozen=True, slots=True)
class Recount:
    """`unclear`: starts that the rule may concern, and that stay as they are: the log does not say enough."""

    turned: tuple[Turned, ...] = ()
    unclear: tuple[Key, ...] = ()

    def on(self, document: Document) -> Document:
        """The document with the starts that turned."""
        new = {(one.event, one.new.key): one.new for one in self.turned}
        events = tuple(
            event.model_copy(
                update={"starts": tuple(new.get((event.id, part.key), part) for part in event.starts)}
            )
            for event in document.events
        )
        return document.model_copy(update={"events": events})


def recount(document: Document, log: Iterable[LogEntry], rules: RuleOptions) -> Recount:
    """What `rules` makes of the starts of this document, as its whole `log` (in order) led to it."""
    old = document.rules or RuleOptions()
    if (rules.false_start, rules.reskate) == (old.false_start, old.reskate):
        return Recount()  # precision decides about places, never about a start
    entries = list(log)
    was, would = replayed(entries, old), replayed(entries, rules)
    now = {(event.id, part.key): part for event in document.events for part in event.starts}
    unclear = _unclear(entries, old, rules)
    unclear |= {key for key, part in now.items() if was.get(key) not in {part, would.get(key)}}
    turned = [
        Turned(key[0], part, would[key])
        for key, part in now.items()
        if key not in unclear and was.get(key) == part != would[key]
    ]
    return Recount(tuple(turned), tuple(key for key in now if key in unclear))


def put(tournament: Tournament, found: Recount, seq: int) -> list[Change]:
    """Writes the starts that turned, as of entry `seq`; what that changed in the document."""
    changes = []
    for one in found.turned:
        event = Event.objects.get(tournament=tournament, slug=one.event)
        rows = Row.objects.select_related("skater", "heat")
        put_start(rows.get(event=event, run=one.new.run, skater__slug=one.new.skater), one.new, seq)
        path = ("events", one.event, "starts", one.new.key)
        changes.append(Change(path, one.old.model_dump(mode="json"), one.new.model_dump(mode="json")))
    return changes


def replayed(log: Iterable[LogEntry], rules: RuleOptions) -> Starts:
    """The starts after all decisions of this log, had these rules been in force from its beginning."""
    starts: Starts = {}
    before: dict[int, tuple[Key, Start]] = {}
    for entry in log:
        for change in entry.changes:
            if not change["at"]:
                starts |= brought_in(change["new"])
            elif change["at"][2:3] == ["starts"] and entry.verb != "change_rules":
                key = (change["at"][1], change["at"][3])
                if entry.undoes is not None and entry.undoes in before:
                    starts[key] = before[entry.undoes][1]
                else:
                    before[entry.seq] = (key, starts[key])
                    starts[key] = _after(entry, starts, key, Start.model_validate(change["new"]), rules)
    return starts


def brought_in(document: Mapping[str, object]) -> Starts:
    """The starts of a document that the log begins with."""
    events = Document.model_validate(document).events
    return {(event.id, part.key): part for event in events for part in event.starts}


def _after(entry: LogEntry, starts: Starts, key: Key, logged: Start, rules: RuleOptions) -> Start:
    part = starts[key]
    if part.status == "to skate" and entry.verb == "grant_reskate":
        return logged
    open_ = part.status == "to skate" or part.reskate == "granted"
    match entry.verb:
        case "enter_time" if open_ and entry.asked:
            time, *passages = entry.asked.split()
            return outcomes.after_time(part, time, tuple(passages), rules)
        case "call_false_start" if open_:
            pair = [one for (event, _), one in starts.items() if event == key[0] and _together(one, part)]
            return outcomes.after_false_start(part, pair, rules)
        case "scratch" if open_ and entry.asked:
            return outcomes.after_scratch(part, entry.asked, rules)
        case "note_fall":
            return part.model_copy(update={"fell": True})
        case "grant_reskate":
            return part.model_copy(update={"reskate": "granted"})
        case "decline_reskate" if part.reskate == "granted":
            return part.model_copy(update={"reskate": None})
        case "enter_time" | "call_false_start" | "scratch" | "decline_reskate":
            return part  # by this rule the run had ended before
        case _:
            return logged


def _together(one: Start, other: Start) -> bool:
    return one.pair is not None and (one.run, one.pair) == (other.run, other.pair)


def _unclear(log: Iterable[LogEntry], old: RuleOptions, new: RuleOptions) -> set[Key]:
    first = next((change["new"] for entry in log for change in entry.changes if not change["at"]), None)
    starts = brought_in(first) if first else {}
    found: set[Key] = set()
    if old.reskate != new.reskate:
        found |= {key for key, part in starts.items() if part.reskate == "skated"}
    if old.false_start != new.false_start:
        guilty = {key: part for key, part in starts.items() if part.false_starts}
        found |= {
            key
            for key, part in guilty.items()
            if any(
                other[0] == key[0] and other != key and _together(one, part) for other, one in guilty.items()
            )
        }
    return found
