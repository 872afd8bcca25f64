"""The addresses of the matrix: the committee's own, and the public page's."""

from django.urls import URLPattern, path, register_converter

import results.urls  # noqa: F401 - knows what an id looks like
from matrix import draft_editor, editor, file_pages, locking, pages, rules_editor, starts_editor, versions


class Sex:
    regex = "M|F"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Sex, "sex")

AT = "commissie/<id:slug>/"
committee_urlpatterns = [
    path("commissie/", editor.committee, name="committee"),
    path(AT, editor.committee_tournament, name="committee_tournament"),
    path(f"{AT}aanwijzen/", editor.designate, name="designate"),
    path(f"{AT}intrekken/", editor.withdraw, name="withdraw_designation"),
    path(f"{AT}op-naam/", editor.name_holder, name="name_holder"),
    path(f"{AT}regels/", rules_editor.rules, name="rules"),
    path(f"{AT}regels/vastleggen/", rules_editor.change_rules, name="change_rules"),
    path(f"{AT}startplekken/", starts_editor.committee_starts, name="committee_starts"),
    path(f"{AT}startplekken/geven/", starts_editor.assign_start, name="assign_start"),
    path(f"{AT}startplekken/intrekken/", starts_editor.withdraw_assignment, name="withdraw_assignment"),
    path(f"{AT}slot/vragen/", locking.ask_unlock, name="ask_unlock"),
    path(f"{AT}slot/openen/", locking.unlock_matrix, name="unlock_matrix"),
    path(f"{AT}slot/sluiten/", locking.lock_matrix, name="lock_matrix"),
    path(f"{AT}<sex:sex>/", draft_editor.matrix_editor, name="matrix_editor"),
    path(f"{AT}<sex:sex>/stand/", draft_editor.draft_state, name="draft_state"),
    path(f"{AT}<sex:sex>/bestand/", file_pages.matrix_file, name="matrix_file"),
    path(f"{AT}<sex:sex>/bestand/matrix.csv", file_pages.matrix_csv, name="matrix_csv"),
    path(f"{AT}<sex:sex>/versies/", versions.versions, name="matrix_versions"),
    path(f"{AT}<sex:sex>/publiceren/", draft_editor.matrix_publish, name="matrix_publish"),
]

urlpatterns: list[URLPattern] = [  # the public pages
    path("<id:slug>/matrix/", pages.matrix, name="matrix"),
    path("<id:slug>/kansen/", pages.chances, name="chances"),
    path("<id:slug>/startplekken/", pages.start_places, name="start_places"),
    path("<id:slug>/verloop/", pages.course, name="course"),
]
