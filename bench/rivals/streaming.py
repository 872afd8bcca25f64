"""Django's own way: an async StreamingHttpResponse for each viewer, a queue each; nothing else in the project."""

import asyncio
from collections.abc import AsyncIterator

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bench", MIDDLEWARE=[])  # noqa: S106
queues: set[asyncio.Queue[bytes]] = set()


async def events(request: HttpRequest) -> StreamingHttpResponse:
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    async def stream() -> AsyncIterator[bytes]:
        queues.add(queue)
        try:
            yield b": welcome\n\n"
            while True:
                yield await queue.get()
        finally:
            queues.discard(queue)

    return StreamingHttpResponse(stream(), content_type="text/event-stream")


async def publish(request: HttpRequest) -> HttpResponse:
    for queue in queues:
        queue.put_nowait(request.body)
    return HttpResponse()


urlpatterns = [path("events/", events), path("publish/", publish)]
application = get_asgi_application()
