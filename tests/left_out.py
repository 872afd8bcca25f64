"""What had to be left out, and why; or, with OKT_REQUIRE, failing instead of leaving out.

OKT_REQUIRE names some of SERVICES, or is `everything`.
"""

import os
from typing import NoReturn

import pytest

SERVICES = {"postgres", "redis", "browser", "nginx", "faketime", "make", "small disk", "namespaces"}
EVERYTHING = "everything"
REQUIRED = {name.strip() for name in os.environ.get("OKT_REQUIRE", "").split(",") if name.strip()}
if unknown := REQUIRED - SERVICES - {EVERYTHING}:
    raise pytest.UsageError(f"OKT_REQUIRE names {', '.join(unknown)}; there is {', '.join(sorted(SERVICES))}")


def leave_out(service: str, reason: str) -> NoReturn:
    """Skips the test that asked for `service`, unless OKT_REQUIRE names it: then it fails."""
    assert service in SERVICES, f"{service} is not among those that OKT_REQUIRE can name"
    if REQUIRED & {service, EVERYTHING}:
        pytest.fail(f"{service} is required here (OKT_REQUIRE), but {reason}", pytrace=False)
    pytest.skip(f"{service}: {reason}")


def summary(skipped: list[pytest.TestReport]) -> list[str]:
    """One line for each reason, and below it the tests that it cost."""
    tests: dict[str, list[str]] = {}
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        tests.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)
    return [line for reason, names in tests.items() for line in (reason, *(f"    {name}" for name in names))]
