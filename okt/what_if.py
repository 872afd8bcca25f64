"""What if: a public page that computes a scenario of the reader. Nothing of it is stored; it is all in the address.

The same rules, matrix and panels as of reality, on the imagined document (`okt.scenario`). What was computed is kept
for the newest scenarios, by version of the tournament and by the scenario itself; one is computed at a time.
"""

from typing import Any
from urllib.parse import parse_qsl, quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from okt import matrix_panel
from okt.picture import SEXES, Picture, draw
from okt.scenario import Imagined, Scenario, imagine
from okt.scenario_bounds import bounded
from okt.scenario_choices import choices, touched
from okt.scenario_difference import difference
from okt.scenario_doubts import doubts
from okt.scenario_query import LONGEST, SENT, read, write
from okt.scenario_starts import starts
from okt.scenario_turns import Busy, Turns
from okt.scenario_words import fault_sentence, parts_of
from okt.wording import language
from results.history import history_of
from results.models import Tournament
from results.pages import Published, page, published

Version = tuple[int, str, int, str]
KEEP = "public, max-age=1, stale-while-revalidate=10"
MOST_FAULTS = 12
LONGEST_SENT = 4 * LONGEST  # a letter may be sent as %C3%A9
PATIENCE = 3.0  # seconds that a reader waits for the scenarios of others
REALITIES: Turns[Picture] = Turns(4, PATIENCE)
SCENARIOS: Turns[list[dict[str, Any]]] = Turns(64, PATIENCE)


@require_safe
def what_if(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = published(slug)
    try:
        return _answer(request, slug, found)
    except Busy:
        busy = render(
            request, "what_if/busy.html", {"tournament": found.tournament, "here": "what_if"}, status=503
        )
        busy["Retry-After"] = "5"
        busy["Cache-Control"] = "no-store"
        return busy


def _answer(request: HttpRequest, slug: str, found: Published) -> HttpResponseBase:
    version = version_of(found.tournament)
    real = reality(version)
    asked = _asked(request)
    if not real.teams:
        return page(request, "what_if/without_matrix.html", found, here="what_if")
    reading = read(asked, real.document)
    scenario, endless = bounded(real.document, reading.scenario)
    told = (*reading.faults, *endless)
    query = write(scenario)
    path = reverse("what_if", args=[slug])
    if any(name == SENT for name, _ in asked) and not told:
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
        faults=[fault_sentence(fault, real) for fault in told[:MOST_FAULTS]],
        parts=parts_of(scenario, real),
        doubts=[fault_sentence(doubt, real) for doubt in doubts(real.document, scenario)],
        sexes=computed(version, scenario, language()) if scenario else [],
        forms=[choices(real, scenario, sex) for sex in SEXES if sex in real.teams],
    )


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    """The (name, value) pairs of the query; of one that nobody types only enough to be found too long."""
    query = request.META["QUERY_STRING"]
    if len(query) > LONGEST_SENT or query.count("&") > LONGEST:
        return [("", "&" * LONGEST)]
    return parse_qsl(query, keep_blank_values=True, errors="replace")


def _to(address: str) -> HttpResponseBase:
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = KEEP
    return response


def version_of(tournament: Tournament) -> Version:
    """Names one state of one tournament; the moment tells a tournament from one that was restored."""
    return tournament.pk, tournament.slug, tournament.seq, str(tournament.changed_at)


def reality(version: Version) -> Picture:
    """The tournament as it is, read and computed once per version."""
    return REALITIES.get(version, lambda: draw(history_of(version[0]).document, "", ()))


def computed(version: Version, scenario: Scenario, language: str) -> list[dict[str, Any]]:
    """The matrix of each sex that the scenario is about, with the difference from reality. Busy: not our turn yet."""
    real = reality(version)
    return SCENARIOS.get((version, scenario, language), lambda: _compute(real, scenario))


def _compute(real: Picture, scenario: Scenario) -> list[dict[str, Any]]:
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
