"""What is known of skaters: the times that a forecast goes by. Without numpy, for who only asks whether it changed."""

from dataclasses import dataclass

from results.times import Time


@dataclass(frozen=True, slots=True)
class Mark:
    """A known time. `source`: "personal best", "season best" or "here", and then `event` says where.

    A time that says nothing of the skater's strength, such as one with a fall, is no mark.
    """

    skater: str
    distance: int
    time: Time
    source: str
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the forecast goes by, beside the contest: metres by event (where it has them), and known times."""

    distances: tuple[tuple[str, int], ...] = ()
    marks: tuple[Mark, ...] = ()
