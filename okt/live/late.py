"""How late it is: for how long an entry waits that nobody has published. By a clock that only goes on, from the look
at the database that found the entry; nobody's clock is compared with another's."""

from collections.abc import Iterable

# The database may miss a few looks, and a refresh take a few seconds, before anybody is told.
SECONDS_OF_DOUBT = 5.0


def late(since: float, now: float) -> int:
    """Whole seconds from `since` to `now`, and 0 while they are too few to tell anybody."""
    seconds = now - since
    return int(seconds) if seconds > SECONDS_OF_DOUBT else 0


class Unpublished:
    """The entries of each tournament that nobody can see yet."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[int, float]]] = {}  # what was the newest entry at a look, and when

    def look(self, how_far: Iterable[tuple[str, int, int]], now: float) -> None:
        """What the database says, each second: of each tournament its newest entry and the newest published one."""
        self.found = {slug: self._waiting(slug, newest, shown, now) for slug, newest, shown in how_far}

    def _waiting(self, slug: str, newest: int, shown: int, now: float) -> list[tuple[int, float]]:
        # What is beyond `newest` is of a tournament that was put back since.
        rows = [row for row in self.found.get(slug, ()) if shown < row[0] <= newest]
        return rows if newest <= max([shown, *(seq for seq, _ in rows)]) else [*rows, (newest, now)]

    def behind(self, slug: str, version: float, now: float) -> int:
        """For how many seconds the oldest entry waits, where what is shown is `version`; 0 while that is as usual."""
        return max((late(since, now) for seq, since in self.found.get(slug, ()) if seq > version), default=0)
