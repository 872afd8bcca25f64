"""Why a skater goes, waits or is out, in one or two sentences, from the numbers that the computation counted."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from okt.wording import clock, event_name, names, ordinal

Data = dict[str, Any]


def why(data: Data | None) -> str:
    """The sentences for a skater, as panels hold the reason; empty where there is no matrix."""
    if not data:
        return ""
    said = {
        "designated": _designated,
        "certain": _certain,
        "certain_unless_designated": _unless,
        "waiting": _waiting,
        "out": _out,
    }[data["status"]](data)
    return " ".join(part.format(**_words(data)) for part in said if part)


def fact(data: Data) -> str:
    """Something that is still open, in a few words."""
    event = event_name(data["event"], short=True) if data["event"] else ""
    texts = {
        "event": "{event}",
        "reskate": _("de overrit van {names}, {event}"),
        "tie": _("de gelijke stand, {event}"),
        "named": _("{event} (positie {position}, op naam)"),
        "designation": _("een aanwijzing"),
    }
    return texts[data["kind"]].format(event=event, names=names(data["skaters"]), position=data["position"])


def ticket(data: Data | None) -> str:
    """What a ticket takes now, of a skater who is still to skate; empty where no time is worth one."""
    if not data or not data["ticket"]:
        return ""
    found = data["ticket"]
    texts = {
        "held": _("heeft nu een startbewijs, ook zonder tijd hier"),
        "any": _("elke tijd is nu een startbewijs waard"),
        "time": _("startbewijs met {time}"),
    }
    said = texts[found["state"]].format(time=clock(found["time"], exact=True))
    if found["out"]:
        said += ngettext(", dan valt {names} af", ", dan vallen {names} af", len(found["out"])).format(
            names=names(found["out"])
        )
    return said


def _designated(data: Data) -> list[str]:
    if data["designated"]:
        return [_("{name} is aangewezen door de selectiecommissie: {reason}.")]
    return [_("{name} is aangewezen door de selectiecommissie.")]


def _certain(data: Data) -> list[str]:
    places = _("De matrix verdeelt {places} plaatsen.")
    if data["left"]:
        places = ngettext(
            "De matrix verdeelt {places} plaatsen, of {rest} als de commissie haar aanwijsplek nog gebruikt.",
            "De matrix verdeelt {places} plaatsen, of {rest} als de commissie haar {left} aanwijsplekken nog gebruikt.",
            data["left"],
        )
    return [_("{name} is zeker: ") + _in_any_case(data) + _others(data) + ".", places]


def _unless(data: Data) -> list[str]:
    survives = data["survives"]
    if survives:
        designations = ngettext(
            "Bij één aanwijzing gaat het nog goed, bij meer niet vanzelf.",
            "Bij {survives} aanwijzingen gaat het nog goed, bij meer niet vanzelf.",
            survives,
        )
    else:
        designations = _("Elke aanwijzing van een ander kan er een te veel zijn.")
    said = _("{name} is zeker tenzij aanwijsplek: ") + _in_any_case(data) + _others(data) + "."
    return [said, _("De matrix verdeelt {places} plaatsen."), designations]


def _of_a_lower_line(data: Data) -> bool:
    """Whether the numbers are about a lower position than the matrix shows now, the worst that is left to him."""
    hopeless = (
        data["status"] == "waiting" and data["must_repeat"] > data["open"]
    )  # says which position by itself
    return data["may_drop"] and data["status"] not in ("designated", "out") and not hopeless


def _in_any_case(data: Data) -> str:
    return _("positie {line} heeft {he} in elk geval, en ") if _of_a_lower_line(data) else ""


def _others(data: Data) -> str:
    """Who can end above, at most."""
    if data["worst"] == 1:
        return _("boven {him} komt niemand")
    if data["best"] == data["worst"]:
        return ngettext(
            "boven {him} staat één ander, dus is {he} de {worst} naam",
            "boven {him} staan {others} anderen, dus is {he} de {worst} naam",
            data["worst"] - 1,
        )
    if data["worst"] == 1 + data["above"]:
        if data["above"] == 2:
            return _("ook als beide posities boven {him} naar twee anderen gaan, is {he} nog de {worst} naam")
        return ngettext(
            "ook als de ene positie boven {him} naar een ander gaat, is {he} nog de {worst} naam",
            "ook als alle {above} posities boven {him} naar {above} anderen gaan, is {he} nog de {worst} naam",
            data["above"],
        )
    return ngettext(
        "boven {him} komt hoogstens één ander, dus is {he} op {his} slechtst de {worst} naam",
        "boven {him} komen hoogstens {others} anderen, dus is {he} op {his} slechtst de {worst} naam",
        data["worst"] - 1,
    )


def _waiting(data: Data) -> list[str]:
    if not data["kept"]:
        return [
            _("{name} heeft nog geen zekere positie in de matrix, maar kan er nog een verdienen."),
            _("Op {his} best wordt {he} de {best} naam; de matrix verdeelt {places} plaatsen."),
        ]
    if data["must_repeat"] > data["open"]:
        too_late = ngettext(
            "op positie {line} staat er al één ander boven {him}, en de matrix verdeelt {places} plaatsen.",
            "op positie {line} staan er al {names} anderen boven {him}, en de matrix verdeelt {places} plaatsen.",
            data["names"],
        )
        return [_("{name} zit in de wachtkamer: ") + too_late, _("Een hogere positie kan {him} nog helpen.")]
    if data["open"] == 1:
        said = _("de ene nog open positie boven {him} moet naar een al geplaatste schaatser gaan")
    elif data["must_repeat"] == data["open"] == 2:
        said = _("de beide nog open posities boven {him} moeten naar al geplaatste schaatsers gaan")
    elif data["must_repeat"] == data["open"]:
        said = _("alle {open} nog open posities boven {him} moeten naar al geplaatste schaatsers gaan")
    else:
        said = ngettext(
            "van de {open} nog open posities boven {him} moet er minstens één naar een al geplaatste schaatser gaan",
            "van de {open} nog open posities boven {him} moeten er minstens {must_repeat} naar al geplaatste "
            "schaatsers gaan",
            data["must_repeat"],
        )
    kept = _("positie {line} heeft {he} in elk geval, maar ") if _of_a_lower_line(data) else ""
    said = _("{name} zit in de wachtkamer: ") + kept + said
    if data["higher"]:
        said += _(", of {he} moet zelf nog een hogere positie halen")
    return [said + ".", _there(data)]


def _there(data: Data) -> str:
    if not data["names"]:
        return _("De matrix verdeelt {places} plaatsen.")
    if data["may_drop"]:
        return ngettext(
            "Eén ander staat dan vast boven {him}, en de matrix verdeelt {places} plaatsen.",
            "Er staan dan {names} anderen vast boven {him}, en de matrix verdeelt {places} plaatsen.",
            data["names"],
        )
    return ngettext(
        "Eén ander staat al vast boven {him}, en de matrix verdeelt {places} plaatsen.",
        "Er staan al {names} anderen vast boven {him}, en de matrix verdeelt {places} plaatsen.",
        data["names"],
    )


def _out(data: Data) -> list[str]:
    out = _("{name} is uitgeschakeld: ")
    help_left = _("Alleen een aanwijzing kan {him} nog helpen.") if data["left"] else ""
    if data["best"] is None:
        return [out + _("er is geen positie in de matrix meer die {he} kan halen."), help_left]
    if data["names"] == data["best"] - 1:
        said = ngettext(
            "er staat al één ander boven {him}, en de matrix verdeelt {places} plaatsen.",
            "er staan al {names} anderen boven {him}, en de matrix verdeelt {places} plaatsen.",
            data["names"],
        )
    else:
        said = _("boven {him} komen minstens {fewest} anderen, en de matrix verdeelt {places} plaatsen.")
    return [out + said, help_left]


def _words(data: Data) -> dict[str, Any]:
    """What the sentences may fill in."""
    man = data["sex"] == "M"
    him = pgettext("boven", "hem") if man else pgettext("boven", "haar")
    best, worst = data["best"], data["worst"]
    return data | {
        "name": data["skater"]["short"],
        "he": _("hij") if man else _("zij"),
        "him": _("positie {line}").format(line=data["line"]) if _of_a_lower_line(data) else him,
        "his": pgettext("bezit", "zijn") if man else pgettext("bezit", "haar"),
        "reason": (data["designated"] or "").rstrip("."),
        "places": data["free"],
        "rest": data["free"] - data["left"],
        "best": ordinal(best) if best else "",
        "worst": ordinal(worst) if worst else "",
        "others": worst - 1 if worst else 0,
        "fewest": best - 1 if best else 0,
    }
