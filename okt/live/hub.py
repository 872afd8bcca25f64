"""The hub: the latest frame of each topic, and who watches it. One per process, on the event loop.

A *frame* is a whole panel at version `seq`, never a difference: whoever (re)connects gets the current
frames and has everything. An *update* is the frames that changed and then one marker; a page shows
nothing of it before the marker. A *room* is all viewers who get the same bytes.

The database is the source of truth and is looked at every second (see watch.py); what is published
here in between only makes it faster.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, ClassVar

from okt import metrics
from okt.live import sse, watch
from okt.live.door import MOST_BYTES, Door
from okt.live.late import Unpublished, late
from okt.live.room import Panels, PanelUpdate, Room, Tournament
from okt.live.viewer import Viewer

if TYPE_CHECKING:
    from okt.live.guard import GuardedProtocol

__all__ = ["Hub", "PanelUpdate", "Panels"]

logger = logging.getLogger(__name__)

PanelsSince = Callable[[dict[str, float]], Mapping[str, tuple[float, Panels]]]

SECONDS_FOR_FIRST_LOOK = 5.0
SECONDS_FOR_LAST_HOOK = 1.0
WRITES_PER_TURN = 500


class Hub:
    running: ClassVar["Hub | None"] = None

    def __init__(
        self,
        *,
        panels_since: PanelsSince | None = None,
        refresh_if_overdue: Callable[[], object] | None = None,
        foresee_if_overdue: Callable[[], object] | None = None,
        thread_ends: Callable[[], object] = lambda: None,
        redis_url: str | None = None,
        languages: Collection[str] = ("nl", "en"),
        limit: int = 20_000,
        limit_per_address: int = 5_000,
        most_connections: int = 24_000,
        door_bytes: int = MOST_BYTES,
        bound: int = 64 * 1024,
        patience: float = 30.0,
        beat_every: float = 5.0,
        look_every: float = 1.0,
    ) -> None:
        self.panels_since = panels_since
        self.refresh_if_overdue = refresh_if_overdue
        self.foresee_if_overdue = foresee_if_overdue
        self.thread_ends = thread_ends  # called last in each thread that a hook ran in
        self.redis_url = redis_url
        self.languages = frozenset(languages)
        self.limit = limit
        self.limit_per_address = limit_per_address
        self.most_connections = most_connections  # streams and all others
        self.bound = bound
        self.patience = patience
        self.beat_every = beat_every
        self.look_every = look_every
        self.tournaments: dict[str, Tournament] = {}
        self.unpublished = Unpublished()
        self.door = Door(door_bytes)
        self.crowds = Counter[str]()  # viewers by address
        self.waited_for: set[GuardedProtocol] = set()  # connections that owe us the rest of a request
        # Counters, for whoever wants to know how it goes; they only grow, but for `viewers`.
        self.viewers = 0
        self.frames_sent = 0  # updates written to viewers, without what one that is behind is spared
        self.evicted = 0  # viewers let go because they did not read
        self.refused = 0  # requests for a stream that got another answer
        self.turned_away = 0  # connections beyond the most there may be
        self.farewells = {
            packed: [sse.join([sse.bye(wait)], packed=packed) for wait in range(0, 5001, 250)]
            for packed in (False, True)
        }
        self._tasks: list[asyncio.Task[None]] = []
        self._executors: list[Executor] = []

    # Life

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.look = asyncio.Event()
        self.looked = asyncio.Event()
        self.published = asyncio.Event()
        self.confirmed_at = self.loop.time()
        Hub.running = self
        self._watch(watch.beat(self))
        self._watch(watch.slow_requests(self))
        if self.panels_since is None:
            self.looked.set()
        else:
            self._watch(watch.database(self, self.panels_since, self._thread()))
        if self.refresh_if_overdue is not None:
            self._watch(watch.overdue(self, self.refresh_if_overdue, self._thread()))
        if self.foresee_if_overdue is not None:
            self._watch(watch.published(self, self.foresee_if_overdue, self._thread()))
        if self.redis_url is not None:
            self._watch(watch.redis_channel(self, self.redis_url))
        # A tournament that exists must not be called unknown; without a database we start all the same.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_FOR_FIRST_LOOK):
                await self.looked.wait()

    async def stop(self) -> None:
        if Hub.running is self:
            Hub.running = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for executor in self._executors:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_FOR_LAST_HOOK):
                    await self.loop.run_in_executor(executor, self.thread_ends)
            executor.shutdown(wait=False)

    def _watch(self, for_ever: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.create_task(for_ever))

    def _thread(self) -> Executor:
        """One thread for each hook: it keeps one database connection, and a hook that hangs delays no other."""
        self._executors.append(ThreadPoolExecutor(1, "okt-live"))
        return self._executors[-1]

    @property
    def ready(self) -> bool:
        return self.looked.is_set()

    @property
    def behind(self) -> int:
        """For how many seconds the database has not answered; what is shown may be older than we know."""
        return late(self.confirmed_at, self.loop.time()) if self.panels_since is not None else 0

    def behind_of(self, slug: str) -> int:
        """The same of a tournament's pages, which are old too while it has an entry that nobody publishes."""
        version = self.tournaments[slug].version if slug in self.tournaments else -1
        return max(self.behind, self.unpublished.behind(slug, version, self.loop.time()))

    # Publishing

    def publish_threadsafe(self, slug: str, seq: float, panels: Panels, after: float | None = None) -> None:
        """publish(), from any thread."""
        try:
            self.loop.call_soon_threadsafe(self.publish, slug, seq, panels, after)
        except RuntimeError:
            logger.info("The live channel has stopped; version %s of %s is in the database.", seq, slug)

    def publish(self, slug: str, seq: float, panels: Panels, after: float | None = None) -> None:
        """All panels that changed at version `seq` go to their viewers, then the marker.

        `after` is the version these panels build on. Where it is given and we do not have that version,
        nothing is shown: the database is asked at once, so that no page gets a half of each.
        """
        known = self.tournaments.get(slug)
        if after is not None and (known.version if known else -1) < after:
            self.look.set()
            return
        tournament = self.tournaments.setdefault(slug, Tournament())
        changed = {topic for topic, update in panels.items() if tournament.take(topic, update)}
        if not changed and seq <= tournament.version:
            return
        before, tournament.version = tournament.version, max(tournament.version, seq)
        self.published.set()
        now, marker = self.loop.time(), self._marker(slug)
        self.door.moved(slug, changed, now)
        for room in tournament.rooms.values():
            topics = changed.intersection(room.topics)
            data = tournament.update_for(room, topics, marker)
            for viewer in room.viewers:
                viewer.send(data, topics, now)
        metrics.shown(slug, before, seq)

    def take_from_database(self, slug: str, version: float, panels: Panels, asked: float) -> None:
        """What the database has beyond version `asked`, the one it gave us last."""
        if version < asked:
            logger.warning("%s went from version %s back to %s: it was put back.", slug, asked, version)
            known = self.tournaments[slug]
            known.version, known.read, known.frames = -1, -1, {}
            self.door.forget(slug)
            self.look.set()
            return
        self.publish(slug, version, panels)
        self.tournaments[slug].read = version

    def marks(self) -> dict[str, float]:
        return {slug: tournament.read for slug, tournament in self.tournaments.items()}

    # Viewers

    def knows(self, slug: str, topics: Collection[str] = ()) -> bool:
        tournament = self.tournaments.get(slug)
        return tournament is not None and all(topic in tournament.frames for topic in topics)

    def room(self, slug: str, topics: tuple[str, ...], language: str, *, packed: bool) -> Room:
        rooms = self.tournaments[slug].rooms
        key = (topics, language, packed)
        if key not in rooms:
            rooms[key] = Room(slug, topics, language, packed=packed)
        return rooms[key]

    def join(self, viewer: Viewer, since: float) -> bytes:
        """The viewer belongs to its room from now on; what it must be sent first. A `since` beyond our
        version is of a tournament that was put back since: then everything."""
        tournament = self.tournaments[viewer.room.slug]
        viewer.room.viewers.add(viewer)
        self.viewers += 1
        self.crowds[viewer.address] += 1
        known = since if since <= tournament.version else -1
        return tournament.update_for(viewer.room, viewer.room.topics, self._marker(viewer.room.slug), known)

    def leave(self, viewer: Viewer) -> None:
        room = viewer.room
        if viewer not in room.viewers:
            return
        room.viewers.discard(viewer)
        self.viewers -= 1
        self.crowds[viewer.address] -= 1
        if not self.crowds[viewer.address]:
            del self.crowds[viewer.address]
        if not room.viewers:
            self.tournaments[room.slug].rooms.pop((room.topics, room.language, room.packed), None)

    def newest(self, room: Room, topics: Collection[str]) -> bytes:
        return self.tournaments[room.slug].update_for(room, topics, self._marker(room.slug))

    def _marker(self, slug: str) -> sse.Frame:
        return sse.version(self.tournaments[slug].version, self.behind_of(slug))

    async def beat(self) -> None:
        for slug, tournament in list(self.tournaments.items()):
            frame = sse.beat(tournament.version, self.behind_of(slug))
            for room in list(tournament.rooms.values()):
                data = sse.join([frame], packed=room.packed)
                for count, viewer in enumerate(list(room.viewers), start=1):
                    viewer.pulse(data, self.loop.time())
                    if count % WRITES_PER_TURN == 0:
                        await asyncio.sleep(0)
