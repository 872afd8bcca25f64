"""The web process: Django, and the hub of the live channel that lives as long as the server does."""

import os
import resource
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.asgi import get_asgi_application

from okt.threads import InThreads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okt.settings")

P = ParamSpec("P")
R = TypeVar("R")

# Files that are no connection of a visitor: the database, Redis, listening.
KEPT_FREE = 256
# Connections that are no streams: pages, the desk.
OTHER_CONNECTIONS = 4_096


class Application:
    """Django's application, which knows no lifespan, with one around it."""

    def __init__(self) -> None:
        self.django: Any = get_asgi_application()
        from okt import probes  # needs Django to be set up

        self.probes = probes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(scope, receive, send)
        elif scope["path"] in self.probes.PATHS:
            await self.probes.answer(scope, receive, send)
        else:
            await self.django(scope, receive, send)

    async def lifespan(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        self.django = InThreads(self.django)
        hub = make_hub()
        await hub.start()
        scope["state"]["hub"] = hub
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await hub.stop()
        await send({"type": "lifespan.shutdown.complete"})


def make_hub() -> Any:
    # Both need Django to be set up.
    from django.conf import settings
    from django.db import connections

    from okt import publication
    from okt.live.door import MOST_BYTES
    from okt.live.hub import Hub

    viewers, connections_in_all = room_for_connections(settings.VIEWERS)
    return Hub(
        panels_since=with_good_connection(publication.look),
        refresh_if_overdue=with_good_connection(publication.refresh_if_overdue),
        foresee_if_overdue=with_good_connection(publication.foresee_if_overdue),
        thread_ends=connections.close_all,
        redis_url=settings.REDIS_URL,
        languages=[code for code, _ in settings.LANGUAGES],
        limit=viewers,
        limit_per_address=settings.VIEWERS_PER_ADDRESS,
        most_connections=connections_in_all,
        door_bytes=0 if settings.DEBUG else MOST_BYTES,
    )


def with_good_connection(hook: Callable[P, R]) -> Callable[P, R]:
    """The hook in a thread of its own, as Django does around a request: a broken connection is dropped."""
    from django.db import close_old_connections

    @wraps(hook)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return hook(*args, **kwargs)
        finally:
            close_old_connections()

    return guarded


def room_for_connections(viewers: int) -> tuple[int, int]:
    """How many viewers, and connections in all, this process can have open; the limit on files is raised first."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = viewers + OTHER_CONNECTIONS + KEPT_FREE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if most == resource.RLIM_INFINITY else min(most, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return viewers, viewers + OTHER_CONNECTIONS
    connections = max(soft - KEPT_FREE, 2)
    return min(viewers, connections * 4 // 5), connections


application = Application()
