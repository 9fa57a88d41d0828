"""What deploy/ and its page say is what the product knows: names, paths, ports, numbers."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import house
from settings import Settings

DEPLOY = house.ROOT / "deploy"
PAGE = (house.ROOT / "docs" / "deploying.md").read_text()
FILES = sorted(
    path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix in ("", ".conf", ".service", ".yaml")
)
PROXYS = {"SITE", "REPLICAS", "HTTP_PORT", "HTTPS_PORT", "CADDY_OPTIONS"}
"""What only deploy/Caddyfile reads."""
HEALTH = {"/health/live", "/health/ready"}


@pytest.fixture(scope="module")
def manifests() -> dict[tuple[str, str], Any]:
    """Every Kubernetes object, by kind and name."""
    found = (each for path in (DEPLOY / "kubernetes").glob("*.yaml") for each in yaml.safe_load_all(path.read_text()))
    return {(each["kind"], each["metadata"]["name"]): each for each in found}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"KEYLODGE_([A-Z_]+)", path.read_text()))
    assert named <= {name.upper() for name in Settings.model_fields} | PROXYS


@pytest.mark.process
def test_image_holds_all_that_the_product_needs_to_start(tmp_path: Path) -> None:
    for source in _copied():
        if (house.ROOT / source).is_dir():
            shutil.copytree(house.ROOT / source, tmp_path / source)
        else:
            for path in house.ROOT.glob(source):
                shutil.copy(path, tmp_path)
    done = subprocess.run([sys.executable, "-c", "import main, app"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert {path.name for path in tmp_path.iterdir()} >= {*house.PACKAGES, "migrations", "static", "main.py"}


def test_every_number_of_the_page_stands_where_it_says() -> None:
    numbers = PAGE.split("## Numbers", 1)[1].split("\n## ", 1)[0]
    where, missing = "", []
    for line in re.findall(r"^\|(?! in ) .*`.*$", numbers, re.MULTILINE):
        file, told = (cell.strip() for cell in line.split("|")[1:3])
        where = file or where
        text = (DEPLOY / where).read_text()
        missing += [f"{where}: {number}" for number in re.findall(r"`([^`]+)`", told) if number not in text]
    assert missing == []


def test_compose_has_two_replicas_that_the_proxy_knows() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    replicas = [name for name, service in services.items() if service.get("image") == "keylodge"]
    assert services["proxy"]["environment"]["KEYLODGE_REPLICAS"] == " ".join(f"{name}:8080" for name in replicas)
    assert len(replicas) == 2
    for name in replicas:
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]


def test_pods_ask_for_health_where_it_is_told(manifests: dict[tuple[str, str], Any]) -> None:
    (container,) = _pod(manifests["StatefulSet", "keylodge"])["containers"]
    asked = {container[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert asked == HEALTH
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    drain = next(float(each["value"]) for each in container["env"] if each["name"] == "KEYLODGE_DRAIN_SECONDS")
    noticed = container["readinessProbe"]["periodSeconds"] + container["readinessProbe"]["timeoutSeconds"]
    assert noticed < drain < _pod(manifests["StatefulSet", "keylodge"])["terminationGracePeriodSeconds"] - 10


def test_every_name_that_a_manifest_refers_to_is_there(manifests: dict[tuple[str, str], Any]) -> None:
    labels = [
        each["spec"]["template"]["metadata"]["labels"]
        for each in manifests.values()
        if "template" in each.get("spec", {})
    ]
    for (kind, name), each in manifests.items():
        spec = each.get("spec", {})
        selector = spec.get("selector") or spec.get("podSelector")
        if selector:
            assert selector.get("matchLabels", selector) in labels, (kind, name)
    stateful = manifests["StatefulSet", "keylodge"]["spec"]
    proxy = _pod(manifests["Deployment", "keylodge-proxy"])
    known = next(each["value"] for each in proxy["containers"][0]["env"] if each["name"] == "KEYLODGE_REPLICAS")
    pods = [f"keylodge-{number}.{stateful['serviceName']}:8080" for number in range(stateful["replicas"])]
    assert known.split() == pods
    claims = {name for kind, name in manifests if kind == "PersistentVolumeClaim"}
    assert {
        each["persistentVolumeClaim"]["claimName"] for each in proxy["volumes"] if "persistentVolumeClaim" in each
    } == claims


@pytest.mark.parametrize(
    "kind", [("StatefulSet", "keylodge"), ("Deployment", "keylodge-proxy")], ids=lambda kind: kind[1]
)
def test_nothing_runs_as_root_or_writes_to_its_root(
    manifests: dict[tuple[str, str], Any], kind: tuple[str, str]
) -> None:
    pod = _pod(manifests[kind])
    assert pod["securityContext"]["runAsNonRoot"]
    for container in pod["containers"]:
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert not container["securityContext"]["allowPrivilegeEscalation"]


def _pod(manifest: Any) -> Any:
    return manifest["spec"]["template"]["spec"]


def _copied() -> Iterator[str]:
    """What the image's last stage copies out of the repository."""
    last = (DEPLOY / "Containerfile").read_text().rsplit("\nFROM ", 1)[1]
    for words in re.findall(r"^COPY (?!--)(.+)$", last, re.MULTILINE):
        yield from (word.rstrip("/") for word in words.split()[:-1])
