"""The addresses of eventstream.py; a module of its own, as the package wants Django set up first."""

import django_eventstream
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def publish(request: HttpRequest) -> HttpResponse:
    django_eventstream.send_event("okt", "panel", request.body.decode(), json_encode=False)
    return HttpResponse()


urlpatterns = [
    path("events/", include(django_eventstream.urls), {"channels": ["okt"]}),
    path("publish/", publish),
]
