"""What every template needs: the same page in the other language, and icons."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag(takes_context=True)
def same_page_in(context: dict[str, Any], language: str) -> str:
    """This page in that language; empty where no request is known (an error page).

    `query` in the context is what belongs to its address besides the path.
    """
    request = context.get("request")
    if request is None:
        return ""
    path: str = request.path
    dutch = path[3:] if path == "/en" or path.startswith("/en/") else path
    rest = f"?{context['query']}" if context.get("query") else ""
    return (f"/en{dutch}" if language == "en" else dutch or "/") + rest


MOST_PARTS = 4096
_parts: dict[tuple[str, str | None, str], SafeString] = {}


@register.simple_tag
def part(template_name: str, **values: Any) -> SafeString:
    """A template filled with these values alone, kept: from one refresh to the next most rows stay the same."""
    return _filled(template_name, get_language(), values)


@register.simple_tag
def parts(template_name: str, name: str, rows: Iterable[Any], **values: Any) -> SafeString:
    """The same for each of the rows, which the template knows by this name; one after the other."""
    language = get_language()
    return SafeString("".join(_filled(template_name, language, {name: row, **values}) for row in rows))


def _filled(template_name: str, language: str | None, values: dict[str, Any]) -> SafeString:
    key = (template_name, language, repr(values))
    if key not in _parts:
        if len(_parts) >= MOST_PARTS:
            _parts.clear()
        found: template.Template = get_template(template_name).template  # type: ignore[attr-defined]
        _parts[key] = found.render(template.Context(values, use_l10n=False))
    return _parts[key]


@register.simple_tag
def icon(name: str) -> SafeString:
    """A shape from the sprite; decoration only, the word stands beside it."""
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )
