"""What the jury decides: the only writer of results.

Each verb is one log entry. It refuses with a sentence what makes no sense, and sending it twice with the same
signature does it once. Times are whole milliseconds, pairs and runs are counted from 1.
"""

from itertools import pairwise

from django.utils.translation import gettext as _

from results import document, outcomes, times
from results.log import Refused, Signature
from results.models import LogEntry, Start, Tournament
from results.rows import options_of, start_part
from results.turns import At, turn_start

OUT = {"DNS", "DNF", "DQ", "WDR"}


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
        _possible(row, time)
        if any(later.ms <= earlier.ms for earlier, later in pairwise((*splits, time))):
            raise Refused(_("De doorkomsttijden moeten oplopen en onder de eindtijd blijven."))
        return outcomes.after_time(part, times.to_file(time), passages, options_of(tournament))

    asked = " ".join((times.to_file(time), *passages))
    return turn_start(tournament, "enter_time", at, signature, turn, typed=times.show(time), asked=asked)


def call_false_start(tournament: Tournament, at: At, signature: Signature) -> LogEntry:
    """A false start; the second in one run disqualifies: the skater's own, or the pair's by `false_start_rule`."""

    def turn(part: document.Start, row: Start) -> document.Start:
        _still_to_skate(part)
        rows = row.heat.starts.select_related("skater", "heat") if row.heat else []
        return outcomes.after_false_start(part, [start_part(one) for one in rows], options_of(tournament))

    return turn_start(tournament, "call_false_start", at, signature, turn)


def note_fall(tournament: Tournament, at: At, signature: Signature) -> LogEntry:
    """A skater fell. No outcome of its own: who gets up has a time, who does not is DNF."""

    def turn(part: document.Start, row: Start) -> document.Start:
        if part.status in {"DNS", "WDR"}:
            raise Refused(_("Deze schaatser is niet gestart en kan dus niet gevallen zijn."))
        if part.fell:
            raise Refused(_("De val staat er al."))
        return part.model_copy(update={"fell": True})

    return turn_start(tournament, "note_fall", at, signature, turn)


def scratch(tournament: Tournament, at: At, status: str, signature: Signature, reason: str = "") -> LogEntry:
    """No time: `status` is DNS, DNF or WDR. A re-skate that ends so leaves the first time, unless the last counts."""
    if status not in {"DNS", "DNF", "WDR"}:
        raise Refused(_("Kies DNS, DNF of afgemeld."))

    def turn(part: document.Start, row: Start) -> document.Start:
        _still_to_skate(part)
        if status == "WDR" and part.false_starts:
            raise Refused(_("Deze schaatser stond al aan de start; kies DNS of DNF."))
        return outcomes.after_scratch(part, status, options_of(tournament))

    return turn_start(tournament, "scratch", at, signature, turn, reason=reason, typed=status, asked=status)


def disqualify(tournament: Tournament, at: At, reason: str, signature: Signature) -> LogEntry:
    """The referee disqualifies for this run; a time that stood there stays in the log."""
    _reason_given(reason)

    def turn(part: document.Start, row: Start) -> document.Start:
        if part.status in {"DNS", "WDR", "DQ"}:
            raise Refused(_("Diskwalificeren kan niet: er staat {status}.").format(status=part.status))
        return part.model_copy(update={"status": "DQ", "time": None, "splits": (), "reskate": None})

    return turn_start(
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

    return turn_start(tournament, "grant_reskate", at, signature, turn, reason=reason)


def decline_reskate(tournament: Tournament, at: At, signature: Signature, reason: str = "") -> LogEntry:
    """The skater does without the re-skate: what was skated first stands."""

    def turn(part: document.Start, row: Start) -> document.Start:
        if part.reskate != "granted":
            raise Refused(_("Er staat geen overrit open voor deze schaatser."))
        return part.model_copy(update={"reskate": None})

    return turn_start(tournament, "decline_reskate", at, signature, turn, reason=reason)


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
        if time is not None:
            _possible(row, time)
        if (
            false_starts is not None
            and false_starts >= 2
            and status != "DQ"
            and tournament.false_start_rule == "skater"
        ):
            raise Refused(_("Bij twee valse starts in een omloop hoort een diskwalificatie."))
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
    asked = f"{typed} {'' if false_starts is None else false_starts}".strip()
    when = {"live", "provisional"}
    return turn_start(
        tournament, "correct", at, signature, turn, reason=reason, when=when, typed=typed, asked=asked
    )


def _still_to_skate(part: document.Start) -> None:
    if part.reskate == "granted" or part.status == "to skate":
        return
    if part.status == "finished" and part.time:
        shown = times.show(times.parse(part.time))
        raise Refused(_("Er staat al een tijd: {time}. Gebruik ‘corrigeren’.").format(time=shown))
    raise Refused(_("Hier staat al {status}. Gebruik ‘corrigeren’.").format(status=part.status))


def _possible(row: Start, time: times.Time) -> None:
    distance = row.event.distance
    if distance.isdigit() and not times.possible(time, int(distance)):
        message = _("{time} op de {distance} meter kan niet. Controleer de cijfers.")
        raise Refused(message.format(time=times.show(time), distance=distance))


def _reason_given(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Geef een reden; die komt in het logboek."))
