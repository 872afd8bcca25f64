"""The assumptions of the forecast as its page tells them: the very numbers that it computes with."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matrix import assumptions


def lines() -> list[tuple[str, str]]:
    """What is assumed, and how much."""
    lead, spread = assumptions.BEST_LEAD, assumptions.BEST_SPREAD
    about = _("{lead}, op {spread} na")
    return [
        (
            _("iemand van wie niets bekend is, achter het niveau van de derde tijd van 2021"),
            _percent(assumptions.FIELD_MEAN),
        ),
        (_("verschillen tussen schaatsers, op alle afstanden hetzelfde"), _percent(assumptions.LEVEL_SPREAD)),
        (
            _("verschillen van één schaatser tussen afstanden die ver uiteenliggen"),
            _percent(assumptions.DISTANCE_SPREAD),
        ),
        (_("verschillen van race tot race van dezelfde schaatser"), _percent(assumptions.RACE_SPREAD)),
        (
            _("het ijs hier tegen dat van de persoonlijke records, voor iedereen hetzelfde"),
            _percent(assumptions.ICE_SPREAD),
        ),
        (
            _("de ene afstand van dit toernooi tegen de andere, voor iedereen"),
            _percent(assumptions.DAY_SPREAD),
        ),
        (
            _("een persoonlijk record is beter dan gewoonlijk"),
            about.format(lead=_percent(lead["personal best"]), spread=_percent(spread["personal best"])),
        ),
        (_("een omloop eindigt zonder tijd: val, diskwalificatie"), _in_a_hundred(assumptions.FALLS)),
        (_("een deelnemer meldt zich af voor de rest van een afstand"), _in_a_hundred(assumptions.WITHDRAWS)),
    ]


def _percent(share: float) -> str:
    said = f"{100 * share:.1f}".removesuffix(".0")
    return (said.replace(".", ",") if get_language() == "nl" else said) + "%"


def _in_a_hundred(share: float) -> str:
    return _("{n} op de 100").format(n=round(100 * share))
