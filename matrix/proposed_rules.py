"""What the rules of the tournament could become, or Refused with a sentence.

Limits that hang together are checked where one of them changes: nobody goes without a start place, there are no more
designations than tickets, and nothing that the committee or the referee decided is cut off by a rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matrix.contest import state_of
from matrix.proposals import sex_word
from matrix.rules import SEXES, RuleChange, Rules, changes_between, rules_of, with_rules
from matrix.tables import load
from results.document import Document, Event, SelectionRules
from results.log import Refused
from results.models import LogEntry, Tournament
from results.recount import Recount, recount
from results.standings import places

MOST = 50  # as in the file: document.SelectionRules and Event.start_places


@dataclass(frozen=True, slots=True)
class Proposed:
    """The document as it is and as it would be, with what that does to starts that have been skated."""

    before: Document
    after: Document
    changes: tuple[RuleChange, ...]
    recount: Recount


def proposed(tournament: Tournament, rules: Rules) -> Proposed:
    """What these rules would make of the tournament as the tables have it."""
    before = load(tournament)
    changes = changes_between(rules_of(before), rules)
    if not changes:
        raise Refused(_("Er is niets veranderd."))
    after = with_rules(before, rules)
    for complaint in _complaints(before, after, changes):
        raise Refused(complaint)
    log = LogEntry.objects.filter(tournament=tournament).order_by("seq")
    again = recount(before, log, rules.options)
    after = again.on(after)
    _leaves_official_results(before, after, changes, again)
    return Proposed(before, after, changes, again)


def newest_rules(tournament: Tournament) -> int:
    """The number of the entry that set the rules in force; 1, the import, while nobody changed them."""
    entries = LogEntry.objects.filter(tournament=tournament, verb="change_rules")
    return entries.order_by("-seq").values_list("seq", flat=True).first() or 1


def _complaints(before: Document, after: Document, changes: tuple[RuleChange, ...]) -> Iterator[str]:
    touched = {change.sex for change in changes} | {change.event for change in changes}
    for sex in SEXES:
        rules = after.selection.get(sex)
        events = [event for event in after.events if event.sex == sex]
        if rules is not None and (sex in touched or touched & {event.id for event in events}):
            yield from _of_sex(after, sex, rules, sum(event.start_places for event in events))
    for old, new in zip(before.events, after.events, strict=True):
        if new.id in touched:
            yield from _of_event(after, old, new)


def _of_sex(after: Document, sex: str, rules: SelectionRules, starts: int) -> Iterator[str]:
    who = sex_word(sex)
    made = [one for one in after.designations if one.sex == sex]
    team = len({one.skater for one in made if one.kind == "team"})
    if not 1 <= rules.quota <= MOST:
        yield _("Startbewijzen {sex}: een getal van 1 tot en met {most}.").format(sex=who, most=MOST)
    if not 0 <= rules.max_designations <= MOST:
        yield _("Aanwijsplekken {sex}: een getal van 0 tot en met {most}.").format(sex=who, most=MOST)
    if rules.quota < team:
        yield _(
            "Bij de {sex} is {count} keer voor de ploeg aangewezen; minder startbewijzen kan niet. "
            "Trek eerst een aanwijzing in."
        ).format(count=team, sex=who)
    if rules.max_designations < len(made):
        yield _(
            "Bij de {sex} is {count} keer aangewezen; minder aanwijsplekken kan niet. "
            "Trek eerst een aanwijzing in."
        ).format(count=len(made), sex=who)
    if rules.max_designations > rules.quota:
        yield _(
            "Bij de {sex} kan het aantal aanwijsplekken ({count}) niet boven dat van de startbewijzen ({quota}) komen."
        ).format(count=rules.max_designations, quota=rules.quota, sex=who)
    if rules.quota > starts:
        yield _(
            "Bij de {sex} zijn er {starts} startplekken; {quota} startbewijzen kan niet, "
            "want wie gaat, moet ergens starten."
        ).format(quota=rules.quota, starts=starts, sex=who)


def _of_event(after: Document, old: Event, new: Event) -> Iterator[str]:
    name = event_word(new)
    if not 0 <= new.start_places <= MOST:
        yield _("Startplekken {event}: een getal van 0 tot en met {most}.").format(event=name, most=MOST)
    known = {"single"} if new.runs == 1 else {"best", "sum"}
    if new.counts not in known:
        yield _("{event}: kies of de snelste van twee omlopen telt, of de som.").format(event=name)
    given = {one.skater for one in after.designations if one.event == new.id}
    given |= {one.skater for one in after.start_assignments if one.event == new.id}
    last = max((one.place or 0 for one in after.designations if one.event == new.id), default=0)
    needed = max(len(given), last)
    if new.start_places < min(needed, old.start_places):
        yield _(
            "{event}: de commissie besloot al over {count} van de startplekken; minder kan niet. "
            "Trek eerst een besluit in."
        ).format(event=name, count=needed)


def _leaves_official_results(
    before: Document, after: Document, changes: tuple[RuleChange, ...], again: Recount
) -> None:
    touched = {one.event for one in again.turned}
    touched |= {one.event for one in changes if one.kind == "counts" and one.event is not None}
    if any(one.kind == "precision" for one in changes):
        touched |= {
            old.id
            for old, new in zip(before.events, after.events, strict=True)
            if places(state_of(old, before)) != places(state_of(new, after))
        }
    names = [
        event_word(event) for event in before.events if event.id in touched and event.status == "official"
    ]
    if names:
        raise Refused(
            _(
                "De uitslag van de {events} is officieel en zou hierdoor veranderen. "
                "Laat de scheidsrechter haar eerst heropenen."
            ).format(events=", ".join(names))
        )


def event_word(event: Event) -> str:
    """500 m mannen, as a sentence names it."""
    names = {"mass-start": _("massastart"), "team-pursuit": _("ploegenachtervolging")}
    name = names.get(event.distance, f"{event.distance} m")
    return (_("{distance} mannen") if event.sex == "M" else _("{distance} vrouwen")).format(distance=name)
