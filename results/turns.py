"""One start turned by a decision of the jury: found, guarded, changed and logged in one go."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from results import document, times
from results.log import About, Change, Refused, Signature, StaleHeat, decide
from results.models import Event, LogEntry, Start, Tournament
from results.rows import put_start, start_part


@dataclass(frozen=True, slots=True)
class At:
    """Which start: event, run and skater; the pair and the version of the start that the sender saw, if any."""

    event: str
    run: int
    skater: str
    pair: int | None = None
    seen: int | None = None


Turn = Callable[[document.Start, Start], document.Start]


def turn_start(
    tournament: Tournament,
    verb: str,
    at: At,
    signature: Signature,
    turn: Turn,
    *,
    reason: str = "",
    when: frozenset[str] | set[str] = frozenset({"scheduled", "live"}),
    typed: str = "",
    asked: str = "",
) -> LogEntry:
    """Logs what `turn` makes of the start, in an event whose status is in `when`. Raises StaleHeat where the sender
    saw another version, Refused where there is no such start or the event is closed."""

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

    about = About(at.event, at.skater, at.run, reason.strip(), asked=asked)
    return decide(tournament, verb, signature, about, work)


def event_of(tournament: Tournament, slug: str) -> Event:
    """The event, or Refused in words."""
    event = Event.objects.filter(tournament=tournament, slug=slug).first()
    if event is None:
        raise Refused(_("Deze afstand staat niet op het programma."))
    return event


def _start_of(event: Event, at: At) -> Start:
    rows = Start.objects.select_related("skater", "heat", "event").prefetch_related("false_starts")
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
