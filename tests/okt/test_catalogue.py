"""Texts are Dutch in the code; the catalogue gathers them and keeps their English."""

from io import StringIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from django.core.management import call_command

from okt import catalogue

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
a = _("Nu op het ijs")
b = N_("Verwacht een tijd")
c = ngettext("%(n)s rit", "%(n)s ritten", n)
d = pgettext("tijd", "stand")
e = gettext_lazy("een "
    "twee")
"""
TEMPLATE = """{% load i18n %}
<table>
    <caption>{% translate "Stand" %}</caption>
  {# een opmerking met een ' erin #}
      {% blocktranslate trimmed count n=rows|length %}
        Nog {{ n }} rit, 100% zeker
      {% plural %}
        Nog {{ n }} ritten
      {% endblocktranslate %}
 {{ _("Plaats")|upper }} {% if x == _("Rit") %}it's{% endif %}
</table>
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in catalogue.PACKAGES:
        (tmp_path / package).mkdir()
    (tmp_path / "results" / "desk.py").write_text(PYTHON)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def entry(catalog: Catalog, text: str, context: str | None = None) -> Message:
    message = catalog.get(text, context)
    assert message, text
    return message


def test_texts_are_found_in_code_and_templates(tree: Path) -> None:
    found = {(text.id, text.context) for text in catalogue.texts(tree)}
    assert found == {
        ("Nu op het ijs", None),
        ("Verwacht een tijd", None),
        (("%(n)s rit", "%(n)s ritten"), None),
        ("stand", "tijd"),
        ("een twee", None),
        ("Stand", None),
        (("Nog %(n)s rit, 100%% zeker", "Nog %(n)s ritten"), None),
        ("Plaats", None),
        ("Rit", None),
    }


def test_translations_are_kept_and_the_rest_is_named(tree: Path, tmp_path: Path) -> None:
    po = tmp_path / "django.po"
    first = catalogue.renewed(catalogue.read(po), catalogue.texts(tree))
    entry(first, "Nu op het ijs").string = "On the ice now"
    entry(first, "%(n)s rit").string = ("%(n)s heat", "%(n)s heats")
    entry(first, "stand", "tijd").string = "standing"
    po.write_bytes(catalogue.written(first))

    second = catalogue.renewed(catalogue.read(po), catalogue.texts(tree))

    assert entry(second, "Nu op het ijs").string == "On the ice now"
    assert entry(second, "stand", "tijd").string == "standing"
    assert set(catalogue.untranslated(second)) == {
        "Verwacht een tijd", "een twee", "Stand", "Nog %(n)s rit, 100%% zeker", "Plaats", "Rit",
    }  # fmt: skip
    assert catalogue.compiled(second) == catalogue.compiled(catalogue.read(po))


def test_what_changed_in_the_code_is_told(tree: Path, tmp_path: Path) -> None:
    old = catalogue.renewed(catalogue.read(tmp_path / "none.po"), catalogue.texts(tree))
    (tree / "results" / "desk.py").write_text('_("Valse start")')
    new = catalogue.renewed(old, catalogue.texts(tree))
    told = catalogue.differences(old, new)
    assert "not in the catalogue: 'Valse start'" in told
    assert "no longer used: 'Nu op het ijs'" in told


def test_a_half_written_file_stops_the_gathering_and_is_named(tree: Path) -> None:
    (tree / "results" / "desk.py").write_text('_("open\n')
    with pytest.raises(catalogue.Unreadable, match=r"results/desk\.py"):
        list(catalogue.texts(tree))


def test_the_english_catalogue_is_complete_and_compiled() -> None:
    call_command("messages", "--check", stdout=StringIO())
