"""A change of the rules in words. The facts come from `okt.rule_news`."""

from typing import Any

from django.utils.translation import gettext as _

from okt import wording

Facts = dict[str, Any]
MOST_OUTCOMES = 4


def rule(one: Facts) -> str:
    """One rule, from what to what: startbewijzen mannen van 9 naar 10."""
    if one["kind"] in {"false_start", "reskate", "precision", "counts"}:
        return _choice(one)
    names = {
        "quota": _("startbewijzen {of}"),
        "max_designations": _("aanwijsplekken {of}"),
        "start_places": _("startplekken {of}"),
    }
    of = wording.sex(one["sex"]) if one["sex"] else wording.event_name(one["event"], short=True)
    name = names[one["kind"]].format(of=of)
    if one["old"] is None:
        return _("{name}: {new}").format(name=name, new=one["new"])
    return _("{name} van {old} naar {new}").format(name=name, old=one["old"], new=one["new"])


def turned(one: Facts) -> str:
    """A result that a rule turned: Krol (500 m mannen) 34,69 wordt DQ."""
    return _("{name} ({event}): {old} wordt {new}").format(
        name=one["skater"]["short"],
        event=wording.event_name(one["event"], short=True),
        old=_outcome(one["old"]),
        new=_outcome(one["new"]),
    )


def standings_moved(line: Facts) -> str:
    """Where else places changed with the rules: Daardoor verandert de stand van de 500 m mannen. Or nothing."""
    events = [wording.event_name(one["event"], short=True) for one in line.get("places", ())]
    if not events:
        return ""
    return _("Daardoor verandert de stand van de {events}.").format(events=wording.names(events))


def rules_changed(line: Facts) -> str:
    """What changed and what that turned, without the reason."""
    said = _("De selectiecommissie wijzigt de regels: {rules}.").format(
        rules="; ".join(rule(one) for one in line["rules"])
    )
    if moved := standings_moved(line):
        said = f"{said} {moved}"
    outcomes = [turned(one) for one in line["outcomes"][:MOST_OUTCOMES]]
    if not outcomes:
        return said
    more = len(line["outcomes"]) - len(outcomes)
    if more:
        outcomes.append(_("en nog {count}").format(count=more))
    therefore = _("Daardoor: {outcomes}.").format(outcomes="; ".join(outcomes))
    return f"{said} {therefore}"


def _choice(one: Facts) -> str:
    if one["kind"] == "false_start":
        if one["new"] == "pair":
            return _("een valse start telt voortaan voor de rit in plaats van voor de schaatser")
        return _("een valse start telt voortaan voor de schaatser in plaats van voor de rit")
    if one["kind"] == "reskate":
        if one["new"] == "last":
            return _("na een overrit telt voortaan de laatste tijd in plaats van de beste")
        return _("na een overrit telt voortaan de beste tijd in plaats van de laatste")
    if one["kind"] == "precision":
        if one["new"] == "hundredths":
            return _("gelijke honderdsten delen voortaan de plaats in plaats van dat de duizendste beslist")
        return _(
            "bij gelijke honderdsten beslist voortaan de duizendste in plaats van dat de plaats gedeeld wordt"
        )
    event = wording.event_name(one["event"], short=True)
    if one["new"] == "sum":
        return _("op de {event} telt voortaan de som van twee omlopen in plaats van de snelste").format(
            event=event
        )
    return _("op de {event} telt voortaan de snelste van twee omlopen in plaats van de som").format(
        event=event
    )


def _outcome(part: Facts) -> str:
    if part["status"] == "finished" and part["time"]:
        return wording.clock(part["time"])
    return wording.outcome(part["status"])
