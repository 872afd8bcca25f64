"""The words for what panels hold: names of events, times, days and outcomes in the language that is active."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from results import times
from results.times import Time

METRES = {"500", "1000", "1500", "3000", "5000", "10000"}
EVENT_STATUS = {
    "scheduled": N_("gepland"),
    "live": N_("bezig"),
    "skated": N_("gereden"),
    "provisional": N_("voorlopig"),
    "official": N_("officieel"),
}
HOW_RUNS_COUNT = {
    "single": N_("één omloop"),
    "best": N_("de snelste van twee omlopen telt"),
    "sum": N_("de som van twee omlopen telt"),
}
OUTCOME = {
    "DNS": N_("niet gestart"),
    "DNF": N_("niet gefinisht"),
    "DQ": N_("gediskwalificeerd"),
    "WDR": N_("afgemeld"),
    "to skate": N_("rijdt nog"),
    "finished": N_("gefinisht"),
}
OUTLOOK = {
    "designated": N_("aangewezen"),
    "certain": N_("zeker"),
    "certain_unless_designated": N_("zeker tenzij aanwijsplek"),
    "waiting": N_("wachtkamer"),
    "out": N_("uitgeschakeld"),
}


def language() -> str:
    return get_language() or "nl"


def clock(text: str | None, exact: bool = False) -> str:
    """A time of the file, "1:07.541", as people read it: 1.07,54, or with its thousandth."""
    return times.show(times.parse(text), language(), thousandths=exact) if text else ""


def difference(pair: tuple[int, bool] | list[Any] | None) -> str:
    """A gap held as [milliseconds, thousandths known]: +0,08 or −0,210."""
    return times.show_gap(Time(int(pair[0]), bool(pair[1])), language()) if pair else ""


def distance(name: str) -> str:
    """500 m, 10.000 m, massastart."""
    if name in METRES:
        return f"{_thousands(name)} m"
    return {"mass-start": _("massastart"), "team-pursuit": _("ploegenachtervolging")}.get(name, name)


def event_name(event: Mapping[str, Any], short: bool = False) -> str:
    """500 meter mannen; short: 500 m mannen."""
    name = event["distance"]
    long = name in METRES and not short
    name = _("{metres} meter").format(metres=_thousands(name)) if long else distance(name)
    return (_("{distance} mannen") if event["sex"] == "M" else _("{distance} vrouwen")).format(distance=name)


def worth(line: Mapping[str, Any]) -> str:
    """What a line of the matrix is worth: de 2e plaats op de 500 m."""
    if line["place"] is None:
        return _("de plek op naam op de {event}").format(event=distance(line["event"]["distance"]))
    text = _("de {place} plaats op de {event}")
    return text.format(place=ordinal(line["place"]), event=distance(line["event"]["distance"]))


def sex(letter: str) -> str:
    return _("mannen") if letter == "M" else _("vrouwen")


def day(iso: str, short: bool = False) -> str:
    """maandag 27 december; short: ma."""
    said = date_format(date.fromisoformat(iso), "D" if short else "l j F")
    return said.lower() if language() == "nl" else said


def event_names(events: list[Mapping[str, Any]]) -> str:
    """500 m, 1000 m en 1500 m."""
    return names([distance(event["distance"]) for event in events])


def hour(text: str | None) -> str:
    """18.20, in English 18:20."""
    return (text or "").replace(":", "." if language() == "nl" else ":")


def when(scheduled: Mapping[str, Any] | None) -> str:
    """wo 18.20; wo 29 dec while the hour is not known."""
    if not scheduled:
        return ""
    if scheduled["time"]:
        return f"{day(scheduled['date'], short=True)} {hour(scheduled['time'])}"
    said = date_format(date.fromisoformat(scheduled["date"]), "D j M")
    return said.lower() if language() == "nl" else said


def minute(iso: str) -> str:
    """The hour and minute of a moment that is already in the tournament's time zone."""
    return datetime.fromisoformat(iso).strftime("%H.%M" if language() == "nl" else "%H:%M")


def dates(tournament: Any) -> str:
    """26 t/m 30 december 2021, from the first day to the last."""
    first, last = tournament.starts_on, tournament.ends_on
    if first == last:
        return date_format(first, "j F Y")
    same = (first.year, first.month) == (last.year, last.month)
    start = date_format(first, "j" if same else "j F" if first.year == last.year else "j F Y")
    return _("{first} tot en met {last}").format(first=start, last=date_format(last, "j F Y"))


def second(moment: datetime) -> str:
    return moment.strftime("%H.%M.%S" if language() == "nl" else "%H:%M:%S")


def ordinal(number: int) -> str:
    """1e; in English 1st."""
    if language() == "nl":
        return f"{number}e"
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def event_status(word: str) -> str:
    return _(EVENT_STATUS[word])


def how_runs_count(counts: str) -> str:
    return _(HOW_RUNS_COUNT[counts])


def outcome(status: str) -> str:
    """What an abbreviation in the place of a time means."""
    return _(OUTCOME[status])


def outlook_word(status: str) -> str:
    return _(OUTLOOK[status])


def outlook_icon(status: str) -> str:
    return {
        "designated": "star",
        "certain": "check",
        "certain_unless_designated": "check-star",
        "waiting": "half",
        "out": "cross",
    }[status]


def names(people: list[Any]) -> str:
    """X; X en Y; X, Y en Z: people as panels hold them, or plain names."""
    known = [one if isinstance(one, str) else one["short"] for one in people]
    if len(known) < 2:
        return "".join(known)
    both = pgettext("tussen namen", "en")
    return f"{', '.join(known[:-1])} {both} {known[-1]}"


def _thousands(digits: str) -> str:
    if len(digits) < 5:
        return digits
    return digits[:-3] + ("." if language() == "nl" else ",") + digits[-3:]
