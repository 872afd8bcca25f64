"""What had to be left out, and why; or, with OKT_REQUIRE, failing instead of leaving out."""

import os
from typing import NoReturn

import pytest

REQUIRED = {name.strip() for name in os.environ.get("OKT_REQUIRE", "").split(",") if name.strip()}


def leave_out(service: str, reason: str) -> NoReturn:
    """Skips the test that asked for `service`, unless OKT_REQUIRE names it: then it fails."""
    if service in REQUIRED:
        pytest.fail(f"{service} is required here (OKT_REQUIRE), but {reason}", pytrace=False)
    pytest.skip(f"{service}: {reason}")


def summary(skipped: list[pytest.TestReport]) -> list[str]:
    """One line for each reason, and below it the tests that it cost."""
    tests: dict[str, list[str]] = {}
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        tests.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)
    return [line for reason, names in tests.items() for line in (reason, *(f"    {name}" for name in names))]
