"""Every version of the matrix that was published: who, when, why, and what it changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matrix.drafts import kept
from matrix.version_lines import told
from results.models import Tournament
from results.rights import needs


@require_safe
@needs("see_committee")
@never_cache
def versions(request: HttpRequest, slug: str, sex: str) -> HttpResponse:
    """Newest first. Reverting begins with a draft of the old version: publishing it makes the next one."""
    tournament = get_object_or_404(Tournament, slug=slug)
    context = {
        "tournament": tournament,
        "sex": sex,
        "versions": told(tournament, sex),
        "shared": kept(tournament, sex),
    }
    return render(request, "matrix/committee_versions.html", context)
