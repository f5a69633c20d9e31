"""docker-compose.yml and Dockerfile, as far as they can be checked without an engine."""

import importlib.util
import json
import re
import shlex
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tomoni.embedded import paths

ROOT = paths.checkout()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat", "relay")
LASTING = sorted(set(SERVICES) - {"migrate"})


def words(command: list[str] | str) -> list[str]:
    """A command or a health check without the word that says how it is run."""
    if isinstance(command, str):
        return shlex.split(command)
    if command[0] == "CMD-SHELL":
        return shlex.split(command[1])
    return command[1:] if command[0] == "CMD" else command


def assert_exists(command: list[str]) -> None:
    """Its program comes with the image, its manage.py command and its module with the project."""
    scripts = {script.name for script in entry_points(group="console_scripts")}
    assert command[0] in scripts | {"python", "test"}, command
    if command[:2] == ["python", "manage.py"]:
        assert command[2] in get_commands(), command
    for module in (word for word in command if word.startswith("tomoni.")):
        assert importlib.util.find_spec(module.partition(":")[0]), command


def test_it_has_the_services_of_an_installation() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "redis-broker", "redis-cache", "mailpit"}


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_has_a_command_that_exists(name: str) -> None:
    assert_exists(words(SERVICES[name]["command"]))


@pytest.mark.parametrize("name", [name for name in OURS if name != "migrate"])
def test_a_health_check_of_ours_has_a_command_that_exists(name: str) -> None:
    assert_exists(words(SERVICES[name]["healthcheck"]["test"]))


def test_the_image_starts_a_command_that_exists() -> None:
    commands = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.M)
    assert len(commands) == 1
    assert_exists(json.loads(commands[0]))


@pytest.mark.parametrize(
    ("name", "program"),
    [("worker", "worker"), ("beat", "beat")],
)
def test_celery_is_given_our_application(name: str, program: str) -> None:
    command = words(SERVICES[name]["command"])
    assert command[:3] == ["celery", "--app=tomoni", program]


@pytest.mark.parametrize("name", LASTING)
def test_what_keeps_running_tells_its_health_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert set(service["healthcheck"]) >= {"test", "interval", "timeout", "retries"}
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_runs_as_root(name: str) -> None:
    assert str(SERVICES[name]["user"]).partition(":")[0] not in {"", "0", "root"}


@pytest.mark.parametrize("name", OURS)
def test_our_services_may_do_no_more_than_they_need(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_everything_waits_for_the_migrations_and_these_for_the_database() -> None:
    done, healthy = "service_completed_successfully", "service_healthy"
    for name in ("web", "worker", "beat", "relay"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": done}
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": healthy}
    assert SERVICES["migrate"]["restart"] == "no"


def test_each_dependency_is_a_service() -> None:
    wanted = {other for service in SERVICES.values() for other in service.get("depends_on", {})}
    assert wanted <= set(SERVICES)


def test_every_volume_is_named_and_used() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    sources = {mount.partition(":")[0] for mount in mounts}
    assert sources == set(COMPOSE["volumes"])
    assert not [source for source in sources if re.search(r"[./]", source)]


def test_postgresql_keeps_its_data_where_version_18_wants_it() -> None:
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert "database:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]


def test_the_broker_forgets_nothing_and_the_cache_may() -> None:
    broker = " ".join(SERVICES["redis-broker"]["command"])
    cache = " ".join(SERVICES["redis-cache"]["command"])
    assert "--appendonly yes --appendfsync everysec" in broker
    assert "--maxmemory-policy noeviction" in broker
    assert "--maxmemory-policy allkeys-lru" in cache
    assert "--appendonly no" in cache


def test_a_worker_may_finish_its_task(settings: Any) -> None:
    grace = int(SERVICES["worker"]["stop_grace_period"].removesuffix("s"))
    assert grace > settings.CELERY_TASK_TIME_LIMIT


def test_only_this_machine_reaches_a_port() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert not [port for port in ports if not port.startswith("127.0.0.1:")]


def test_mails_are_caught_only_on_request() -> None:
    profiles = {
        name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service
    }
    assert profiles == {"mailpit": ["mail"]}


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert set(re.findall(rf"\${{{name}(..)", text)) == {":?"}


def test_the_image_runs_unprivileged_and_from_the_lock() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER tomoni" in lines
    assert "RUN pip install --require-hashes -r requirements.lock" in lines
    assert lines.index("USER tomoni") > max(
        number for number, line in enumerate(lines) if line.startswith("COPY")
    )


@pytest.mark.parametrize("name", [".git", ".venv", "var", ".env"])
def test_nothing_private_gets_into_the_image(name: str) -> None:
    assert name in Path(ROOT / ".dockerignore").read_text().split()
