"""One open stream. It takes the connection over from uvicorn's protocol object, which is then freed:
what remains per viewer is this and the transport."""

import asyncio
import random
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from okt.live.hub import Hub
    from okt.live.room import Room

# The server stops; a viewer whose line is full is not waited for.
SECONDS_TO_DRAIN = 1.0


class Viewer(asyncio.Protocol):
    __slots__ = ("address", "connections", "hub", "late_since", "owed", "room", "transport")

    def __init__(
        self,
        hub: "Hub",
        room: "Room",
        transport: asyncio.Transport,
        connections: set[Any],
        address: str = "",
    ) -> None:
        self.hub = hub
        self.address = address
        self.room = room
        self.transport = transport
        # uvicorn's open connections: at a stop it calls shutdown() on each and waits until they are gone.
        self.connections = connections
        self.owed: set[str] | None = None
        self.late_since = 0.0
        connections.add(self)

    # What the hub does

    def send(self, data: bytes, topics: Collection[str], now: float) -> None:
        """Writes, or remembers what to write: transports have no bound of their own, so whoever does not
        read is owed only the newest frame of each topic."""
        if self.owed is not None:
            self.owed.update(topics)
        elif self.full:
            self.owed = set(topics)
            self.late_since = now
        else:
            self.hub.frames_sent += 1
            self.transport.write(data)

    def pulse(self, data: bytes, now: float) -> None:
        """Every few seconds: a sign of life, or what is owed, or the end."""
        if self.owed is not None:
            if not self.full:
                self.catch_up()
            elif now - self.late_since > self.hub.patience:
                self.hub.evicted += 1
                self.transport.abort()
        elif not self.full:
            self.transport.write(data)

    def catch_up(self) -> None:
        owed, self.owed = self.owed or set(), None
        self.hub.frames_sent += 1
        self.transport.write(self.hub.newest(self.room, owed))

    @property
    def full(self) -> bool:
        return self.transport.get_write_buffer_size() > self.hub.bound

    # What uvicorn does

    def shutdown(self) -> None:
        if self.full or self.transport.is_closing():
            self.transport.abort()
            return
        self.transport.write(random.choice(self.hub.farewells[self.room.packed]))  # noqa: S311 - no secret
        self.transport.close()
        if self.transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(SECONDS_TO_DRAIN, self.transport.abort)

    # What the transport does

    def data_received(self, data: bytes) -> None:
        """Nothing may follow the request of a stream."""
        self.transport.abort()

    def pause_writing(self) -> None:
        pass

    def resume_writing(self) -> None:
        if self.owed is not None and not self.transport.is_closing():
            self.catch_up()

    def connection_lost(self, exc: Exception | None) -> None:
        self.connections.discard(self)
        self.hub.leave(self)
