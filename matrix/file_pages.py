"""The matrix as a file: export of a version, and an import that first says all that is wrong and what it would do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from matrix import drafts, preview_page
from matrix.csv_table import LARGEST
from matrix.draft_form import number, positions
from matrix.editor_page import events_of
from matrix.matrix_file import Read, read, written
from matrix.models import MatrixVersion
from matrix.proposals import ordered
from matrix.rows import matrix_in_force
from matrix.version_lines import changes_told
from results.log import Refused
from results.models import Event, Skater, Tournament
from results.rights import needs

DELIMITERS = {"puntkomma": ";", "komma": ","}
MARK = "\ufeff"  # Excel takes a file for UTF-8 only with it


@require_safe
@needs("see_committee")
@never_cache
def matrix_csv(request: HttpRequest, slug: str, sex: str) -> HttpResponse:
    """`?versie=2` (else what is in force) as `klein-M-2.csv`; `?scheiding=komma` for commas."""
    tournament = get_object_or_404(Tournament, slug=slug)
    asked = request.GET.get("versie")
    version = matrix_in_force(tournament, sex)
    if asked:
        rows = MatrixVersion.objects.filter(tournament=tournament, sex=sex)
        version = get_object_or_404(rows, number=number(asked, 0))
    delimiter = DELIMITERS.get(request.GET.get("scheiding", ""), ";")
    skaters = Skater.objects.filter(tournament=tournament, sex=sex)
    text = MARK + written(drafts.rows_of(version), skaters, delimiter)
    name = f"matrix-{slug}-{sex}-{version.number if version else 0}.csv"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_draft")
@never_cache
def matrix_file(request: HttpRequest, slug: str, sex: str) -> HttpResponse:
    """Where to fetch and bring the file. POST is the dry run: what is wrong, or what would change; nothing is kept."""
    tournament = get_object_or_404(Tournament, slug=slug)
    context = {
        "tournament": tournament,
        "sex": sex,
        "version": matrix_in_force(tournament, sex),
        "versions": MatrixVersion.objects.filter(tournament=tournament, sex=sex).order_by("-number"),
        "events": events_of(tournament, sex),
        "shared": drafts.kept(tournament, sex),
    }
    if request.method != "POST":
        return render(request, "matrix/committee_file.html", context)
    data = _brought(request)
    events, skaters = (
        Event.objects.filter(tournament=tournament),
        Skater.objects.filter(tournament=tournament),
    )
    found = read(data, sex, list(events), list(skaters))
    context |= {"found": found, "pasted": request.POST.get("text", "")[:LARGEST]} | _foreseen(
        tournament, sex, found
    )
    return render(request, "matrix/committee_file.html", context, status=422 if context["faults"] else 200)


def _brought(request: HttpRequest) -> bytes:
    """The file, or else what was pasted; no more of it than can be told to be too much."""
    file = request.FILES.get("file")
    if file is not None:
        data: bytes = file.read(LARGEST + 1)
        return data
    return request.POST.get("text", "").encode(errors="replace")[: LARGEST + 1]


def _foreseen(tournament: Tournament, sex: str, found: Read) -> dict[str, object]:
    """What is wrong, or what would change for whom."""
    faults: list[dict[str, object]] = [{"line": fault.line, "text": fault.text} for fault in found.faults]
    if faults:
        return {"faults": faults}
    in_force = drafts.rows_of(matrix_in_force(tournament, sex))
    try:
        preview = preview_page.of_matrix(tournament, sex, ordered(tournament, sex, positions(found.rows)))
    except Refused as refused:
        return {"faults": [{"line": 0, "text": str(refused)}]}
    return {"faults": [], "changes": changes_told(tournament, in_force, found.rows), "preview": preview}
