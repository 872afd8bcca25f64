"""What goes over the wire: server-sent events, made into bytes once, for everybody."""

import json
import zlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

# Every gzip stream begins with these same bytes, so what follows can be shared between connections.
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def pack(data: bytes) -> bytes:
    """A raw deflate block that stands on its own: it refers to nothing before it and ends on a whole byte."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush(zlib.Z_FULL_FLUSH)


class Frame:
    """One event. Its bytes are made when first asked for: many topics have no viewer in some language."""

    def __init__(self, seq: float, text: str) -> None:
        self.seq = seq
        self.text = text

    @cached_property
    def plain(self) -> bytes:
        return self.text.encode()

    @cached_property
    def packed(self) -> bytes:
        return pack(self.plain)


def join(frames: Iterable[Frame], *, packed: bool) -> bytes:
    return b"".join(frame.packed if packed else frame.plain for frame in frames)


def event(name: str, data: Mapping[str, Any], lines: str = "") -> str:
    """JSON has no line breaks of its own, so one `data:` line holds it all."""
    return f"event: {name}\n{lines}data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


def panel(topic: str, seq: float, html: str) -> Frame:
    return Frame(seq, event("panel", {"topic": topic, "seq": seq, "html": html}))


def version(seq: float, behind: int = 0) -> Frame:
    """The commit marker: what came before it may be shown now. Only here is an `id`: a client of the
    standard kind that was cut off half-way an update would else claim to have all of it.

    `behind`, here and in beat(): for how many seconds the hub could not ask the database any more.
    """
    return Frame(seq, event("version", {"seq": seq, "behind": behind}, f"id: {seq}\n"))


def beat(seq: float, behind: int = 0) -> Frame:
    """A sign of life."""
    return Frame(seq, event("beat", {"seq": seq, "behind": behind}))


def bye(milliseconds: int) -> Frame:
    """We stop; come back after so long (also for clients that know only `retry`)."""
    return Frame(0, event("bye", {"retry": milliseconds}, f"retry: {milliseconds}\n"))


PRELUDE = Frame(0, "retry: 3000\n\n")
