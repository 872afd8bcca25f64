"""Does everything follow from the log? Replays it and compares with the tables and with what is published."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from matrix.lock import ACTS, lock_after
from matrix.tables import load
from okt import course, panels
from okt.chances_panel import TOPICS
from okt.foresight import foresee
from okt.picture import draw
from okt.tasks import LANGUAGES, entries_told, foreseen
from results.log import replay
from results.models import LogEntry, Panel, Publication, Tournament
from results.tournament_file import from_json, to_json

ROUNDING = 0.001


def differences(slug: str) -> Iterator[str]:
    """Each difference as one line, the first first; nothing where all is well.

    All is read at one moment, with nobody entering or publishing; what comes after it is of no matter.
    """
    with transaction.atomic():
        # `no_key`: who publishes a new panel, and already holds the publication, must not wait for us in turn.
        tournament = Tournament.objects.select_for_update(no_key=True).get(slug=slug)
        publication = Publication.objects.select_for_update(no_key=True).get(tournament=tournament)
        log = list(LogEntry.objects.filter(tournament=tournament).order_by("seq"))
        tables = to_json(load(tournament))
        shown = {panel.topic: panel for panel in Panel.objects.filter(tournament=tournament)}
    published = publication.seq
    for expected, entry in enumerate(log, start=1):
        if entry.seq != expected:
            yield f"log: entry {expected} is missing"
            return
    if published > tournament.seq:
        yield f"publication: at {published}, though the tournament is at {tournament.seq}"
    if tournament.seq != len(log):
        yield f"log: the tournament is at {tournament.seq}, the log ends at {len(log)}"
    yield from _locked_acts(log)
    yield from _compare("tables", replay({}, log), tables)
    told = [entry for entry in log if entry.seq <= published]
    built = {}
    if told:
        document, newest = from_json(replay({}, told)), entries_told(told)
        built = panels.build(document, tournament.note, newest, course.told(told), foreseen(shown.values()))
    for topic in sorted(built.keys() | shown.keys()):
        if topic not in shown:
            yield f"panel {topic}: not published"
        elif topic not in built:
            yield f"panel {topic}: published, and follows from nothing"
        else:
            yield from _compare(f"panel {topic}", built[topic], shown[topic].data)
            yield from _shown(topic, built[topic], shown[topic], publication.version)
            if topic in TOPICS:
                yield from _foreseen(topic, shown[topic].data, told)


def _shown(topic: str, data: Any, panel: Panel, published: float) -> Iterator[str]:
    if panel.version > published:
        yield f"panel {topic}: at version {panel.version}, though only {published} is published"
    for language in LANGUAGES:
        if panel.html.get(language) != panels.render(topic, data, language):
            yield f"panel {topic}: its page in {language!r} is not what follows from its data"


def _foreseen(topic: str, data: Any, log: list[LogEntry]) -> Iterator[str]:
    """Chances that are not those of the version they name. What another program computed from other rules cannot be
    computed here; it is called late, and computed anew by whoever serves the site."""
    said = data.get("foreseen")
    if not said:
        return
    if not 1 <= said["of"] <= len(log):
        yield f"panel {topic}: computed from version {said['of']}, which is not published"
        return
    picture = draw(from_json(replay({}, log[: said["of"]])), "", ())
    again = foresee(picture, TOPICS[topic], said["of"]) if TOPICS[topic] in picture.teams else None
    if again is None or said["inputs"] != again["inputs"]:
        if not data["late"]:
            yield f"panel {topic}: its chances do not follow from version {said['of']}"
        return
    for skater in sorted(again["numbers"].keys() | said["numbers"].keys()):
        ours, theirs = again["numbers"].get(skater), said["numbers"].get(skater)
        if not (ours and theirs and all(map(_near, ours, theirs))):
            yield f"panel {topic}: the chance of {skater} is {theirs}, the forecast says {ours}"


def _near(one: Any, other: Any) -> bool:
    """Another processor may round otherwise, and a few of the 20,000 endings go the other way."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < ROUNDING
    return bool(one == other)


def _locked_acts(log: list[LogEntry]) -> Iterator[str]:
    """Publications of a locked matrix, changes of locked rules, and unlockings by the one who asked."""
    stages: dict[str, str] = {}
    lock = lock_after(begun=False)
    newest: tuple[str, ...] = ()
    for entry in log:
        lock = lock_after(any(stage != "scheduled" for stage in stages.values()), *newest)
        if entry.verb == "publish_matrix" and lock.locked:
            yield f"log: entry {entry.seq} publishes a matrix that was locked"
        if entry.verb == "change_rules" and lock.locked:
            yield f"log: entry {entry.seq} changes rules that were locked"
        if entry.verb == "unlock_matrix" and lock.asked_by in {"", entry.by}:
            yield f"log: entry {entry.seq} unlocks the matrix without a second member"
        if entry.verb in ACTS:
            newest = (entry.verb, entry.by, entry.reason)
        for change in entry.changes:
            if not change["at"]:
                stages = {event["id"]: event["status"] for event in change["new"]["events"]}
            elif change["at"][0] == "events" and change["at"][2:] == ["status"]:
                stages[change["at"][1]] = change["new"]


def _compare(path: str, log: Any, found: Any) -> Iterator[str]:
    if isinstance(log, dict) and isinstance(found, dict):
        for key in log.keys() | found.keys():
            yield from _compare(f"{path}.{key}", log.get(key), found.get(key))
    elif isinstance(log, list) and isinstance(found, list) and len(log) == len(found):
        for number, (one, other) in enumerate(zip(log, found, strict=True)):
            yield from _compare(f"{path}[{number}]", one, other)
    elif log != found:
        yield f"{path}: the log says {log!r}, found {found!r}"
