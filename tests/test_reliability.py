"""Each promise of docs/reliability.md names tests, and these exist."""

import re

from tests.programs import ROOT

TEXT = (ROOT / "docs" / "reliability.md").read_text()


def test_what_is_named_exists() -> None:
    named = set(re.findall(r"tests/[\w/]+\.py", TEXT))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_each_promise_has_a_test() -> None:
    promises = [line for line in TEXT.splitlines() if re.match(r"\| \d\. ", line)]
    assert len(promises) == 7
    assert [line for line in promises if "tests/" not in line] == []


def test_each_file_of_faults_has_a_row() -> None:
    files = {f"tests/faults/{path.name}" for path in (ROOT / "tests" / "faults").glob("test_*.py")}
    assert files - {"tests/faults/test_soak.py"} - set(re.findall(r"tests/[\w/]+\.py", TEXT)) == set()
