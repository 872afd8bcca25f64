"""No container engine runs here; what can be known without one is checked."""

import subprocess
import sys
from typing import Any

import pytest
from ruamel.yaml import YAML

from okt.processes import FORECASTER, PREPARE, WEB, WORKER
from tests.programs import ROOT

COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture
def services() -> dict[str, Any]:
    services: dict[str, Any] = YAML(typ="safe").load(COMPOSE)["services"]
    return services


def test_the_file_is_what_the_compose_specification_allows() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(COMPOSE),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("service", "command"),
    [("prepare", (*PREPARE, "--no-sample")), ("web", WEB), ("worker", WORKER), ("forecaster", FORECASTER)],
)
def test_a_service_starts_the_very_command_of_make_stack(
    services: dict[str, Any], service: str, command: tuple[str, ...]
) -> None:
    assert tuple(services[service]["command"]) == command


def test_no_secret_has_a_default(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "SECRET" in name:
                assert str(value).startswith("${"), name
                assert ":?" in str(value), f"{name} must be asked for"


def test_images_come_from_nowhere_in_particular(services: dict[str, Any]) -> None:
    for service in services.values():
        assert "/" not in service.get("image", ""), "a plain image name, no registry"


def test_whoever_answers_says_how_it_is(services: dict[str, Any]) -> None:
    assert {"postgres", "redis", "web", "nginx"} == {
        name for name, service in services.items() if "healthcheck" in service
    }
