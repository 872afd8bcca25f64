"""The catalogue of texts: the msgid is Dutch and stands in the code, English stands in the .po file.

Needs Babel, which only those who change texts have; the compiled catalogue is kept with the code.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import TypeAlias

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

MessageId: TypeAlias = str | tuple[str, ...]
Keyword: TypeAlias = tuple[int | tuple[int, str], ...] | None

SINGLE: Keyword = None
PLURAL: Keyword = (1, 2)
CONTEXT: Keyword = ((1, "c"), 2)
CONTEXT_PLURAL: Keyword = ((1, "c"), 2, 3)
NAMES: dict[Keyword, tuple[str, ...]] = {
    SINGLE: ("_", "_l", "_lazy", "N_", "gettext", "gettext_lazy", "gettext_noop"),
    PLURAL: ("ngettext", "ngettext_lazy", "_n"),
    CONTEXT: ("pgettext", "pgettext_lazy", "_p"),
    CONTEXT_PLURAL: ("npgettext", "npgettext_lazy"),
}
KEYWORDS = {name: keyword for keyword, names in NAMES.items() for name in names}
TEMPLATE_ENDINGS = {".html", ".txt"}
PACKAGES = ("okt", "matrix", "results", "templates")


@dataclass(frozen=True, slots=True)
class Found:
    """One text where it stands."""

    file: str
    line: int
    id: MessageId
    context: str | None


class Unreadable(Exception):
    """A file whose texts could not be gathered: half written, probably."""


def texts(root: Path) -> Iterator[Found]:
    """Every translatable text in the Python code and the templates under `root`."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix == ".py" or path.suffix in TEMPLATE_ENDINGS:
                yield from _texts_of(path, path.relative_to(root).as_posix())


def _texts_of(path: Path, name: str) -> Iterator[Found]:
    source = path.read_text(encoding="utf-8")
    try:
        if path.suffix == ".py":
            ast.parse(source)
        else:
            # templatize keeps lines but leaves indentation, which means something to Python's tokenizer only.
            source = "\n".join(line.lstrip() for line in templatize(source, name).split("\n"))
        for line, message, _, context in extract("python", BytesIO(source.encode()), KEYWORDS):
            yield Found(name, line, message, context)
    except (SyntaxError, ValueError, TokenError) as error:
        raise Unreadable(f"{name}: {error}") from error


def read(path: Path) -> Catalog:
    """The catalogue as it is on disk; an empty one when there is none."""
    if not path.exists():
        return Catalog(locale="en", project="OKT Live", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def renewed(old: Catalog, found: Iterable[Found]) -> Catalog:
    """A catalogue of exactly the texts found, with the translations that `old` has for them."""
    new = Catalog(locale="en", project="OKT Live", fuzzy=False)
    new.creation_date, new.revision_date = old.creation_date, old.revision_date
    new.header_comment = (
        "# OKT Live in English. The Dutch texts stand in the code; `make messages` gathers them."
    )
    for text in found:
        before = old.get(text.id if isinstance(text.id, str) else text.id[0], text.context)
        kept = before.string if before and _shape(before.id) == _shape(text.id) else None
        new.add(text.id, kept, locations=[(text.file, text.line)], context=text.context)
    return new


def _shape(message: MessageId | list[str]) -> MessageId:
    return message if isinstance(message, str) else tuple(message)


def untranslated(catalog: Catalog) -> list[str]:
    """The texts without an English one, in whole or for one of the plural forms."""
    empty = []
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not strings or not all(strings)):
            empty.append(message.id if isinstance(message.id, str) else message.id[0])
    return empty


def differences(old: Catalog, new: Catalog) -> list[str]:
    """What gathering anew would change: texts that are missing from the .po file or are no longer used."""
    before, after = _keys(old), _keys(new)
    missing = [f"not in the catalogue: {text!r}" for _, text in sorted(after - before, key=str)]
    return missing + [f"no longer used: {text!r}" for _, text in sorted(before - after, key=str)]


def _keys(catalog: Catalog) -> set[tuple[str | None, MessageId]]:
    return {(message.context, _shape(message.id)) for message in catalog if message.id}


def compiled(catalog: Catalog) -> bytes:
    """The bytes of the .mo file."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def written(catalog: Catalog) -> bytes:
    """The bytes of the .po file: sorted, with file names but no line numbers, so that few edits collide."""
    out = BytesIO()
    write_po(out, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()
