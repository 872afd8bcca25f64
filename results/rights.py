"""Who may do what: the one table. A test walks every role × action × state."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.core.exceptions import PermissionDenied

OFFICIAL, REFEREE, COMMITTEE = "official", "referee", "committee"
ROLES = (OFFICIAL, REFEREE, COMMITTEE)

RIGHTS: dict[str, frozenset[str]] = {
    "see_desk": frozenset({OFFICIAL, REFEREE}),
    "enter_time": frozenset({OFFICIAL, REFEREE}),
    "call_false_start": frozenset({OFFICIAL, REFEREE}),
    "note_fall": frozenset({OFFICIAL, REFEREE}),
    "scratch": frozenset({OFFICIAL, REFEREE}),
    "correct": frozenset({OFFICIAL, REFEREE}),
    "open_event": frozenset({OFFICIAL, REFEREE}),
    "make_provisional": frozenset({OFFICIAL, REFEREE}),
    "disqualify": frozenset({REFEREE}),
    "grant_reskate": frozenset({REFEREE}),
    "decline_reskate": frozenset({REFEREE}),
    "make_official": frozenset({REFEREE}),
    "reopen": frozenset({REFEREE}),
    "see_committee": frozenset({COMMITTEE}),
    "publish_matrix": frozenset({COMMITTEE}),
    "name_holder": frozenset({COMMITTEE}),
    "designate": frozenset({COMMITTEE}),
    "withdraw_designation": frozenset({COMMITTEE}),
}

Who = User | AnonymousUser | AbstractBaseUser


def roles_of(user: Who) -> frozenset[str]:
    """The roles of a signed-in, active person; nobody else has any."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return frozenset(Group.objects.filter(user=user, name__in=ROLES).values_list("name", flat=True))


def may(user: Who, action: str) -> bool:
    """Whether this person may do this. KeyError for an action that is not in the table."""
    return bool(RIGHTS[action] & roles_of(user))


def require(user: Who, action: str) -> None:
    """Raises PermissionDenied unless the person may do this."""
    if not may(user, action):
        raise PermissionDenied(action)
