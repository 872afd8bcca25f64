"""The standing of an event: places, ties, two runs, and who is still to skate."""

from collections.abc import Iterable

from results.standings import EventState, Row, RunStart, Standing, better, improvement, rank
from results.times import Time, parse


def start(skater: str, time: str | None = None, run: int = 1, reskate: str | None = None) -> RunStart:
    """A start: a time, or "to skate", "DNS", "DNF", "DQ", "WDR" in its place."""
    if time is None or not time[0].isdigit():
        return RunStart(skater, run, time or "to skate", None, reskate)
    return RunStart(skater, run, "finished", parse(time), reskate)


def event(
    starts: Iterable[RunStart], runs: int = 1, counts: str = "single", entries: tuple[str, ...] | None = None
) -> EventState:
    return EventState("M-500", "M", runs, counts, "live", 3, entries, tuple(starts))


def row(standing: Standing, skater: str) -> Row:
    return next(row for row in standing.rows if row.skater == skater)


def places(standing: Standing) -> dict[str, int | None]:
    return {row.skater: row.place for row in standing.rows}


def test_finished_skaters_stand_by_time_and_the_unplaced_last() -> None:
    standing = rank(
        event([start("a", "34.53"), start("b", "DQ"), start("c", "to skate"), start("d", "34.45")])
    )
    assert [row.skater for row in standing.rows] == ["d", "a", "c", "b"]
    assert places(standing) == {"d": 1, "a": 2, "c": None, "b": None}
    assert row(standing, "a").gap == Time(80)
    assert row(standing, "d").gap == Time(0)
    assert row(standing, "b").gap is None
    assert not standing.complete


def test_equal_times_share_a_place_and_the_next_is_skipped() -> None:
    standing = rank(
        event([start("a", "34.53"), start("b", "34.53"), start("c", "34.60"), start("d", "34.40")])
    )
    assert places(standing) == {"d": 1, "a": 2, "b": 2, "c": 4}
    assert (row(standing, "a").first, row(standing, "a").last) == (2, 3)
    assert (row(standing, "c").first, row(standing, "c").last) == (4, 4)


def test_thousandths_decide_where_both_are_known() -> None:
    standing = rank(event([start("a", "34.532"), start("b", "34.531"), start("c", "34.60")]))
    assert places(standing) == {"b": 1, "a": 2, "c": 3}
    assert [row.show_thousandths for row in standing.rows] == [True, True, False]
    assert row(standing, "a").gap == Time(1, True)


def test_with_one_thousandth_unknown_the_place_is_shared() -> None:
    standing = rank(event([start("a", "34.531"), start("b", "34.53"), start("c", "34.532")]))
    assert places(standing) == {"a": 1, "b": 1, "c": 2}
    assert [(row.skater, row.first, row.last) for row in standing.rows] == [
        ("a", 1, 2),
        ("b", 1, 3),
        ("c", 2, 3),
    ]
    assert [row.show_thousandths for row in standing.rows] == [True, False, True]


def test_the_better_of_two_runs_counts_and_a_fall_leaves_the_other_standing() -> None:
    skated = [start("ntab", "34.53"), start("ntab", "34.63", 2), start("verbij", "34.56"), start("verbij", "DNF", 2),
              start("scheperkamp", "34.84"), start("scheperkamp", "34.45", 2), start("otterspeer", "DNF"),
              start("otterspeer", "34.89", 2)]  # fmt: skip
    standing = rank(event(skated, 2, "best"))
    assert places(standing) == {"scheperkamp": 1, "ntab": 2, "verbij": 3, "otterspeer": 4}
    assert row(standing, "ntab").run_places == (1, 2)
    assert row(standing, "verbij").run_places == (2, None)
    assert standing.complete


def test_a_sum_needs_both_runs_and_knows_thousandths_only_if_both_do() -> None:
    skated = [start("a", "34.539"), start("a", "34.53", 2), start("b", "34.531"), start("b", "34.532", 2),
              start("c", "34.10"), start("c", "DNS", 2), start("d", "34.10")]  # fmt: skip
    standing = rank(event(skated, 2, "sum"))
    assert row(standing, "a").time == Time(69_060)
    assert row(standing, "b").time == Time(69_063, True)
    assert places(standing) == {"a": 1, "b": 1, "d": None, "c": None}
    assert [row.skater for row in standing.rows] == ["a", "b", "d", "c"]
    assert not standing.complete


def test_an_entry_without_a_start_is_still_to_skate() -> None:
    standing = rank(event([start("a", "34.53")], entries=("b", "a")))
    assert [row.skater for row in standing.rows] == ["a", "b"]
    assert row(standing, "b").runs == (None,)
    assert not standing.complete


def test_a_granted_reskate_keeps_the_standing_open_until_it_is_skated() -> None:
    assert not rank(event([start("a", "34.53", reskate="granted")])).complete
    assert not rank(event([start("a", "DNF", reskate="granted")])).complete
    assert rank(event([start("a", "34.53", reskate="skated")])).complete


def test_nothing_known_is_not_complete() -> None:
    assert rank(event([])) == Standing((), False)


def test_better_is_by_hundredths_first() -> None:
    assert better(parse("34.45"), parse("34.461"))
    assert not better(parse("34.459"), parse("34.45"))
    assert not better(parse("34.45"), parse("34.459"))
    assert better(parse("34.458"), parse("34.459"))


def test_improvement_is_negative_for_a_new_personal_best() -> None:
    assert improvement(parse("34.69"), parse("34.90")) == Time(-210)
