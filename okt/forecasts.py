"""What the computation says about who goes, as sentences in the language that is active. Each must be true."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okt.sentences import sentence
from okt.wording import event_name, names, ordinal, outlook_word

Data = dict[str, Any]


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
    """Where the cut line lies, at its highest."""
    earliest, latest = line["earliest"], line["latest"]
    if earliest == latest:
        return _("de streep")
    if latest is None:
        return _("streep op zijn vroegst na positie {earliest}").format(earliest=earliest)
    return _("streep tussen positie {earliest} en {latest}").format(earliest=earliest, latest=latest)


def line_place(line: Data) -> str:
    """Where the cut line lies, within a sentence."""
    earliest, latest = line["earliest"], line["latest"]
    if earliest is None:
        return _("onder de laatste positie")
    if latest == 0:
        return _("boven de eerste positie")
    if latest is None:
        return _("op zijn vroegst na positie {earliest}").format(earliest=earliest)
    if earliest == latest:
        return _("na positie {earliest}").format(earliest=earliest)
    return _("tussen positie {earliest} en {latest}").format(earliest=earliest, latest=latest)


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
