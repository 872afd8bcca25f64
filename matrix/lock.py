"""Whether the matrix and the rules may still be changed. With the first start of the tournament they lock; two
members unlock them.

The lock is kept nowhere: it follows from the log and from whether anything has begun. What was unlocked locks again
with the next publication, of a matrix or of rules.
"""

from dataclasses import dataclass

from results.models import Event, LogEntry, Tournament

ACTS = ("publish_matrix", "change_rules", "ask_unlock", "unlock_matrix", "lock_matrix")


@dataclass(frozen=True, slots=True)
class Lock:
    """`asked_by` and `reason`: of a request that a second member has not answered yet. `opened`: unlocked by two."""

    locked: bool
    opened: bool = False
    asked_by: str = ""
    reason: str = ""


def lock_after(begun: bool, verb: str = "", by: str = "", reason: str = "") -> Lock:
    """The lock, when this was the newest of the ACTS (none: empty) and the tournament has begun or not."""
    if not begun:
        return Lock(locked=False)
    if verb == "unlock_matrix":
        return Lock(locked=False, opened=True)
    if verb == "ask_unlock":
        return Lock(locked=True, asked_by=by, reason=reason)
    return Lock(locked=True)


def lock_of(tournament: Tournament) -> Lock:
    begun = Event.objects.filter(tournament=tournament).exclude(status="scheduled").exists()
    newest = LogEntry.objects.filter(tournament=tournament, verb__in=ACTS).order_by("-seq").first()
    return lock_after(begun, newest.verb, newest.by, newest.reason) if newest else lock_after(begun)
