"""The document of a tournament: the shapes of the file format `okt-tournament/1` (docs/tournament-file.md).

Frozen, so that a document is a value: what was read, what the tables hold, what the log replays to. The key
order of the models is the order in the file. Optional keys are left out of the file when they say nothing.
"""

from datetime import date
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from results import times

Sex = Literal["M", "F"]
Status = Literal["to skate", "finished", "DNS", "DNF", "DQ", "WDR"]
EventStatus = Literal["scheduled", "live", "provisional", "official"]
Distance = Literal["500", "1000", "1500", "3000", "5000", "10000", "mass-start", "team-pursuit"]
# Keys that are left out of the file when they say nothing.
OPTIONAL = {"born", "bib", "external_ids", "splits", "fell", "reskate", "note", "source", "rules"}


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("time_zone", "unknown time zone; expected a name such as Europe/Amsterdam")
    return name


def _date(text: str) -> str:
    try:
        if len(text) == 10 and date.fromisoformat(text):
            return text
    except ValueError:
        pass
    raise PydanticCustomError("date", '"{text}" is not a date; expected "2021-12-27"', {"text": text[:40]})


def _year_or_date(text: str) -> str:
    return text if len(text) == 4 and text.isascii() and text.isdigit() else _date(text)


def _time(text: str) -> str:
    try:
        return times.to_file(times.parse(text))
    except times.BadTime as bad:
        raise PydanticCustomError(
            "time", '"{text}" is not a time; expected "34.45" or "1:07.541"', {"text": text[:40]}
        ) from bad


def _printable(text: str) -> str:
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise PydanticCustomError("control", "holds an invisible control character")
    return text


Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]*$", max_length=60)]
Text = Annotated[str, Field(max_length=500), AfterValidator(_printable)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
Day = Annotated[str, AfterValidator(_date)]
TimeText = Annotated[str, AfterValidator(_time)]
Small = Annotated[int, Field(ge=1, le=1000, strict=True)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_serializer(mode="wrap")
    def _leave_out_what_says_nothing(self, handler: Any) -> dict[str, Any]:
        return {
            key: value
            for key, value in handler(self).items()
            if not (key in OPTIONAL and value in (None, (), [], {}, "", False))
        }


class SelectionRules(Part):
    """Skaters that may go, and how many designations the committee has in all."""

    quota: Annotated[int, Field(ge=1, le=50, strict=True)]
    max_designations: Annotated[int, Field(ge=0, le=50, strict=True)]


class RuleOptions(Part):
    """Rules of the sport that differ between editions; the OKT's own are the defaults."""

    false_start: Literal["skater", "pair"] = "skater"
    reskate: Literal["better", "last"] = "better"
    precision: Literal["thousandths", "hundredths"] = "thousandths"

    @model_serializer(mode="wrap")
    def _leave_out_what_says_nothing(self, handler: Any) -> dict[str, Any]:
        """Without a `precision` that is the OKT's own: that option is younger than the others."""
        said: dict[str, Any] = handler(self)
        return {key: value for key, value in said.items() if (key, value) != ("precision", "thousandths")}


class Skater(Part):
    id: Slug
    first_name: Text | None
    last_name: Name
    sex: Sex
    team: Text | None = None
    personal_bests: dict[Distance, TimeText] = {}
    born: Annotated[str, AfterValidator(_year_or_date)] | None = None
    bib: Text | Annotated[int, Field(ge=0, le=99_999, strict=True)] | None = None
    external_ids: dict[Name, Text | Annotated[int, Field(ge=-(2**53), le=2**53, strict=True)]] = {}


def short_name(first: str | None, last: str, *, alone: bool) -> str:
    """The name that stands alone in a sentence: `De Jong`, or `A. de Jong` where another has the same last name."""
    return f"{first[0]}. {last}" if first and not alone else last[:1].upper() + last[1:]


class ScheduledRun(Part):
    run: Annotated[int, Field(ge=1, le=2, strict=True)]
    date: Day
    order: Small
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None


class Start(Part):
    """One skater in one run of an event."""

    run: Annotated[int, Field(ge=1, le=2, strict=True)]
    pair: Small | None
    lane: Literal["inner", "outer"] | None
    skater: Slug
    status: Status
    time: TimeText | None
    splits: tuple[TimeText, ...] = ()
    false_starts: Annotated[int, Field(ge=0, le=20, strict=True)] = 0
    fell: bool = False
    reskate: Literal["granted", "skated"] | None = None
    note: Text | None = None
    source: Text | None = None

    @property
    def key(self) -> str:
        """Its name within the event: run and skater."""
        return f"{self.run}/{self.skater}"


class Event(Part):
    id: Slug
    sex: Sex
    distance: Distance
    runs: Annotated[int, Field(ge=1, le=2, strict=True)]
    counts: Literal["single", "best", "sum"]
    start_places: Annotated[int, Field(ge=0, le=50, strict=True)]
    schedule: tuple[ScheduledRun, ...]
    status: EventStatus
    entries: tuple[Slug, ...] | None
    starts: tuple[Start, ...]


class Position(Part):
    """A numbered line of the matrix: worth a place in an event, or filled by name (`named`, null while unknown)."""

    position: Small
    event: Slug
    place: Small | None = None
    named: Slug | None = None

    @model_validator(mode="after")
    def _worth_a_place_or_a_name(self) -> Self:
        if (self.place is None) != ("named" in self.model_fields_set):
            raise PydanticCustomError("position", 'expected either "place" or "named"')
        return self

    @model_serializer(mode="wrap")
    def _one_of_two(self, handler: Any) -> dict[str, Any]:
        value: dict[str, Any] = handler(self)
        value.pop("named" if self.place is not None else "place")
        return value

    @property
    def by_name(self) -> bool:
        return self.place is None


class Designation(Part):
    sex: Sex
    skater: Slug
    kind: Literal["team", "start"]
    event: Slug | None = None
    place: Small | None = None
    made_on: Day
    reason: Text

    @model_serializer(mode="wrap")
    def _start_says_which(self, handler: Any) -> dict[str, Any]:
        value: dict[str, Any] = handler(self)
        if self.kind == "team":
            value.pop("event")
            value.pop("place")
        return value


class StartAssignment(Part):
    event: Slug
    skater: Slug
    reason: Text


class Document(Part):
    format: Literal["okt-tournament/1"]
    slug: Slug
    name: Name
    venue: Text
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    starts_on: Day
    ends_on: Day
    rules: RuleOptions | None = None
    selection: dict[Sex, SelectionRules]
    skaters: tuple[Skater, ...]
    events: tuple[Event, ...]
    matrix: dict[Sex, tuple[Position, ...]]
    designations: tuple[Designation, ...]
    start_assignments: tuple[StartAssignment, ...]

    @property
    def sexes(self) -> tuple[Sex, ...]:
        """Whom it is about, the men first: who has skaters, events or rules. Both while nobody has any."""
        found = {*self.selection, *(one.sex for one in self.skaters), *(one.sex for one in self.events)}
        both: tuple[Sex, ...] = ("M", "F")
        return tuple(sex for sex in both if sex in found) or both

    def event(self, id: str) -> Event:
        """The event with this id; KeyError where there is none."""
        for event in self.events:
            if event.id == id:
                return event
        raise KeyError(id)
