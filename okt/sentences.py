"""News as sentences, in the language that is active. The facts come from `okt.news`."""

from typing import Any

from django.utils.translation import gettext as _

from okt import rule_words, wording
from okt.wording import clock

Facts = dict[str, Any]


def sentence(line: Facts) -> str:
    """One line of news in words."""
    write = WRITERS.get(line["verb"], _other)
    return write(line)


def _fill(text: str, line: Facts, **more: Any) -> str:
    """Fills in the names that every sentence may use."""
    event = wording.event_name(line["event"]) if line["event"] else ""
    name = line["skater"]["short"] if line["skater"] else ""
    return text.format(name=name, event=event, reason=line["reason"].rstrip("."), **more)


def _because(text: str, line: Facts) -> str:
    return text + " " + _fill(_("Reden: {reason}."), line) if line["reason"] else text


def _time(line: Facts) -> str:
    said = _fill(_("{name} rijdt {time}"), line, time=clock(line.get("time")))
    remarks = []
    if line.get("stays"):
        return said + _fill(_("; {stays} blijft staan."), line, stays=clock(line["stays"]))
    if line.get("gained"):
        remarks.append(
            _("een persoonlijk record ({gained})").format(gained=wording.difference(line["gained"]))
        )
    if line.get("shared"):
        remarks.append(_("gedeeld eerste"))
    elif line.get("place") == 1:
        remarks.append(_("de snelste tijd"))
    elif line.get("place"):
        remarks.append(_("{place} plaats").format(place=wording.ordinal(line["place"])))
    return f"{said}: {wording.names(remarks)}." if remarks else f"{said}."


def _false_start(line: Facts) -> str:
    if (line.get("new") or {}).get("status") == "DQ":
        return _fill(_("Weer een valse start van {name}: gediskwalificeerd."), line)
    return _fill(_("Valse start van {name}."), line)


def _with_what_stays(text: str, line: Facts) -> str:
    if line.get("stays"):
        return _fill(text, line) + _fill(_("; {stays} blijft staan."), line, stays=clock(line["stays"]))
    return _fill(text, line) + "."


def _fall(line: Facts) -> str:
    return _with_what_stays(_("{name} valt"), line)


def _scratch(line: Facts) -> str:
    if (line.get("old") or {}).get("reskate") == "granted":
        return _with_what_stays(_("{name} rijdt de overrit niet uit"), line)
    texts = {
        "DNS": _("{name} start niet"),
        "DNF": _("{name} haalt de finish niet"),
        "WDR": _("{name} is afgemeld"),
    }
    return _because(
        _with_what_stays(texts.get(str((line.get("new") or {}).get("status")), "{name}"), line), line
    )


def _disqualify(line: Facts) -> str:
    old = (line.get("old") or {}).get("time")
    if old:
        return _because(_fill(_("{name} is gediskwalificeerd; {time} vervalt."), line, time=clock(old)), line)
    return _because(_fill(_("{name} is gediskwalificeerd."), line), line)


def _reskate(line: Facts) -> str:
    return _because(_fill(_("{name} mag overrijden."), line), line)


def _no_reskate(line: Facts) -> str:
    return _because(_fill(_("{name} ziet af van overrijden."), line), line)


def _result(part: Facts | None) -> str:
    if not part:
        return "—"
    return clock(part["time"]) if part["status"] == "finished" else wording.outcome(part["status"])


def _correct(line: Facts) -> str:
    old, new = _result(line.get("old")), _result(line.get("new"))
    text = _("Correctie: {old} van {name} wordt {new}.")
    if line.get("new") and line["new"]["status"] == "to skate":
        text = _("Correctie: {old} van {name} vervalt; {name} rijdt nog.")
    elif old == new:
        text = _("Correctie bij {name}; {new} blijft staan.")
    return _because(_fill(text, line, old=old, new=new), line)


def _stage(line: Facts) -> str:
    order = ["scheduled", "live", "provisional", "official"]
    if order.index(line["stage"]) < order.index(line["from"]):
        if line["stage"] == "provisional":
            text = _("De uitslag van de {event} is niet meer officieel.")
        else:
            text = (
                _("De {event} is heropend.")
                if line["stage"] == "live"
                else _("De {event} is nog niet begonnen.")
            )
        return _because(_fill(text, line), line)
    if line["stage"] == "live":
        return _fill(_("De {event} is begonnen."), line)
    official = line["stage"] == "official"
    won = {"winner": wording.names(line.get("winners") or []), "time": clock(line.get("time"))}
    if len(line.get("winners") or []) == 1:
        if official:
            return _fill(_("De uitslag van de {event} is officieel: {winner} wint in {time}."), line, **won)
        return _fill(_("De {event} is gereden: {winner} is voorlopig de winnaar in {time}."), line, **won)
    if official:
        return _fill(_("De uitslag van de {event} is officieel."), line)
    return _fill(_("De {event} is gereden; de uitslag is voorlopig."), line)


