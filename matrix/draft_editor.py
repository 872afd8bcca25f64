"""The editor of the matrix: the draft that the committee shares. Each button keeps it; publishing empties it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matrix import drafts
from matrix.draft_form import Draft, PublishForm, reason, saw
from matrix.draft_page import draft_answer, draft_begun, kept_as_sent, state_of
from matrix.editor_page import done
from results.log import Refused
from results.models import Tournament
from results.rights import needs, require


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see_committee")
@never_cache
def matrix_editor(request: HttpRequest, slug: str, sex: str) -> HttpResponse:
    """GET: the draft as it is. POST: the draft after one more button, kept; with what others did to it meanwhile."""
    tournament = _tournament(slug)
    if request.method != "POST":
        return draft_answer(request, tournament, sex)
    require(request.user, "edit_draft")
    by = request.user.get_username()
    act, _colon, about = request.POST.get("do", "").partition(":")
    if act == "discard":
        answer = drafts.discard(tournament, sex, by)
    elif act == "restore":
        answer = drafts.restore(tournament, sex, by)
    elif act == "import":
        answer = drafts.begin(tournament, sex, Draft.sent(request.POST).rows, "", by, "import")
    elif act == "begin":
        answer = draft_begun(tournament, sex, about, by)
    else:
        draft, answer = kept_as_sent(request, tournament, sex)
        if act == "merge":
            answer = drafts.merge(tournament, sex, by)
        return draft_answer(request, tournament, sex, draft, answer, answer.refused)
    return draft_answer(request, tournament, sex, answer=answer, refused=answer.refused)


@require_safe
@needs("see_committee")
@never_cache
def draft_state(request: HttpRequest, slug: str, sex: str) -> HttpResponseBase:
    """Whether anything changed that the editor shows: its ETag is a word for that, and 304 says no."""
    state = state_of(_tournament(slug), sex)
    response = HttpResponse(state, content_type="text/plain")
    response["ETag"] = f'"{state}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_POST
@needs("publish_matrix")
def matrix_publish(request: HttpRequest, slug: str, sex: str) -> HttpResponse:
    tournament, form, draft = _tournament(slug), PublishForm(request.POST), Draft.sent(request.POST)
    by = request.user.get_username()
    try:
        if not form.is_valid():
            raise Refused(form.complaint)
        why, signature = form.cleaned_data["reason"], form.signature(request)
        answer = drafts.publish(tournament, sex, draft.positions(), why, saw(request.POST), signature)
    except Refused as refused:
        answer = drafts.keep(tournament, sex, draft.rows, reason(request.POST), saw(request.POST), by)
        return draft_answer(request, tournament, sex, draft, answer, refused)
    if answer.refused:
        return draft_answer(request, tournament, sex, draft, answer, answer.refused)
    return done(request, slug)


def _tournament(slug: str) -> Tournament:
    return get_object_or_404(Tournament, slug=slug)
