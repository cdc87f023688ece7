"""deploy/Dockerfile and deploy/compose.yaml: what can be said about them without building anything."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import pytest
import yaml
from django.core.management import get_commands

from tests.source import ROOT, files, text

DOCKERFILE = text("deploy/Dockerfile")
STEPS = re.findall(r"^([A-Z]+) ((?:.*\\\n)*.*)", DOCKERFILE, re.M)
COMPOSE = yaml.safe_load(text("deploy/compose.yaml"))
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "colloquy"]
FOREIGN = {  # what the images of others are told, by their own documentation
    "database": {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"},
    "proxy": set(re.findall(r"\{\$([A-Z_]+):", text("deploy/Caddyfile"))),
}
PARTS = {"image", "build", "init", "stop_grace_period", "environment", "volumes", "command", "restart", "healthcheck"}
PARTS |= {"depends_on", "deploy", "ports"}
CONDITIONS = {"service_healthy", "service_completed_successfully", "service_started"}


def known_settings():
    """Every name that the settings read from the environment."""
    found = set()
    for name in ("blog/settings.py", "blog/environment.py", "accounts/configuration.py"):
        found |= set(re.findall(r'(?:env|self)\.\w+\(\s*"([A-Z_]+)"', text(name)))
        found |= set(re.findall(r'_read\([\w.]+, "([A-Z_]+)"', text(name)))
    return found


def mounted(service):
    return [volume.split(":")[:2] for volume in service.get("volumes", [])]


def test_every_stage_stands_on_a_named_version():
    bases = [words.split()[0] for step, words in STEPS if step == "FROM"]
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", base) for base in bases)
    assert len(set(bases)) == 1  # libraries are built for the Python that runs them


def test_nothing_runs_as_root_and_everything_is_locked():
    steps = [step for step, _ in STEPS]
    assert dict(STEPS)["USER"].isdigit()
    assert int(dict(STEPS)["USER"]) > 0
    assert steps.index("USER") < steps.index("CMD")
    assert steps.count("USER") == 1
    assert "--require-hashes" in DOCKERFILE
    assert "ADD" not in steps


def test_what_is_copied_is_there():
    for words in [words for step, words in STEPS if step == "COPY" and "--from" not in words]:
        for source in words.split()[:-1]:
            assert (ROOT / source).exists(), source


def test_the_image_holds_no_secret_and_no_data():
    ignored = set(text(".dockerignore").split("\n"))
    assert {".env", ".git", ".venv", "data", "tests", "**/*.sqlite3*"} <= ignored


def test_the_health_of_a_container_is_that_of_its_process():
    assert "http://127.0.0.1:8000/healthz" in dict(STEPS)["HEALTHCHECK"]
    assert json.loads(dict(STEPS)["CMD"])[0] == "serve"
    assert json.loads(dict(STEPS)["ENTRYPOINT"]) == ["python", "manage.py"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_whole(name):
    service = SERVICES[name]
    assert set(service) <= PARTS
    assert re.fullmatch(r"colloquy|[a-z/]+:\d+", service["image"])
    assert "healthcheck" in service or name in OURS  # whose image has one
    assert service["restart"] in {"no", "unless-stopped"}
    for other, wish in service.get("depends_on", {}).items():
        assert other in SERVICES
        assert wish["condition"] in CONDITIONS
        assert wish["condition"] != "service_healthy" or not SERVICES[other].get("healthcheck", {}).get("disable")


@pytest.mark.parametrize("name", SERVICES)
def test_every_volume_is_declared_and_every_file_is_there(name):
    for source, _place in mounted(SERVICES[name]):
        assert (ROOT / "deploy" / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_no_volume_is_declared_for_nobody():
    used = {source for service in SERVICES.values() for source, _ in mounted(service)}
    assert set(COMPOSE["volumes"]) <= used


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_is_told_means_something_to_it(name):
    known = known_settings() if name in OURS else FOREIGN.get(name, set())
    assert set(SERVICES[name].get("environment", {})) <= known


def test_the_image_of_ours_is_built_from_here():
    for name in OURS:
        build = SERVICES[name]["build"]
        assert (ROOT / "deploy" / build["context"] / build["dockerfile"]).exists()


def test_there_are_two_web_containers_and_one_that_prepares_first():
    assert SERVICES["web"]["deploy"]["replicas"] == 2
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
    assert SERVICES["prepare"]["restart"] == "no"


def test_files_are_where_the_site_and_the_proxy_look():
    places = dict(mounted(SERVICES["web"]))
    assert places == {"media": "/site/data/media", "static": "/site/data/static"}
    proxy = SERVICES["proxy"]["environment"]
    assert [proxy["STATIC_ROOT"], proxy["MEDIA_ROOT"]] == [
        dict(mounted(SERVICES["proxy"]))[n] for n in ("static", "media")
    ]
    assert (
        COMPOSE["networks"]["default"]["ipam"]["config"][0]["subnet"]
        == SERVICES["web"]["environment"]["TRUSTED_PROXIES"]
    )


def test_docker_finds_no_fault_with_it(tmp_path):
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("no docker compose here")  # nor where CI runs: Debian has none
    told = {"SECRET_KEY": "x" * 50, "SITE_URL": "https://blog.example.org", "POSTGRES_PASSWORD": "secret"}
    command = [docker, "compose", "-f", str(ROOT / "deploy/compose.yaml"), "config", "--quiet"]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def commands_named():
    """Every command of ours that something in deploy/ or the image starts."""
    named = {
        (name, word)
        for name in files()
        if name.startswith("deploy/")
        for word in re.findall(r"manage\.py (\w+)", text(name))
    }
    return sorted(named | {("deploy/compose.yaml", SERVICES[name]["command"][0]) for name in OURS})


@pytest.mark.parametrize(("name", "command"), commands_named())
def test_every_command_that_is_named_exists(name, command):
    assert command in get_commands(), name
