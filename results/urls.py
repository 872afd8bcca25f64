"""The addresses of the results: the desk's own, and the public pages'."""

from django.urls import URLPattern, path, register_converter

from results import desk, pages


class Id:
    """An id of the tournament file: the letters that an address may have, and nothing that a database refuses."""

    regex = "[A-Za-z0-9][A-Za-z0-9._~-]{0,59}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Id, "id")

AT = "tafel/<id:slug>/<id:event>/"
desk_urlpatterns = [
    path("tafel/", desk.desk, name="desk"),
    path(AT, desk.desk_event, name="desk_event"),
    path(f"{AT}betekenis/", desk.desk_meaning, name="desk_meaning"),
    path(f"{AT}tijd/", desk.desk_time, name="desk_time"),
    path(f"{AT}valse-start/", desk.desk_false_start, name="desk_false_start"),
    path(f"{AT}val/", desk.desk_fall, name="desk_fall"),
    path(f"{AT}uit/", desk.desk_out, name="desk_out"),
    path(f"{AT}diskwalificatie/", desk.desk_disqualify, name="desk_disqualify"),
    path(f"{AT}overrijden/", desk.desk_reskate, name="desk_reskate"),
    path(f"{AT}niet-overrijden/", desk.desk_no_reskate, name="desk_no_reskate"),
    path(f"{AT}corrigeren/", desk.desk_correct, name="desk_correct"),
    path(f"{AT}ongedaan/", desk.desk_undo, name="desk_undo"),
    path(f"{AT}status/", desk.desk_stage, name="desk_stage"),
]

urlpatterns: list[URLPattern] = [  # the public pages
    path("<id:slug>/", pages.programme, name="programme"),
    path("<id:slug>/wijzigingen/", pages.changes, name="changes"),
    path("<id:slug>/schaatser/<id:skater>/", pages.skater, name="skater"),
    path("<id:slug>/<id:event>/", pages.event, name="event"),
]
