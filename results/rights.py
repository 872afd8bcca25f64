"""Who may do what: the one table. A test walks every role × action × state."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode, urljoin

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from results.models import LogEntry

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
    "see_state": frozenset({REFEREE, COMMITTEE}),
    "see_committee": frozenset({COMMITTEE}),
    "edit_draft": frozenset({COMMITTEE}),
    "publish_matrix": frozenset({COMMITTEE}),
    "ask_unlock": frozenset({COMMITTEE}),
    "unlock_matrix": frozenset({COMMITTEE}),  # another member than who asked: see committee.unlock_matrix
    "lock_matrix": frozenset({COMMITTEE}),
    "name_holder": frozenset({COMMITTEE}),
    "designate": frozenset({COMMITTEE}),
    "withdraw_designation": frozenset({COMMITTEE}),
    "assign_start": frozenset({COMMITTEE}),
    "withdraw_assignment": frozenset({COMMITTEE}),
    "change_rules": frozenset({COMMITTEE}),
}

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
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
    """Raises PermissionDenied, in words, unless the person may do this."""
    if may(user, action):
        return
    names = {OFFICIAL: _("official"), REFEREE: _("scheidsrechter"), COMMITTEE: _("selectiecommissie")}
    needed = _(" of ").join(names[role] for role in ROLES if role in RIGHTS[action])
    message = _(
        "Hiervoor moet je {needed} zijn. Je bent ingelogd als {name}, en dat account heeft die rol niet."
    )
    raise PermissionDenied(message.format(needed=needed, name=user.get_username()))


def action_of_stage(old: str, new: str) -> str:
    """What moving an event from one stage to another asks for: `official`, and back from it, is the referee's."""
    if new == "official":
        return "make_official"
    if old == "official":
        return "reopen"
    return "make_provisional" if new == "provisional" else "open_event"


def action_to_undo(entry: LogEntry) -> str:
    """Who may take a decision back: whoever may take it."""
    if entry.verb != "set_stage":
        return entry.verb
    change = entry.changes[0]
    return action_of_stage(change["old"], change["new"])


def needs(action: str) -> Callable[[View], View]:
    """A view for those who may do this. Who is signed out signs in first and comes back."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            require(request.user, action)
            return view(request, *args, **kwargs)

        return cast("View", guarded)

    return guard


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):  # the page keeps what was typed, and says so
        return HttpResponse(_("Log opnieuw in; wat je typte blijft bewaard."), status=401)
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    kept = {name: request.POST[name] for name in ("run", "skater", "time") if name in request.POST}
    page = urljoin(request.path, "..")  # a form's address stands one below its page
    return redirect_to_login(f"{page}?{urlencode(kept)}" if kept else page)
