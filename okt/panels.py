"""What is published of each topic: its data, from the document and the rules alone, and its HTML per language.

Topics: an event's id, `matrix-M`, `matrix-F`, `starts-M`, `starts-F`, `course-M`, `course-F`, `programme`,
`chances-M`, `chances-F`,
`skater-<id>`, `changes`. The browser is sent what it shows; it knows no rule.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation

from okt import (
    chances_panel,
    course_panel,
    event_panel,
    matrix_panel,
    news,
    programme_panel,
    skater_panel,
    starts_panel,
)
from okt.course import Moment
from okt.foresight import Foreseen
from okt.picture import SEXES, Picture, draw
from results.document import Document

Data = dict[str, Any]


def build(
    document: Document,
    note: str,
    entries: Sequence[Mapping[str, Any]],
    course: Sequence[Moment] = (),
    foreseen: Mapping[str, Foreseen] | None = None,
) -> dict[str, Data]:
    """The data of every topic. `entries`: the newest log entries as plain data, to tell what happened.

    `course`: how it stood each time an event was over, of the whole log. `foreseen`: the chances per sex, as far as
    they have been computed.
    """
    picture = draw(document, note, entries)
    lines = news.gather(picture)
    built: dict[str, Data] = {
        "programme": programme_panel.build(picture, lines),
        "changes": {"days": news.by_day(lines)},
    }
    for sex in SEXES:
        absent = absence(document, sex)
        built[f"matrix-{sex}"] = matrix_panel.build(picture, sex, lines) | absent
        built[f"starts-{sex}"] = starts_panel.build(picture, sex) | absent
        built[f"course-{sex}"] = course_panel.build(picture, sex, course) | absent
    for event in document.events:
        built[event.id] = event_panel.build(picture, event, lines)
    for skater in document.skaters:
        built[f"skater-{skater.id}"] = skater_panel.build(picture, skater)
    whole = {topic: {"tournament": document.slug, **data} for topic, data in built.items()}
    return whole | chances(picture, foreseen or {})


def chances(picture: Picture, foreseen: Mapping[str, Foreseen]) -> dict[str, Data]:
    """The data of the topics of the chances only: they come later than the rest."""
    return {
        topic: {"tournament": picture.document.slug}
        | chances_panel.build(picture, sex, foreseen.get(sex))
        | absence(picture.document, sex)
        for topic, sex in chances_panel.TOPICS.items()
    }


def absence(document: Document, sex: str) -> Data:
    """Marks the panels of a sex that the tournament is not about: they are empty, and on no page."""
    return {} if sex in document.sexes else {"absent": True}


def render(topic: str, data: Data, language: str) -> str:
    """The HTML of a topic in this language, to be put into a page or sent to one."""
    if data.get("absent"):
        return ""
    # Numbers stay as they are: Django would look up how to write each place and rank, at a third of the time.
    context = Context({"topic": topic, "whole": data, **data}, use_l10n=False)
    with translation.override(language):
        template: Template = get_template(template_of(topic)).template  # type: ignore[attr-defined]
        return template.render(context).strip()


def template_of(topic: str) -> str:
    fixed: dict[str, str] = {"programme": "results/_programme.html", "changes": "results/_changes.html"}
    if topic in fixed:
        return fixed[topic]
    kinds: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("matrix/_matrix.html", lambda name: name in {f"matrix-{sex}" for sex in SEXES}),
        ("matrix/_chances.html", lambda name: name in chances_panel.TOPICS),
        ("matrix/_starts.html", lambda name: name in {f"starts-{sex}" for sex in SEXES}),
        ("matrix/_course.html", lambda name: name in {f"course-{sex}" for sex in SEXES}),
        ("results/_skater.html", lambda name: name.startswith("skater-")),
    )
    return next((template for template, fits in kinds if fits(topic)), "results/_event.html")
