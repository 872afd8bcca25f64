"""What the jury decides: the only writer of results.

Each verb is one log entry. It refuses with a sentence what makes no sense, and sending it twice with the same
signature does it once. Times are whole milliseconds, pairs and runs are counted from 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from results import document, times
from results.log import About, Change, Refused, Signature, StaleHeat, decide
from results.models import Event, LogEntry, Start, Tournament
from results.rows import put_start, start_part

OUT = {"DNS", "DNF", "DQ", "WDR"}


@dataclass(frozen=True, slots=True)
class At:
    """Which start: event, run and skater; the pair and the version of the start that the sender saw, if any."""

    event: str
    run: int
    skater: str
    pair: int | None = None
    seen: int | None = None


Turn = Callable[[document.Start, Start], document.Start]


def enter_time(
    tournament: Tournament,
    at: At,
    time: times.Time,
    signature: Signature,
    splits: tuple[times.Time, ...] = (),
) -> LogEntry:
    """A skater finished. The first time of an event makes it live; the time of a re-skate counts by `reskate_rule`."""
    passages = tuple(times.to_file(split) for split in splits)

    def turn(part: document.Start, row: Start) -> document.Start:
        _still_to_skate(part)
        if any(later.ms <= earlier.ms for earlier, later in pairwise((*splits, time))):
            raise Refused(_("De doorkomsttijden moeten oplopen en onder de eindtijd blijven."))
        new = {"status": "finished", "time": times.to_file(time), "splits": passages}
        if part.reskate == "granted":
            new["reskate"] = "skated"
            if first_time_holds(tournament, part, time):
                new = {"reskate": "skated"}
        return part.model_copy(update=new)

    entry = _on_start(tournament, "enter_time", at, signature, turn, typed=times.show(time))
    _same_time(entry, time)
    return entry


def call_false_start(tournament: Tournament, at: At, signature: Signature) -> LogEntry:
    """A false start; the second in one run disqualifies: the skater's own, or the pair's by `false_start_rule`."""

    def turn(part: document.Start, row: Start) -> document.Start:
        _still_to_skate(part)
        made = part.false_starts
        if tournament.false_start_rule == "pair" and row.heat:
            made = sum(start.false_starts.count() for start in row.heat.starts.all())
        update: dict[str, object] = {"false_starts": part.false_starts + 1}
        if made + 1 >= 2:
            update |= {"status": "DQ", "time": None, "splits": ()}
            if part.reskate == "granted":
                update["reskate"] = "skated"
        return part.model_copy(update=update)

    return _on_start(tournament, "call_false_start", at, signature, turn)


def note_fall(tournament: Tournament, at: At, signature: Signature) -> LogEntry:
    """A skater fell. No outcome of its own: who gets up has a time, who does not is DNF."""

    def turn(part: document.Start, row: Start) -> document.Start:
        if part.status in {"DNS", "WDR"}:
            raise Refused(_("Deze schaatser is niet gestart en kan dus niet gevallen zijn."))
        if part.fell:
            raise Refused(_("De val staat er al."))
        return part.model_copy(update={"fell": True})

    return _on_start(tournament, "note_fall", at, signature, turn)


def scratch(tournament: Tournament, at: At, status: str, signature: Signature, reason: str = "") -> LogEntry:
    """No time: `status` is DNS, DNF or WDR. A re-skate that ends so leaves the first time, unless the last counts."""
    if status not in {"DNS", "DNF", "WDR"}:
        raise Refused(_("Kies DNS, DNF of afgemeld."))

    def turn(part: document.Start, row: Start) -> document.Start:
        _still_to_skate(part)
        if status == "WDR" and part.false_starts:
            raise Refused(_("Deze schaatser stond al aan de start; kies DNS of DNF."))
        if part.reskate == "granted":
            if tournament.reskate_rule == "better" or status == "WDR":
                return part.model_copy(update={"reskate": "skated" if status != "WDR" else None})
            return part.model_copy(update={"reskate": "skated", "status": status, "time": None, "splits": ()})
        return part.model_copy(update={"status": status})

    return _on_start(tournament, "scratch", at, signature, turn, reason=reason, typed=status)


def disqualify(tournament: Tournament, at: At, reason: str, signature: Signature) -> LogEntry:
    """The referee disqualifies for this run; a time that stood there stays in the log."""
    _reason_given(reason)

    def turn(part: document.Start, row: Start) -> document.Start:
        if part.status in {"DNS", "WDR", "DQ"}:
            raise Refused(_("Diskwalificeren kan niet: er staat {status}.").format(status=part.status))
        return part.model_copy(update={"status": "DQ", "time": None, "splits": (), "reskate": None})

    return _on_start(
        tournament, "disqualify", at, signature, turn, reason=reason, when={"live", "provisional"}
    )


def grant_reskate(tournament: Tournament, at: At, reason: str, signature: Signature) -> LogEntry:
    """The referee lets a hindered skater skate again; everything stays open until it is skated or declined."""
    _reason_given(reason)

    def turn(part: document.Start, row: Start) -> document.Start:
        if part.reskate is not None:
            raise Refused(_("Deze schaatser heeft al een overrit gekregen."))
        if part.status not in {"finished", "DNF", "DQ"}:
            raise Refused(
                _("Een overrit is er voor wie al gereden heeft; hier staat {status}.").format(
                    status=part.status
                )
            )
        return part.model_copy(update={"reskate": "granted"})

    return _on_start(tournament, "grant_reskate", at, signature, turn, reason=reason)


def decline_reskate(tournament: Tournament, at: At, signature: Signature, reason: str = "") -> LogEntry:
    """The skater does without the re-skate: what was skated first stands."""

    def turn(part: document.Start, row: Start) -> document.Start:
        if part.reskate != "granted":
            raise Refused(_("Er staat geen overrit open voor deze schaatser."))
        return part.model_copy(update={"reskate": None})

    return _on_start(tournament, "decline_reskate", at, signature, turn, reason=reason)


def correct(
    tournament: Tournament,
    at: At,
    status: str,
    time: times.Time | None,
    reason: str,
    signature: Signature,
    false_starts: int | None = None,
) -> LogEntry:
    """Something published was wrong: sets the outcome, with a reason. Not in an official event: reopen it first."""
    _reason_given(reason)
    if status not in {"to skate", "finished", *OUT}:
        raise Refused(_("Onbekende uitkomst."))
    if (status == "finished") != (time is not None):
        raise Refused(_("Bij een tijd hoort de uitkomst ‘gefinisht’, en bij ‘gefinisht’ een tijd."))

    def turn(part: document.Start, row: Start) -> document.Start:
        update: dict[str, object] = {"status": status, "time": None if time is None else times.to_file(time)}
        if time is None or any(times.parse(split).ms >= time.ms for split in part.splits):
            update["splits"] = ()
        if false_starts is not None:
            update["false_starts"] = false_starts
        new = part.model_copy(update=update)
        if new == part:
            raise Refused(_("Dit staat er al; er is niets te corrigeren."))
        return new

    typed = status if time is None else times.show(time)
    entry = _on_start(
        tournament, "correct", at, signature, turn, reason=reason, when={"live", "provisional"}, typed=typed
    )
    _same_time(entry, time)
    return entry


def _still_to_skate(part: document.Start) -> None:
    if part.reskate == "granted" or part.status == "to skate":
        return
    if part.status == "finished" and part.time:
        shown = times.show(times.parse(part.time))
        raise Refused(_("Er staat al een tijd: {time}. Gebruik ‘corrigeren’.").format(time=shown))
    raise Refused(_("Hier staat al {status}. Gebruik ‘corrigeren’.").format(status=part.status))


def first_time_holds(tournament: Tournament, part: document.Start, again: times.Time) -> bool:
    """Whether the first time stands although the re-skate has one too."""
    if tournament.reskate_rule == "last" or part.status != "finished" or part.time is None:
        return False
    return times.parse(part.time).ms <= again.ms


def _same_time(entry: LogEntry, time: times.Time | None) -> None:
    """The same key with another time (a page from the browser's history) must not swallow that time."""
    stored = entry.changes[0]["new"]
    if (
        stored["time"] != (None if time is None else times.to_file(time))
        and stored.get("reskate") != "skated"
    ):
        raise Refused(_("Met dit formulier is al een andere tijd ingevoerd. Gebruik ‘corrigeren’."))


def _reason_given(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Geef een reden; die komt in het logboek."))


def _on_start(
    tournament: Tournament,
    verb: str,
    at: At,
    signature: Signature,
    turn: Turn,
    *,
    reason: str = "",
    when: frozenset[str] | set[str] = frozenset({"scheduled", "live"}),
    typed: str = "",
) -> LogEntry:
    def work(locked: Tournament, seq: int) -> list[Change]:
        event = event_of(locked, at.event)
        row = _start_of(event, at)
        part = start_part(row)
        if at.seen is not None and at.seen != row.version:
            raise _stale(part, typed)
        if event.status not in when:
            raise Refused(_closed(event))
        new = turn(part, row)
        put_start(row, new, seq)
        changes = [
            Change(
                ("events", event.slug, "starts", part.key),
                part.model_dump(mode="json"),
                new.model_dump(mode="json"),
            )
        ]
        if event.status == "scheduled" and new.status != "WDR":  # who withdraws beforehand starts nothing
            changes.append(Change(("events", event.slug, "status"), "scheduled", "live"))
            Event.objects.filter(pk=event.pk).update(status="live")
        return changes

    about = About(at.event, at.skater, at.run, reason.strip())
    return decide(tournament, verb, signature, about, work)


def event_of(tournament: Tournament, slug: str) -> Event:
    """The event, or Refused in words."""
    event = Event.objects.filter(tournament=tournament, slug=slug).first()
    if event is None:
        raise Refused(_("Deze afstand staat niet op het programma."))
    return event


def _start_of(event: Event, at: At) -> Start:
    rows = Start.objects.select_related("skater", "heat").prefetch_related("false_starts")
    row = rows.filter(event=event, run=at.run, skater__slug=at.skater).first()
    if row is None:
        raise Refused(_("Deze schaatser start niet in deze omloop."))
    if at.pair is not None and (row.heat is None or row.heat.number != at.pair):
        raise Refused(_("{skater} rijdt niet in rit {pair}.").format(skater=row.skater, pair=at.pair))
    return row


def _stale(part: document.Start, typed: str) -> StaleHeat:
    now = times.show(times.parse(part.time)) if part.time else part.status
    message = _(
        "Intussen is hier iets anders ingevoerd: er staat {now}. Jij stuurde {typed}; er is niets gewijzigd."
    )
    return StaleHeat(message.format(now=now, typed=typed or "—"), now, typed)


def _closed(event: Event) -> str:
    if event.status == "official":
        return _("De uitslag is officieel. Alleen de scheidsrechter kan hem heropenen, met een reden.")
    if event.status == "provisional":
        return _("De uitslag is voorlopig. Zet de afstand eerst terug op live, of corrigeer met een reden.")
    return _("Deze afstand is nog niet begonnen.")
