"""Times as the sport has them: whole milliseconds, shown as hundredths that are cut off, never rounded.

A time is known to the hundredth or to the thousandth. Which of the two matters: two skaters are
separated by thousandths only where both are known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass


def N_(message: str) -> str:
    """Mark a Dutch sentence for translation; it is translated where it is shown."""
    return message


EXPECTED = N_("Typ een tijd als 34,45 of 1.07,24, of alleen de cijfers: 3445 of 10724.")
EMPTY = N_("Er staat nog geen tijd. Typ bijvoorbeeld 34,45 of 1.07,24.")
SECONDS = N_("Na de minuten komen seconden van 00 tot en met 59, bijvoorbeeld 1.07,24.")
DECIMALS = N_("Een tijd heeft twee of drie cijfers achter de komma, bijvoorbeeld 34,45 of 34,451.")
TOO_LONG = N_("Dat zijn te veel cijfers. Een tijd is hoogstens zo lang als 12.42,39.")
ZERO = N_("Een tijd is meer dan nul. Typ bijvoorbeeld 34,45.")
NOT_RISING = N_("Een doorkomsttijd is later dan de vorige.")


class BadTime(ValueError):
    """What was typed is no time. `str()` is a Dutch sentence that says what was expected."""


@dataclass(frozen=True, slots=True)
class Time:
    """`ms` in whole milliseconds; `thousandths` False means known to the hundredth (then ms % 10 == 0)."""

    ms: int
    thousandths: bool = False

    @property
    def hundredths(self) -> int:
        """The whole hundredths, cut off."""
        return self.ms // 10

    @property
    def cut(self) -> "Time":
        """The same time as if only its hundredths were known."""
        return Time(self.hundredths * 10, False)


WRITTEN = re.compile(r"(?:(?P<minutes>[0-9]{1,2})[.:])?(?P<seconds>[0-9]{1,2})[.,](?P<decimals>[0-9]{2,3})")
ONE_DECIMAL = re.compile(r"(?:[0-9]{1,2}[.:])?[0-9]{1,2}[.,][0-9]")
BARE = re.compile(r"[0-9]{3,6}")


def parse(text: str) -> Time:
    """The time that a person typed or a file holds: 34,45  34.451  1.07,24  1:07.24  3445  10724.

    Bare digits end in hundredths. Three decimals mean that the thousandth is known.
    Raises `BadTime` for everything else, and for nothing else than a time above zero.
    """
    typed = text.strip()
    if not typed:
        raise BadTime(EMPTY)
    if BARE.fullmatch(typed):
        typed = _with_separators(typed)
    match = WRITTEN.fullmatch(typed)
    if match is None:
        raise BadTime(_complaint(typed))
    minutes, seconds, decimals = match["minutes"], match["seconds"], match["decimals"]
    if minutes is not None and (len(seconds) != 2 or int(seconds) > 59):
        raise BadTime(SECONDS)
    ms = (int(minutes or 0) * 60 + int(seconds)) * 1000 + int(decimals.ljust(3, "0"))
    if ms == 0:
        raise BadTime(ZERO)
    return Time(ms, len(decimals) == 3)


def show(time: Time, language: str = "nl", thousandths: bool = False) -> str:
    """`1.07,24` in Dutch, `1:07.24` in any other language; hundredths cut off, never rounded.

    `thousandths=True` shows the thousandth too, where it is known.
    """
    minute, decimal = (".", ",") if language.startswith("nl") else (":", ".")
    return _written(abs(time.ms), minute, decimal, thousandths and time.thousandths)


def to_file(time: Time) -> str:
    """As the tournament file has it, `34.45` or `1:07.541`: three decimals if the thousandth is known."""
    return _written(time.ms, ":", ".", time.thousandths)


def gap(time: Time, reference: Time) -> Time:
    """`time` minus `reference`, negative where `time` is the faster.

    In thousandths where both are known, else the difference of the shown hundredths.
    """
    if time.thousandths and reference.thousandths:
        return Time(time.ms - reference.ms, True)
    return Time((time.hundredths - reference.hundredths) * 10, False)


def show_gap(difference: Time, language: str = "nl") -> str:
    """`+0,08`, `−0,210` or `0,00`: in thousandths where known, else hundredths; a real minus sign."""
    sign = "+" if difference.ms > 0 else "−" if difference.ms < 0 else ""
    return sign + show(difference, language, thousandths=True)


def laps(passages: Sequence[Time | None]) -> tuple[Time | None, ...]:
    """The lap times between passage times: the difference in thousandths, then cut to hundredths.

    The first lap starts at zero. A lap with an unknown passage at either end is None.
    Raises `BadTime` when a passage is not later than the one before.
    """
    found: list[Time | None] = []
    before: Time | None = Time(0, True)
    for passage in passages:
        found.append(None if passage is None or before is None else _lap(before, passage))
        before = passage
    return tuple(found)


def _lap(before: Time, passage: Time) -> Time:
    if passage.ms <= before.ms:
        raise BadTime(NOT_RISING)
    return Time((passage.ms - before.ms) // 10 * 10, False)


def _with_separators(digits: str) -> str:
    minutes, seconds, hundredths = digits[:-4], digits[-4:-2], digits[-2:]
    return f"{minutes}:{seconds}.{hundredths}" if minutes else f"{seconds}.{hundredths}"


def _complaint(typed: str) -> str:
    if typed.isascii() and typed.isdigit() and len(typed) > 6:
        return TOO_LONG
    return DECIMALS if ONE_DECIMAL.fullmatch(typed) else EXPECTED


def _written(ms: int, minute: str, decimal: str, thousandths: bool) -> str:
    minutes, rest = divmod(ms, 60_000)
    seconds, rest = divmod(rest, 1000)
    decimals = f"{rest:03d}" if thousandths else f"{rest // 10:02d}"
    return (
        f"{minutes}{minute}{seconds:02d}{decimal}{decimals}" if minutes else f"{seconds}{decimal}{decimals}"
    )


# Metres per second over a whole race: nobody has skated 15.5, and who falls and gets up is still above 2.5.
FASTEST, SLOWEST = 17.0, 2.5


def possible(time: Time, metres: int) -> bool:
    """Whether a skater can need this time for a race of so many metres: a missing or doubled digit cannot."""
    return SLOWEST <= metres * 1000 / time.ms <= FASTEST
