"""Static files whose address has their version, `/static/okt.css?v=3f2a91c0`: a browser asks for each once."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import FileResponse, HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

FOR_EVER = "public, max-age=31536000, immutable"


class VersionedFiles(StaticFilesStorage):
    """Needs no manifest: every process works the version out of the file itself, the same everywhere."""

    def url(self, name: str | None, *more: Any) -> str:
        address = super().url(name)
        version = version_of(name or "")
        return f"{address}?v={version}" if version else address


class VersionedAnswers(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Where no nginx stands in front: the version that this process has may be kept for ever. Another one is of a
    newer or an older program, and its address must not be filled with this content for good."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> FileResponse:
        response: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        asked = request.GET.get("v")
        if asked and asked == version_of(request.path_info.removeprefix(str(settings.STATIC_URL))):
            response["Cache-Control"] = FOR_EVER
        return response


def version_of(name: str) -> str:
    """Eight characters that change with the file; empty for a file that is not ours."""
    return _read(name) if settings.DEBUG else _kept(name)


def _read(name: str) -> str:
    path = finders.find(name) if name else None
    return sha256(Path(path).read_bytes()).hexdigest()[:8] if path else ""


_kept = lru_cache(maxsize=256)(_read)
