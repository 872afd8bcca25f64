"""The stages of an event (scheduled → live → provisional → official, and back with a reason) and undo."""

from typing import Any

from django.utils.translation import gettext as _

from results import document
from results.log import About, Change, Refused, Signature, decide
from results.models import Event, LogEntry, Start, Tournament
from results.pairs import names_of
from results.rows import put_start, start_part
from results.turns import event_of

STAGES = ["scheduled", "live", "provisional", "official"]
TAKEN_BACK = {  # what undo takes back: the verbs of the jury
    "enter_time", "call_false_start", "note_fall", "scratch", "disqualify", "grant_reskate", "decline_reskate",
    "correct", "set_stage",
}  # fmt: skip


def set_stage(
    tournament: Tournament,
    event_slug: str,
    stage: str,
    signature: Signature,
    reason: str = "",
    seen: str | None = None,
) -> LogEntry:
    """Moves an event one stage on, or back with a reason. `official` is the referee's word (see rights), so who was
    allowed to move it from the stage `seen` is refused if it is another by now."""
    if stage not in STAGES:
        raise Refused(_("Onbekende status."))

    def work(locked: Tournament, seq: int) -> list[Change]:
        event = event_of(locked, event_slug)
        if seen is not None and event.status != seen:
            raise Refused(_("Iemand anders heeft de status intussen veranderd. Kijk eerst wat er nu staat."))
        step = STAGES.index(stage) - STAGES.index(event.status)
        if step == 0:
            raise Refused(_("De afstand heeft deze status al."))
        if step > 1:
            raise Refused(_("Eerst voorlopig, dan pas officieel."))
        if step < 0 and not reason.strip():
            raise Refused(_("Geef een reden; die komt in het logboek."))
        if step > 0 or stage == "scheduled":
            _may_become(event, stage)
        old, event.status = event.status, stage
        event.save(update_fields=["status"])
        return [Change(("events", event.slug, "status"), old, stage)]

    return decide(
        tournament, "set_stage", signature, About(event_slug, reason=reason.strip(), asked=stage), work
    )


def _may_become(event: Event, stage: str) -> None:
    """Raises Refused where what has been skated, or not yet, contradicts the stage."""
    if stage in {"provisional", "official"}:
        _nobody_left(event)
    skated = event.starts.exclude(status__in=["to skate", "WDR"], false_starts__isnull=True)
    if stage == "scheduled" and skated.exists():
        raise Refused(_("Er is al gereden; de afstand kan niet terug naar gepland."))


def _nobody_left(event: Event) -> None:
    starts = list(event.starts.select_related("skater"))
    left = [start for start in starts if start.status == "to skate" or start.reskate == "granted"]
    if left:
        short = names_of(event.tournament)
        names = ", ".join(short[start.skater.slug] for start in left[:4]) + (" …" if len(left) > 4 else "")
        raise Refused(_("Er moet nog gereden worden: {names}.").format(names=names))
    if not any(start.status == "finished" for start in starts):
        raise Refused(_("Er staat nog geen enkele tijd."))
    have = {(start.skater.slug, start.run) for start in starts}
    missing = [(entry, run) for entry in event.entries or () for run in range(1, event.runs + 1)]
    if any(one not in have for one in missing):
        raise Refused(_("Niet van elke deelnemer staat een uitkomst in elke omloop."))


def last_to_undo(tournament: Tournament, event_slug: str) -> LogEntry | None:
    """The newest decision of the jury in this event that still stands."""
    entries = LogEntry.objects.filter(tournament=tournament, event=event_slug)
    undone = entries.filter(undoes__isnull=False).values("undoes")
    return entries.filter(verb__in=TAKEN_BACK).exclude(seq__in=undone).order_by("-seq").first()


def wants_reason(entry: LogEntry) -> bool:
    """Whether taking this back moves a result from or to provisional or official: it asks why, as reopening does."""
    moved = {entry.changes[0]["old"], entry.changes[0]["new"]} if entry.verb == "set_stage" else set()
    return bool(moved & {"provisional", "official"})


def undo(tournament: Tournament, seq: int, signature: Signature, reason: str = "") -> LogEntry:
    """Takes entry `seq` back, unless something it changed has been changed since; see `wants_reason`."""
    entry = LogEntry.objects.filter(tournament=tournament, seq=seq, verb__in=TAKEN_BACK).first()
    if entry is None:
        raise Refused(_("Er is niets om ongedaan te maken."))

    def work(locked: Tournament, new_seq: int) -> list[Change]:
        if LogEntry.objects.filter(tournament=locked, undoes=seq).exists():
            raise Refused(_("Dit is al ongedaan gemaakt."))
        event = event_of(locked, entry.event)
        if event.status == "official":
            raise Refused(
                _("De uitslag is officieel. Alleen de scheidsrechter kan hem heropenen, met een reden.")
            )
        if event.status == "provisional" and entry.verb not in {"set_stage", "correct", "disqualify"}:
            raise Refused(
                _("De uitslag is voorlopig. Zet de afstand eerst terug op live, of corrigeer met een reden.")
            )
        if wants_reason(entry) and not reason.strip():
            raise Refused(_("Geef een reden; die komt in het logboek."))
        if entry.verb == "set_stage":
            _may_become(event, entry.changes[0]["old"])
        changes = [change for change in entry.changes if not _opened_for_others(entry, event, change)]
        return [_take_back(event, change, new_seq) for change in changes]

    about = About(entry.event, entry.skater, entry.run, reason.strip(), undoes=seq)
    return decide(tournament, "undo", signature, about, work)


def _opened_for_others(entry: LogEntry, event: Event, change: dict[str, Any]) -> bool:
    """The first start made the event live; it stays so when others have skated since."""
    if entry.verb == "set_stage" or change["at"][2] != "status":
        return False
    others = event.starts.exclude(run=entry.run or 0, skater__slug=entry.skater)
    return others.exclude(status__in=["to skate", "WDR"], false_starts__isnull=True).exists()


def _take_back(event: Event, change: dict[str, Any], seq: int) -> Change:
    path = tuple(change["at"])
    since = Refused(_("Dit is daarna nog gewijzigd; maak eerst de latere wijziging ongedaan."))
    if path[2] == "status":
        if event.status != change["new"]:
            raise since
        event.status = change["old"]
        event.save(update_fields=["status"])
    else:
        run, skater = path[3].split("/", 1)
        row = Start.objects.select_related("skater", "heat").get(event=event, run=run, skater__slug=skater)
        if start_part(row).model_dump(mode="json") != change["new"]:
            raise since
        put_start(row, document.Start(**change["old"]), seq)
    return Change(path, change["new"], change["old"])
