"""What the computation says about who goes, as sentences in the language that is active. Each must be true."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okt.sentences import sentence
from okt.wording import event_name, names, ordinal, outlook_word

Data = dict[str, Any]


def forecast(data: Data) -> str:
    """What can still become of the skater of this panel; empty where there is no matrix."""
    outlook = data["outlook"]
    return WRITERS[outlook["status"]](data, outlook) if outlook else ""


def _designated(data: Data, outlook: Data) -> str:
    name = data["skater"]["short"]
    if data["designated"]:
        return _("{name} is aangewezen door de selectiecommissie: {reason}.").format(
            name=name, reason=data["designated"].rstrip(".")
        )
    return _("{name} is aangewezen door de selectiecommissie.").format(name=name)


def _certain(data: Data, outlook: Data) -> str:
    said = _("{name} is zeker van een startbewijs: {rank}.").format(
        name=data["skater"]["short"], rank=_ranks(outlook)
    )
    if data["left"]:
        said += " " + ngettext(
            "Ook als de commissie haar aanwijsplek nog gebruikt.",
            "Ook als de commissie haar {left} aanwijsplekken nog gebruikt.",
            data["left"],
        ).format(left=data["left"])
    return said


def _unless(data: Data, outlook: Data) -> str:
    said = _(
        "Alleen aanwijsplekken kunnen {name} het startbewijs nog kosten: {rank}, en {free} schaatsers gaan."
    ).format(name=data["skater"]["short"], rank=_ranks(outlook), free=outlook["free"])
    if outlook["survives"]:
        return (
            said
            + " "
            + ngettext(
                "Bij één aanwijzing gaat het nog goed, bij meer niet vanzelf.",
                "Bij {survives} aanwijzingen gaat het nog goed, bij meer niet vanzelf.",
                outlook["survives"],
            ).format(survives=outlook["survives"])
        )
    return said + " " + _("Elke aanwijzing van een ander kan er een te veel zijn.")


def _waiting(data: Data, outlook: Data) -> str:
    name = data["skater"]["short"]
    if not data["positions"]:
        return _("{name} heeft nog geen positie in de matrix, maar kan er nog een verdienen: {rank}.").format(
            name=name, rank=_ranks(outlook)
        )
    said = _("{name} zit in de wachtkamer: {rank}, en {free} schaatsers gaan.").format(
        name=name, rank=_ranks(outlook), free=outlook["free"]
    )
    if outlook["too_low"]:
        said += " " + ngettext(
            "In het slechtste geval staat {name} één naam te laag.",
            "In het slechtste geval staat {name} {count} namen te laag.",
            outlook["too_low"],
        ).format(name=name, count=outlook["too_low"])
    return said


def _out(data: Data, outlook: Data) -> str:
    name = data["skater"]["short"]
    if outlook["best"] is None:
        return _("{name} kan geen positie in de matrix meer halen.").format(name=name)
    return _("{name} komt niet meer bij de eerste {free}: op zijn best de {best} naam.").format(
        name=name, free=outlook["free"], best=ordinal(outlook["best"])
    )


WRITERS = {
    "designated": _designated,
    "certain": _certain,
    "certain_unless_designated": _unless,
    "waiting": _waiting,
    "out": _out,
}


def _ranks(outlook: Data) -> str:
    best, worst = outlook["best"], outlook["worst"]
    if best == worst and best is not None:
        return _("de {rank} naam").format(rank=ordinal(best))
    if worst is None:
        return _("op zijn best de {best} naam, in het slechtste geval zonder positie").format(
            best=ordinal(best)
        )
    return _("op zijn best de {best} naam, in het slechtste geval de {worst}").format(
        best=ordinal(best), worst=ordinal(worst)
    )


def holds(position: Data) -> str:
    """A position that a skater holds: positie 13: tweede op de 500 meter."""
    event = event_name(position["event"], short=True)
    if position["place"] is None:
        said = _("Positie {number}: {event}, op naam").format(number=position["position"], event=event)
    else:
        said = _("Positie {number}: {place} op de {event}").format(
            number=position["position"], place=ordinal(position["place"]), event=event
        )
    if position["tied"]:
        return (
            said
            + " ("
            + _("gelijk: {names}, de commissie beslist").format(names=names(position["tied"]))
            + ")"
        )
    return said


def counts(data: Data) -> str:
    """How many of the tickets are certain, who waits, what the committee has left."""
    count = data["counts"]
    sure = count["designated"] + count["certain"]
    said = [
        ngettext(
            "{sure} van {quota} startbewijzen is zeker", "{sure} van {quota} startbewijzen zijn zeker", sure
        ).format(sure=sure, quota=data["quota"])
    ]
    if count["certain_unless_designated"]:
        said.append(_("{count} tenzij aanwijsplek").format(count=count["certain_unless_designated"]))
    if data["in_waiting_room"]:
        said.append(
            ngettext(
                "{count} naam in de wachtkamer", "{count} namen in de wachtkamer", data["in_waiting_room"]
            ).format(count=data["in_waiting_room"])
        )
    left = data["left"]
    said.append(ngettext("{count} aanwijsplek over", "{count} aanwijsplekken over", left).format(count=left))
    return ", ".join(said) + "."


def line_words(line: Data) -> str:
    """Where the cut line lies."""
    earliest, latest = line["earliest"], line["latest"]
    if earliest == latest:
        return _("de streep")
    if latest is None:
        return _("streep op zijn vroegst na positie {earliest}").format(earliest=earliest)
    return _("streep tussen positie {earliest} en {latest}").format(earliest=earliest, latest=latest)


def consequence(line: Data | None) -> str:
    """What the newest news means for the matrix, after the news itself."""
    if not line:
        return ""
    said = sentence(line)
    if line["holds"] and line["outlook"]:
        said += " " + _("Nu op positie {number} van de matrix: {outlook}.").format(
            number=line["holds"], outlook=outlook_word(line["outlook"])
        )
    elif line["outlook"]:
        said += " " + _("Vooruitzicht: {outlook}.").format(outlook=outlook_word(line["outlook"]))
    return said
