"""What is wrong, in words, and what to do about it: facts in, sentences out."""

from dataclasses import dataclass
from typing import Literal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okt.health import Facts, Progress

Level = Literal["good", "attention", "wrong"]
GIGABYTE = 1024**3
# Seconds. The web process refreshes by itself after two, and the page would say so before that helps.
LONG_WAIT, SLOW_DATABASE, SLOW_REDIS, SILENT_WORKER, LONG_QUEUE = 5.0, 0.25, 0.25, 10.0, 50


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` is what was looked at, `says` how it is, `do` what to do (empty when all is well)."""

    subject: str
    level: Level
    says: str
    do: str = ""


def findings(facts: Facts) -> list[Finding]:
    """One for each thing that was looked at, the worst first."""
    found = [_database(facts), _published(facts), _disk(facts)]
    if facts.with_redis:
        found += [_redis(facts), _worker(facts), _forecaster(facts)]
    return sorted(found, key=lambda one: ("wrong", "attention", "good").index(one.level))


def _database(facts: Facts) -> Finding:
    subject = _("Database")
    if facts.database_seconds is None or facts.hub_behind:
        return Finding(
            subject,
            "wrong",
            _(
                "De database antwoordt niet. Tijden kunnen niet worden opgeslagen; pagina’s laten het laatste zien."
            ),
            _(
                "Start PostgreSQL, of herstel de verbinding ernaartoe. Wat officials typen, wacht op hun apparaat."
            ),
        )
    took = _("Antwoordt in {ms} ms.").format(ms=max(round(facts.database_seconds * 1000), 1))
    if facts.database_seconds > SLOW_DATABASE:
        return Finding(
            subject,
            "attention",
            took + " " + _("Dat is traag."),
            _("Kijk of er een back-up of een andere zware taak loopt, en of de schijf vol raakt."),
        )
    return Finding(subject, "good", took)


def _published(facts: Facts) -> Finding:
    subject = _("Publicatie")
    if facts.database_seconds is None:
        return Finding(subject, "attention", _("Onbekend zolang de database niet antwoordt."))
    late: Progress | None = max(facts.progress, key=lambda one: one.waits, default=None)
    if late is None:
        return Finding(subject, "good", _("Er is nog geen toernooi."))
    if late.waits < LONG_WAIT:
        return Finding(
            subject, "good", _("De nieuwste invoer is gepubliceerd, of is dat binnen enkele seconden.")
        )
    missing = late.entries - late.published
    return Finding(
        subject,
        "wrong",
        ngettext(
            "{name}: {n} invoer wacht al {seconds} seconden op publicatie.",
            "{name}: {n} invoeren wachten, de nieuwste al {seconds} seconden.",
            missing,
        ).format(name=late.name, n=missing, seconds=round(late.waits)),
        _(
            "Zoek in het logboek van web en worker naar ‘error’ en start beide opnieuw. De invoer zelf staat vast."
        ),
    )


def _redis(facts: Facts) -> Finding:
    subject = _("Redis")
    if facts.redis_seconds is None:
        return Finding(
            subject,
            "attention",
            _(
                "Redis antwoordt niet. Alles gaat door; een nieuwe tijd is pas na twee tot drie seconden te zien."
            ),
            _("Start Redis. Er gaat niets verloren en er hoeft verder niets te gebeuren."),
        )
    took = _("Antwoordt in {ms} ms.").format(ms=max(round(facts.redis_seconds * 1000), 1))
    if facts.redis_seconds > SLOW_REDIS:
        return Finding(
            subject, "attention", took + " " + _("Dat is traag."), _("Kijk wat de machine bezighoudt.")
        )
    return Finding(subject, "good", took)


def _worker(facts: Facts) -> Finding:
    subject = _("Worker")
    if facts.redis_seconds is None:
        return Finding(subject, "attention", _("Onbekend zolang Redis niet antwoordt."))
    queued = facts.queued or 0
    if facts.worker_silent is None or facts.worker_silent > SILENT_WORKER:
        return Finding(
            subject,
            "attention",
            _("De worker geeft geen teken van leven. De webserver rekent zelf, twee tellen later."),
            _("Start de worker. Wat er in de rij staat haalt hij zelf op."),
        )
    if queued > LONG_QUEUE:
        return Finding(
            subject,
            "attention",
            _("Er staan {n} opdrachten in de rij.").format(n=queued),
            _("Wacht een minuut; loopt de rij niet leeg, start de worker dan opnieuw."),
        )
    return Finding(subject, "good", _("Werkt; {n} opdrachten in de rij.").format(n=queued))


def _forecaster(facts: Facts) -> Finding:
    subject = _("Forecaster")
    if facts.redis_seconds is None:
        return Finding(subject, "attention", _("Onbekend zolang Redis niet antwoordt."))
    if facts.forecaster_silent is None:
        return Finding(
            subject,
            "attention",
            _("De forecaster geeft al een minuut geen teken van leven. Alleen de kansen lopen dan achter."),
            _("Start de forecaster. Was hij aan het rekenen, dan meldt hij zich vanzelf weer."),
        )
    return Finding(subject, "good", _("Werkt; berekent de kansen."))


def _disk(facts: Facts) -> Finding:
    subject = _("Schijf")
    says = _("{free} GB vrij van {size} GB op de machine van de webserver.").format(
        free=number_format(round(facts.disk_free / GIGABYTE, 1), 1),
        size=number_format(round(facts.disk_size / GIGABYTE)),
    )
    share = facts.disk_free / facts.disk_size
    if facts.disk_free < GIGABYTE / 5:
        return Finding(
            subject, "wrong", says, _("Maak nu ruimte: op een volle schijf wordt niets opgeslagen.")
        )
    if facts.disk_free < GIGABYTE or share < 0.03:
        return Finding(subject, "attention", says, _("Maak ruimte: verplaats oude back-ups en logboeken."))
    return Finding(subject, "good", says)
