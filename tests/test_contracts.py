"""The house stays as it was drawn: who may import whom, what a file may be called, how long it may get."""

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from tests.programs import ROOT

# Words that say nothing about what is inside.
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "common",
    "misc",
    "core",
    "lib",
    "base",
    "tools",
}
PACKAGES = {"okt", "matrix", "results", "tests", "bench", "docs", "deploy", "manage.py"}
LONGEST = 250


def committed() -> list[PurePosixPath]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [PurePosixPath(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def python_files() -> list[PurePosixPath]:
    return [path for path in committed() if path.suffix == ".py"]


def test_the_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run(
        [lint_imports, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_file_is_called_after_nothing() -> None:
    own = [path for path in python_files() if path.parts[0] in {"okt", "matrix", "results"}]
    assert [str(path) for path in own if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES] == []


def test_python_stands_in_the_known_packages_only() -> None:
    assert {path.parts[0] for path in python_files()} - PACKAGES == set()


def test_no_file_grew_too_long() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in python_files()}
    too_long = {
        name: lines for name, lines in lengths.items() if lines > LONGEST and "migrations" not in name
    }
    assert too_long == {}, "split it by noun"


# Put together here, so that this file does not find itself.
ADDRESSES = [
    "".join(parts)
    for parts in (
        ("pypi", ".org"), ("files.python", "hosted"), ("registry.npm", "js"), ("npmjs", ".com"), ("unpkg", ".com"),
        ("jsdelivr", ".net"), ("deb.debian", ".org"), ("docker", ".io"), ("ghcr", ".io"), ("archive.ubuntu", ".com"),
        ("--index", "-url "), ("--find", "-links "), ("file:", "///"),
    )
]  # fmt: skip
PATHS = [
    "".join(parts)
    for parts in (("/wo", "rk/"), ("/ro", "ot/"), ("/home", "/"), ("/Us", "ers/"), ("/opt/", "wheels"))
]


@pytest.mark.parametrize("needle", [*ADDRESSES, *PATHS])
def test_no_file_names_a_registry_or_a_path_of_one_machine(needle: str) -> None:
    word = needle.encode()
    found = [str(path) for path in committed() if word in (ROOT / path).read_bytes()]
    assert found == []


def pins(lock: str) -> dict[str, str]:
    lines = [line.strip() for line in (ROOT / lock).read_text().splitlines()]
    return dict(line.split("==", 1) for line in lines if line and not line.startswith("#"))


def test_both_locks_pin_the_same_versions() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run


def test_the_scripts_can_be_started() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
