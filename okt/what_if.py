"""What if: a public page that computes a scenario of the reader. Nothing of it is stored; it is all in the address.

The same rules, matrix and panels as of reality, on the imagined document (`okt.scenario`). What was computed is kept
for the newest scenarios, by version of the tournament and by the scenario as it is written again.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from okt import matrix_panel
from okt.picture import SEXES, Picture, draw
from okt.scenario import Imagined, Scenario, imagine
from okt.scenario_choices import choices, touched
from okt.scenario_difference import difference
from okt.scenario_doubts import doubts
from okt.scenario_query import SENT, read, write
from okt.scenario_starts import starts
from okt.scenario_words import fault_sentence, parts_of
from okt.tasks import read as read_tables
from okt.wording import language
from results.models import Tournament
from results.pages import page, published

Version = tuple[int, str, int, str]
KEEP = "public, max-age=1, stale-while-revalidate=10"
MOST_FAULTS = 12


@require_safe
def what_if(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = published(slug)
    version = version_of(found.tournament)
    real = reality(version)
    reading = read(((name, value) for name, values in request.GET.lists() for value in values), real.document)
    scenario = reading.scenario
    query = write(scenario)
    path = reverse("what_if", args=[slug])
    if SENT in request.GET and not reading.faults:
        return _to(f"{path}?{query}" if query else path)
    share = f"{request.scheme}://{request.get_host()}{quote(path)}?{query}"
    return page(
        request,
        "what_if/page.html",
        found,
        here="what_if",
        query=query,
        scenario=bool(scenario),
        share=share,
        mail_subject=_("Wat als? Een scenario, geen uitslag"),
        mail_body=_("Wie gaat er dan? Een scenario van het {name}, geen uitslag: {address}").format(
            name=found.tournament.name, address=share
        ),
        faults=[fault_sentence(fault, real) for fault in reading.faults[:MOST_FAULTS]],
        parts=parts_of(scenario, real),
        doubts=[fault_sentence(doubt, real) for doubt in doubts(real.document, scenario)],
        sexes=computed(version, scenario, language()) if scenario else [],
        forms=[choices(real, scenario, sex) for sex in SEXES if sex in real.teams],
    )


def _to(address: str) -> HttpResponseBase:
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = KEEP
    return response


def version_of(tournament: Tournament) -> Version:
    """Names one state of one tournament; the moment tells a tournament from one that was restored."""
    return tournament.pk, tournament.slug, tournament.seq, str(tournament.changed_at)


@lru_cache(maxsize=4)
def reality(version: Version) -> Picture:
    """The tournament as it is, read and computed once per version."""
    return draw(read_tables(version[0]).document, "", ())


@lru_cache(maxsize=64)
def computed(version: Version, scenario: Scenario, language: str) -> list[dict[str, Any]]:
    """The matrix of each sex that the scenario is about, with the difference from reality."""
    real = reality(version)
    imagined = imagine(real.document, scenario, _("iemand anders"))
    picture = draw(imagined.document, "", ())
    return [
        matrix_of(imagined, picture, sex)
        | {"difference": difference(real, picture, sex), "starts": starts(real, imagined, picture, sex)}
        for sex in SEXES
        if sex in real.teams and touched(real, scenario, sex)
    ]


def matrix_of(imagined: Imagined, picture: Picture, sex: str) -> dict[str, Any]:
    """The panel of the matrix as the scenario has it, with its positions worth what they were in reality."""
    data = {"tournament": picture.document.slug} | matrix_panel.build(picture, sex, [])
    for one, line in zip(data["positions"], imagined.lines[sex], strict=True):
        one |= {"place": line.place, "was": line.was, "given": line.given}
        was = line.worth_was
        one["worth_was"] = {"event": picture.event_facts(was.event), "place": was.place} if was else None
    return data | {"strangers": imagined.strangers}
