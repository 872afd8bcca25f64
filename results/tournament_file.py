"""Reading and writing tournament files (`okt-tournament/1`), with every fault of a file named at once.

No database here: `okt.archive` puts a document into the tables and takes it out again.
"""

import json
from typing import Any

from pydantic import ValidationError

from results.document import Document
from results.faults import faults_of


class BadFile(ValueError):
    """A file that cannot be used. `faults` holds one line per fault, each beginning with its JSON path."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read(raw: bytes) -> Document:
    """The document in these bytes. Raises BadFile with all faults at once."""
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_key_twice)
    except UnicodeDecodeError as error:
        raise BadFile([f"$: not UTF-8 at byte {error.start}"]) from error
    except json.JSONDecodeError as error:
        raise BadFile([f"$: not JSON: {error.msg} at line {error.lineno}, column {error.colno}"]) from error
    except BadFile:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise BadFile([f"$: not JSON that can be read: {error}"]) from error
    except RecursionError as error:
        raise BadFile(["$: not a tournament: nested too deeply"]) from error
    return from_json(data)


def from_json(data: Any) -> Document:
    """The document in this JSON value. Raises BadFile with all faults at once."""
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        raise BadFile([_line(fault) for fault in error.errors(include_url=False)]) from error
    faults = list(faults_of(document))
    if faults:
        raise BadFile(faults)
    return document


def to_json(document: Document) -> dict[str, Any]:
    """The document as a JSON value, in the file's key order."""
    return document.model_dump(mode="json")


def write(document: Document) -> bytes:
    """The document as a file; reading it and writing it again gives the same bytes."""
    return json.dumps(to_json(document), indent=1, ensure_ascii=False).encode() + b"\n"


def _no_key_twice(pairs: list[tuple[str, Any]]) -> Any:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadFile([f"$: the key {key!r} stands twice in one object"])
        found[key] = value
    return found


def _line(fault: Any) -> str:
    path = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
    match fault["type"]:
        case "extra_forbidden":
            message = f"unknown key {fault['loc'][-1]!r}"
        case "missing":
            message = "missing"
        case _:
            message = fault["msg"]
    return f"{path}: {message}"
