"""The public pages of the matrix: both sexes beside each other."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from matrix.method import lines
from results.pages import page, published


@require_safe
def matrix(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = published(slug, "matrix-M", "matrix-F", "chances-M", "chances-F")
    return page(request, "matrix/matrix.html", found, here="matrix")


@require_safe
def chances(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The chances of this tournament, and how they are made."""
    found = published(slug, "chances-M", "chances-F")
    return page(request, "matrix/chances.html", found, here="chances", assumptions=lines())


@require_safe
def start_places(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = published(slug, "starts-M", "starts-F")
    return page(request, "matrix/starts.html", found, here="start_places")


@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponseBase:
    return page(request, "matrix/course.html", published(slug, "course-M", "course-F"), here="course")