def _undo(line: Facts) -> str:
    if "stage" in line:
        word = wording.event_status(line["stage"])
        return _because(_fill(_("Teruggedraaid: de {event} is weer {word}."), line, word=word), line)
    now = _result(line.get("new"))
    if line["undoes"] == "enter_time":
        text = _("Teruggedraaid: de tijd {old} van {name}. Nu staat er: {new}.")
    else:
        text = _("Teruggedraaid bij {name}: {old}. Nu staat er: {new}.")
    if line["undoes"] == "call_false_start":
        text = _("Teruggedraaid: de valse start van {name}.")
    if line["undoes"] == "note_fall":
        text = _("Teruggedraaid: {name} is niet gevallen.")
    if line["undoes"] in {"grant_reskate", "decline_reskate"}:
        text = _("Teruggedraaid: de beslissing over overrijden van {name}.")
    return _because(_fill(text, line, old=_result(line.get("old")), new=now), line)


def _matrix(line: Facts) -> str:
    who = wording.sex(line.get("sex", "M"))
    moved = [one for one in line.get("differences", ()) if one["kind"] == "moved"]
    if len(moved) == 1 == len(line["differences"]):
        text = _(
            "De selectiecommissie wijzigt de matrix van de {sex}: {what} gaat van positie {old} naar {new}."
        )
        one = moved[0]
        return _because(
            _fill(text, line, sex=who, what=wording.worth(one), old=one["old"], new=one["new"]), line
        )
    return _because(_fill(_("De selectiecommissie wijzigt de matrix van de {sex}."), line, sex=who), line)


def _ask_unlock(line: Facts) -> str:
    return _because(_("De selectiecommissie wil de matrix of de regels wijzigen nadat er gereden is."), line)


def _unlock(line: Facts) -> str:
    return _because(
        _("Een tweede lid van de selectiecommissie heeft de matrix en de regels ontgrendeld."), line
    )


def _lock(line: Facts) -> str:
    return _("De matrix en de regels zijn weer op slot.")


def _holder(line: Facts) -> str:
    number = line.get("position")
    if line["skater"]:
        return _because(_fill(_("{name} krijgt positie {number} van de matrix."), line, number=number), line)
    return _because(_fill(_("Positie {number} van de matrix is weer open."), line, number=number), line)


def _designate(line: Facts) -> str:
    if line["event"]:
        text = _("De selectiecommissie geeft {name} startplek {place} op de {event}.")
        return _because(_fill(text, line, place=line.get("place")), line)
    return _because(_fill(_("De selectiecommissie wijst {name} aan."), line), line)


def _withdraw(line: Facts) -> str:
    return _because(_fill(_("De selectiecommissie trekt de aanwijzing van {name} in."), line), line)


def _assign(line: Facts) -> str:
    return _because(
        _fill(_("De selectiecommissie geeft {name} een vrijgekomen startplek op de {event}."), line), line
    )


def _unassign(line: Facts) -> str:
    text = _("De selectiecommissie trekt de vrijgekomen startplek van {name} op de {event} weer in.")
    return _because(_fill(text, line), line)


def _rules(line: Facts) -> str:
    return _because(rule_words.rules_changed(line), line)


def _import(line: Facts) -> str:
    return _("Het toernooi is geopend: programma, deelnemers en eerdere uitslagen staan erin.")


def _other(line: Facts) -> str:
    text = _("Er is iets gewijzigd bij {name}.") if line["skater"] else _("Er is iets gewijzigd.")
    return _because(_fill(text, line), line)


WRITERS = {
    "enter_time": _time,
    "call_false_start": _false_start,
    "note_fall": _fall,
    "scratch": _scratch,
    "disqualify": _disqualify,
    "grant_reskate": _reskate,
    "decline_reskate": _no_reskate,
    "correct": _correct,
    "set_stage": _stage,
    "undo": _undo,
    "publish_matrix": _matrix,
    "ask_unlock": _ask_unlock,
    "unlock_matrix": _unlock,
    "lock_matrix": _lock,
    "name_holder": _holder,
    "designate": _designate,
    "withdraw_designation": _withdraw,
    "assign_start": _assign,
    "withdraw_assignment": _unassign,
    "change_rules": _rules,
    "import": _import,
}
