"""The words for a chance of a ticket, and the sentence where there is none."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from okt.wording import language, names

Data = dict[str, Any]
MOST_NAMES = 6
REASONS = {
    "no_times_known": N_("Geen getal voor {who}: op of rond een afstand die nog komt is geen tijd bekend."),
    "rivals_unknown": N_(
        "Geen getal voor {who}: het hangt te veel af van tegenstanders van wie geen tijden bekend zijn."
    ),
    "entries_unknown": N_(
        "Geen getal voor {who}: nog niet bekend is wie er aan alle afstanden meedoen, en dat scheelt te veel."
    ),
    "holder_unknown": N_(
        "Geen getal voor {who}: een positie op naam heeft nog geen naam, en dat scheelt te veel."
    ),
    "no_matrix": N_("Geen getal voor {who}: er is nog geen matrix."),
}


def chance(percent: float) -> str:
    """34%; never 0% or 100%, as all endings agreeing proves nothing."""
    if percent < 1:
        return "<1%"
    return ">99%" if percent > 99 else f"{percent:.0f}%"


def margin(percent: float) -> str:
    """± 0,3"""
    said = f"± {max(percent, 0.1):.1f}"
    return said.replace(".", ",") if language() == "nl" else said


def whisker(row: Data) -> tuple[float, float]:
    """Where the error begins on the bar of 100, and how long it is."""
    low, high = max(row["chance"] - row["error"], 0), min(row["chance"] + row["error"], 100)
    return round(low, 1), round(high - low, 1)


def no_chance(group: Data) -> str:
    """Why of these skaters no chance is told."""
    people = group["skaters"]
    why = REASONS[group["reason"]]
    return _(why).format(who=_who(people))


def _who(people: list[Any]) -> str:
    if len(people) <= MOST_NAMES:
        return names(people)
    more = len(people) - MOST_NAMES + 1
    return names([*people[: MOST_NAMES - 1], ngettext("{n} ander", "{n} anderen", more).format(n=more)])
