"""Another rule gives another result where it should, and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matrix.tables import load
from okt.archive import store
from results import jury, stages, times
from results.document import Document, RuleOptions, Start
from results.log import Refused, Signature
from results.models import LogEntry, Tournament
from results.recount import Recount, recount, replayed
from results.tournament_file import to_json
from tests.small import MEN, all_skated, at, by, skated, small

pytestmark = pytest.mark.django_db
PAIR, LAST = RuleOptions(false_start="pair"), RuleOptions(reskate="last")
Deed = Callable[[Tournament], object]


def again(tournament: Tournament, rules: RuleOptions) -> Recount:
    return recount(load(tournament), LogEntry.objects.filter(tournament=tournament).order_by("seq"), rules)


def said(found: Recount) -> list[str]:
    return [
        f"{one.new.skater} {one.old.time or one.old.status} {one.new.time or one.new.status}"
        for one in found.turned
    ]


def false_start(skater: str) -> Deed:
    return lambda tournament: jury.call_false_start(tournament, at(skater), by())


def time(skater: str, text: str) -> Deed:
    return lambda tournament: skated(tournament, skater, text)


def granted(skater: str) -> Deed:
    return lambda tournament: jury.grant_reskate(tournament, at(skater), "gehinderd", by("referee"))


def out(skater: str, status: str) -> Deed:
    return lambda tournament: jury.scratch(tournament, at(skater), status, by())


def corrected(skater: str, text: str) -> Deed:
    return lambda t: jury.correct(t, at(skater), "finished", times.parse(text), "fotofinish", by("referee"))


def disqualified(skater: str) -> Deed:
    return lambda tournament: jury.disqualify(tournament, at(skater), "hinderde", by("referee"))


def undone(tournament: Tournament) -> object:
    newest = stages.last_to_undo(tournament, "M-500")
    assert newest
    return stages.undo(tournament, newest.seq, by())


def accepted(skater: str) -> Deed:
    return lambda tournament: jury.decline_reskate(tournament, at(skater), by("referee"))


RESKATE = [time("albert", "34,50"), granted("albert")]


@pytest.mark.parametrize(("before", "after", "deeds", "expected"), [
    ({}, LAST, [*RESKATE, time("albert", "34,90")], ["albert 34.50 34.90"]),
    ({}, LAST, [*RESKATE, time("albert", "34,10")], []),
    ({}, LAST, [*RESKATE, out("albert", "DNF")], ["albert 34.50 DNF"]),
    ({}, LAST, [*RESKATE, false_start("albert"), false_start("albert")], []),
    ({}, LAST, [*RESKATE, accepted("albert")], []),
    ({}, LAST, RESKATE, []),
    ({}, LAST, [*RESKATE, time("albert", "34,90"), undone], []),
    ({}, LAST, [*RESKATE, time("albert", "34,90"), corrected("albert", "34,60")], []),
    ({"reskate": "last"}, RuleOptions(), [*RESKATE, time("albert", "34,90")], ["albert 34.90 34.50"]),
    ({"reskate": "last"}, RuleOptions(), [*RESKATE, out("albert", "DNF")], ["albert DNF 34.50"]),
    ({}, PAIR, [false_start("albert"), false_start("bram"), time("bram", "34,50")], ["bram 34.50 DQ"]),
    ({}, PAIR, [false_start("bram"), false_start("albert")], ["albert to skate DQ"]),
    ({}, PAIR, [false_start("albert"), false_start("cees")], []),
    ({}, PAIR, [false_start("albert"), false_start("albert")], []),
    ({}, PAIR, [false_start("albert"), false_start("bram"), undone], []),
    ({}, PAIR, [false_start("albert"), false_start("bram"), disqualified("bram")], []),
    ({}, PAIR, [false_start("albert"), false_start("bram"), time("bram", "34,50"), corrected("bram", "34,51")], []),
    ({"false_start": "pair"}, RuleOptions(), [false_start("albert"), false_start("bram")], ["bram DQ to skate"]),
    ({"false_start": "pair"}, RuleOptions(), [false_start("albert"), disqualified("bram")], []),
])  # fmt: skip
def test_a_rule_turns_the_results_that_followed_from_it(
    before: dict[str, str], after: RuleOptions, deeds: list[Deed], expected: list[str]
) -> None:
    tournament = small(**before)
    for deed in deeds:
        deed(tournament)
    found = again(tournament, after)
    assert said(found) == expected
    assert found.unclear == ()


def test_by_the_rules_in_force_the_decisions_give_what_stands() -> None:
    """The second telling of what each verb does agrees with the first."""
    tournament = small(false_start="pair", reskate="last")
    all_skated(tournament)
    for deed in (
        granted("albert"),
        time("albert", "34,90"),
        granted("bram"),
        out("bram", "DNF"),
        disqualified("cees"),
    ):
        deed(tournament)
    log = LogEntry.objects.filter(tournament=tournament).order_by("seq")
    starts = {(e.id, part.key): part for e in load(tournament).events for part in e.starts}
    assert replayed(log, RuleOptions(false_start="pair", reskate="last")) == starts


@pytest.mark.parametrize(("rules", "change", "unclear"), [
    (LAST, {"reskate": "skated"}, [("M-500", "1/albert")]),
    (PAIR, {"false_starts": 1}, [("M-500", "1/albert"), ("M-500", "1/bram")]),
])  # fmt: skip
def test_what_the_file_does_not_say_stays_and_is_named(
    rules: RuleOptions, change: dict[str, object], unclear: list[tuple[str, str]]
) -> None:
    tournament = small()
    data = to_json(load(tournament)) | {"slug": "ander"}
    for start in data["events"][0]["starts"][:2]:
        start.update({"status": "finished", "time": "34.50"} | (change if "reskate" not in change else {}))
    data["events"][0]["starts"][0].update(change)
    found = again(store(Document.model_validate(data), Signature("test")), rules)
    assert (list(found.unclear), found.turned) == (unclear, ())


DEEDS = st.one_of(
    st.tuples(st.sampled_from(["34,10", "34,50", "34,90"]), st.sampled_from(MEN)).map(
        lambda one: time(one[1], one[0])
    ),
    st.sampled_from(MEN[:2]).map(false_start),
    st.tuples(st.sampled_from(["DNF", "DNS", "WDR"]), st.sampled_from(MEN)).map(
        lambda one: out(one[1], one[0])
    ),
    st.sampled_from(MEN).map(granted),
    st.sampled_from(MEN).map(accepted),
)
BY_HAND = st.one_of(
    st.tuples(st.sampled_from(["34,20", "34,60"]), st.sampled_from(MEN)).map(
        lambda one: corrected(one[1], one[0])
    ),
    st.sampled_from(MEN).map(disqualified),
    st.just(undone),
)
RULES = [
    RuleOptions(false_start=one, reskate=other) for one in ("skater", "pair") for other in ("better", "last")
]


def starts_of(tournament: Tournament) -> dict[tuple[str, str], Start]:
    return {(event.id, part.key): part for event in load(tournament).events for part in event.starts}


def done(tournament: Tournament, deed: Deed) -> bool:
    try:
        deed(tournament)
    except (Refused, AssertionError):
        return False
    return True


@contextmanager
def forgotten() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(DEEDS, BY_HAND), max_size=14), st.sampled_from(RULES))
def test_whatever_the_jury_decides_the_log_tells_it_again(deeds: list[Deed], rules: RuleOptions) -> None:
    with forgotten():
        tournament = small(rules.false_start, rules.reskate)
        for deed in deeds:
            done(tournament, deed)
        log = LogEntry.objects.filter(tournament=tournament).order_by("seq")
        assert replayed(log, rules) == starts_of(tournament)


@settings(max_examples=40, deadline=None)
@given(st.lists(DEEDS, max_size=14), st.sampled_from(RULES), st.sampled_from(RULES))
def test_another_rule_gives_what_the_same_decisions_under_it_had_given(
    deeds: list[Deed], rules: RuleOptions, other: RuleOptions
) -> None:
    with forgotten():
        tournament = small(rules.false_start, rules.reskate)
        taken = [deed for deed in deeds if done(tournament, deed)]
        log = list(LogEntry.objects.filter(tournament=tournament).order_by("seq"))
    with forgotten():
        elsewhere = small(other.false_start, other.reskate)
        grants = [entry.verb == "grant_reskate" for entry in log[1:]]
        for deed, grant in zip(taken, grants, strict=True):
            assume(
                done(elsewhere, deed) or not grant
            )  # there he still had to skate, so the grant stands as logged
        assert replayed(log, other) == starts_of(elsewhere)
