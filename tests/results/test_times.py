"""Times: what may be typed, and how they are shown."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from results.times import BadTime, Time, gap, laps, parse, show, show_gap, to_file


@pytest.mark.parametrize(
    ("typed", "ms", "thousandths"),
    [
        ("3445", 34_450, False),
        ("345", 3_450, False),
        ("10724", 67_240, False),
        ("124239", 762_390, False),
        ("34,45", 34_450, False),
        ("34.45", 34_450, False),
        (" 34.45 ", 34_450, False),
        ("34,451", 34_451, True),
        ("34.450", 34_450, True),
        ("1.07,24", 67_240, False),
        ("1:07.24", 67_240, False),
        ("1:07,24", 67_240, False),
        ("1.07.24", 67_240, False),
        ("1:07.541", 67_541, True),
        ("12.42,39", 762_390, False),
        ("12:42.39", 762_390, False),
    ],
)
def test_what_an_official_types_is_understood(typed: str, ms: int, thousandths: bool) -> None:
    assert parse(typed) == Time(ms, thousandths)


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "abc", "34,4", "34", "5", "34,4512", "1.60,00", "16000", "1.7,24", "0", "000", "0,00", "-34,45",
     "+34,45", "1:07:24", "1,07,24", "107.24", "1234567", "9" * 5000, "٣٤٤٥", "³⁴⁴⁵", "34,45\n34,45", "3 445", "34·45",
     "1.1.07,24", ",45", "34,", "1e10", "0x10", "NaN", "inf", "34,45s"],
)  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadTime) as refusal:
        parse(typed)
    assert str(refusal.value).endswith(".")


def test_each_mistake_has_its_own_sentence() -> None:
    sentences = []
    for typed in ("", "abc", "34,4", "16000", "1234567", "0,00"):
        with pytest.raises(BadTime) as refusal:
            parse(typed)
        sentences.append(str(refusal.value))
    assert len(set(sentences)) == len(sentences)


@settings(max_examples=1000, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="0123456789.,: -", max_size=12)))
@example("٣٤,٤٥")
@example("\x1f34,45")
def test_whatever_is_typed_is_a_time_or_a_bad_time(typed: str) -> None:
    try:
        time = parse(typed)
    except BadTime:
        return
    assert 0 < time.ms < 100 * 60_000
    assert time.thousandths or time.ms % 10 == 0


@given(st.integers(1, 100 * 60_000 - 1), st.booleans())
def test_a_time_survives_the_file_and_the_screen(ms: int, thousandths: bool) -> None:
    time = Time(ms if thousandths else max(ms // 10, 1) * 10, thousandths)
    assert parse(to_file(time)) == time
    assert parse(show(time, "nl", thousandths=True)) == time
    assert parse(show(time, "en", thousandths=True)) == time


def test_hundredths_are_cut_off_and_not_rounded() -> None:
    assert show(Time(105_009, True)) == "1.45,00"
    assert show(Time(34_459, True), "en") == "34.45"
    assert show(Time(34_459, True), "nl", thousandths=True) == "34,459"
    assert show(Time(34_450, False), "nl", thousandths=True) == "34,45"
    assert show(Time(67_240), "en") == "1:07.24"


def test_a_gap_is_in_thousandths_only_where_both_are_known() -> None:
    assert show_gap(gap(Time(34_458, True), Time(34_450, True))) == "+0,008"
    assert show_gap(gap(Time(34_459, True), Time(34_450, False))) == "0,00"
    assert show_gap(gap(Time(34_530), Time(34_450))) == "+0,08"
    assert show_gap(gap(Time(34_690), Time(34_900)), "en") == "−0.21"
    assert show_gap(gap(Time(762_390), Time(700_000))) == "+1.02,39"


def test_a_lap_is_the_difference_in_thousandths_then_cut() -> None:
    assert laps([Time(9_799, True), Time(34_450, True)]) == (Time(9_790), Time(24_650))
    assert laps([Time(9_799, True), None, Time(62_000), Time(90_005, True)]) == (
        Time(9_790), None, None, Time(28_000),
    )  # fmt: skip
    assert laps([]) == ()


def test_passages_that_go_back_in_time_are_refused() -> None:
    with pytest.raises(BadTime):
        laps([Time(30_000), Time(30_000)])
