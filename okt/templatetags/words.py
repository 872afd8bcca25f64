"""The words of panels as template filters."""

from django import template

from matrix import tables
from okt import chance_words, course_chart, forecasts, reasons, rule_words, sentences, wording

register = template.Library()
for module, names in (
    (
        wording,
        "clock dates day difference distance event_name event_names event_status hour how_runs_count minute names "
        "ordinal outcome outlook_icon outlook_word second sex when",
    ),
    (sentences, "sentence"),
    (rule_words, "rule turned standings_moved"),
    (course_chart, "chart step_word"),
    (chance_words, "chance margin no_chance whisker"),
    (forecasts, "consequence counts holds line_place line_words"),
    (tables, "sexes_of"),
    (reasons, "fact ticket why"),
):
    for name in names.split():
        register.filter(name, getattr(module, name))
