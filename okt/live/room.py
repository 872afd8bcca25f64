"""What the hub keeps of a tournament: its newest frames, and the rooms in which people watch them."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, TypedDict

from okt.live import sse

if TYPE_CHECKING:
    from okt.live.viewer import Viewer


class PanelUpdate(TypedDict):
    seq: float  # a version: 318, or 318.002 for what was published after it without a new entry
    html: Mapping[str, str]


Panels = Mapping[str, PanelUpdate]


class Room:
    """The viewers of the same topics, in the same language, with the same encoding."""

    __slots__ = ("language", "packed", "slug", "topics", "viewers")

    def __init__(self, slug: str, topics: tuple[str, ...], language: str, *, packed: bool) -> None:
        self.slug = slug
        self.topics = topics
        self.language = language
        self.packed = packed
        self.viewers: set[Viewer] = set()


class Tournament:
    def __init__(self) -> None:
        self.version: float = -1
        self.read: float = -1  # what the database said last; never moved by what was only published
        self.frames: dict[str, dict[str, sse.Frame]] = {}
        self.rooms: dict[tuple[tuple[str, ...], str, bool], Room] = {}

    def take(self, topic: str, update: PanelUpdate) -> bool:
        """Whether this is newer than what we have."""
        seq = update["seq"]
        known = self.frames.get(topic)
        if known and next(iter(known.values())).seq >= seq:
            return False
        self.frames[topic] = {
            language: sse.panel(topic, seq, html) for language, html in update["html"].items()
        }
        return True

    def update_for(self, room: Room, topics: Collection[str], marker: sse.Frame, since: float = -1) -> bytes:
        """The frames of these topics that are newer than `since`, and the marker."""
        frames = [
            self.frames[topic][room.language]
            for topic in room.topics
            if topic in topics and room.language in self.frames.get(topic, ())
        ]
        newer = [frame for frame in frames if frame.seq > since]
        return sse.join([*newer, marker], packed=room.packed)
