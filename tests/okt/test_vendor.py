"""What others wrote and we serve is what they published, byte for byte."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static" / "vendor"


def test_every_vendored_file_is_in_the_manifest_with_its_hash() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    said = {entry["file"]: entry["sha256"] for entry in manifest}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name != "manifest.json"
    }
    assert found == said


def test_every_vendored_file_has_a_name_a_version_and_a_licence() -> None:
    for entry in json.loads((VENDOR / "manifest.json").read_text()):
        assert set(entry) == {"name", "version", "file", "sha256", "licence"}
        assert all(entry.values())
