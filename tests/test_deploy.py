"""What is in deploy/ agrees with the program: names, commands, ports, probes; and is what Kubernetes and Compose take.

No cluster and no container engine is needed, and none of it is started.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.main import command_parser
from bot.settings import Settings
from bot.ui.gate.probes import HEALTH, READY
from tests.places import ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
DOCUMENTS: list[dict[str, Any]] = [
    document
    for path in sorted(KUBERNETES.rglob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
OBJECTS = [document for document in DOCUMENTS if document.get("kind") not in {"Kustomization", "Component", None}]
WORKLOADS = [each for each in OBJECTS if each["kind"] in {"Deployment", "StatefulSet", "Job"} and "spec" in each]
NAMES = [f"{each['kind']}-{each['metadata']['name']}" for each in WORKLOADS]
OURS = {"pages", "workers", "migrate"}
PINNED = re.compile(r"[\w./-]+:v?\d[\w.-]*|[\w./-]+:cpu-\d[\w.-]*")


def _told(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for each in WORKLOADS:
        yield each["metadata"]["name"], each["spec"]["template"]["spec"]


def _containers() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, pod in _pods():
        for container in pod["containers"]:
            yield name, container


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_setting_named_is_one_that_is_read(path: Path) -> None:
    read = set(re.findall(r"HAESEOL_[A-Z_]+", _told("bot/settings.py")))
    named = set(re.findall(r"HAESEOL_[A-Z_]+", path.read_text(encoding="utf-8")))
    assert named <= read


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_command_named_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    listed = re.findall(r'\["haeseol", "([^]]+)"\]', text)
    lines = [line.replace('", "', " ") for line in listed] + re.findall(
        r"\bhaeseol ((?:password|setup|doctor|index)\b)", text
    )
    for line in lines:
        assert callable(command_parser().parse_args(line.split()).command)


def test_each_role_runs_in_both() -> None:
    roles = {name: tuple(container["command"]) for name, container in _containers() if name in OURS}
    assert roles == {
        "pages": ("haeseol", "serve"),
        "workers": ("haeseol", "work"),
        "migrate": ("haeseol", "migrate"),
    }
    assert {name: tuple(COMPOSE["services"][name]["command"]) for name in OURS} == roles


def test_images_are_pinned_and_the_same_in_both() -> None:
    compose = {each["image"] for each in COMPOSE["services"].values()}
    kubernetes = {container["image"] for _, container in _containers()}
    assert all(PINNED.fullmatch(image) for image in compose | kubernetes)
    assert kubernetes <= compose
    assert compose - kubernetes == {COMPOSE["services"]["proxy"]["image"]}


@pytest.mark.parametrize(("name", "container"), list(_containers()), ids=NAMES)
def test_probes_and_services_ask_where_somebody_listens(name: str, container: dict[str, Any]) -> None:
    ports = {port["name"]: port["containerPort"] for port in container.get("ports", ())}
    probes = {
        kind: container[kind] for kind in ("startupProbe", "livenessProbe", "readinessProbe") if kind in container
    }
    assert (set(probes) >= {"livenessProbe", "readinessProbe"}) == (name != "migrate")
    asked = {kind: probe["httpGet"] for kind, probe in probes.items() if "httpGet" in probe}
    assert {probe["port"] for probe in asked.values()} <= set(ports)
    if name in {"pages", "workers"}:
        assert {kind: probe["path"] for kind, probe in asked.items()} == {
            "startupProbe": HEALTH,
            "livenessProbe": HEALTH,
            "readinessProbe": READY,
        }
        # A page refuses names that nobody told it.
        assert all(probe["httpHeaders"] == [{"name": "Host", "value": "localhost"}] for probe in asked.values())
    served = [each for each in OBJECTS if each["kind"] == "Service" and each["spec"].get("selector")]
    for service in served:
        if service["spec"]["selector"]["app.kubernetes.io/name"] == name:
            assert {port["targetPort"] for port in service["spec"]["ports"]} <= set(ports)


def test_settings_lead_to_services_that_there_are() -> None:
    services = {
        each["metadata"]["name"]: {port["port"] for port in each["spec"]["ports"]}
        for each in OBJECTS
        if each["kind"] == "Service" and "spec" in each
    }
    literals = [
        literal
        for document in DOCUMENTS
        for generated in document.get("configMapGenerator", ())
        for literal in generated.get("literals", ())
    ]
    told = dict(literal.split("=", 1) for literal in literals)
    for setting in ("HAESEOL_LIBRARY", "HAESEOL_BASE_URL", "HAESEOL_EMBEDDING_URL"):
        host, port = re.findall(r"//([\w.-]+):(\d+)", told[setting])[0]
        assert int(port) in services[host]
        assert told[setting] in _told("deploy/compose.yaml")
    ports = {
        name: container["ports"][0]["containerPort"] for name, container in _containers() if name in OURS - {"migrate"}
    }
    assert ports == {"pages": Settings(home=Path("/")).port, "workers": int(told["HAESEOL_WORK_PORT"])}
    assert COMPOSE["services"]["workers"]["environment"]["HAESEOL_WORK_PORT"] == told["HAESEOL_WORK_PORT"]
    checked = {name: str(COMPOSE["services"][name]["healthcheck"]["test"]) for name in ports}
    assert all(f"127.0.0.1:{port}{HEALTH}" in checked[name] for name, port in ports.items())
    assert f"server pages:{ports['pages']};" in _told("deploy/nginx.conf")


def test_secrets_are_named_and_nowhere_told() -> None:
    wanted: set[str] = set()
    for _, container in _containers():
        for variable in container.get("env", ()):
            if reference := variable.get("valueFrom", {}).get("secretKeyRef"):
                assert reference["name"] == "haeseol"
                wanted.add(reference["key"])
            else:
                assert not re.search(r"PASSWORD|KEY|STATE|TOKEN", variable["name"])
    assert not [each for each in OBJECTS if each["kind"] == "Secret"]
    assert set(re.findall(r"--from-literal=([\w-]+)=", _told("deploy/README.md"))) == wanted
    for line in _told("deploy/example.env").splitlines():
        assert line.startswith("#") or line.endswith("=")
    assert set(re.findall(r"\$\{([A-Z_]+)\}", _told("deploy/compose.yaml"))) == set(
        re.findall(r"^([A-Z_]+)=$", _told("deploy/example.env"), re.MULTILINE)
    )


@pytest.mark.parametrize(("name", "pod"), list(_pods()), ids=NAMES)
def test_pods_may_do_little_and_say_what_they_need(name: str, pod: dict[str, Any]) -> None:
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]
        mounted = {mount["name"] for mount in container.get("volumeMounts", ())}
        claims = {volume["name"] for volume in pod.get("volumes", ())} | {"data"}
        assert mounted <= claims
        if name in OURS:
            assert pod["securityContext"]["runAsNonRoot"] is True
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_what_there_are_several_of_is_never_all_away() -> None:
    budgets = {each["metadata"]["name"] for each in OBJECTS if each["kind"] == "PodDisruptionBudget"}
    several = {each["metadata"]["name"] for each in WORKLOADS if each["spec"].get("replicas", 1) > 1}
    assert several == budgets == {"pages", "workers", "embedding"}


def test_nothing_is_asked_of_anybody_unless_a_rule_says_so() -> None:
    rules = [each for each in OBJECTS if each["kind"] == "NetworkPolicy"]
    (nothing,) = [each for each in rules if each["metadata"]["name"] == "nothing"]
    assert nothing["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ports = {
        entry["port"]
        for rule in rules
        for way in ("ingress", "egress")
        for each in rule["spec"].get(way, ())
        for entry in each.get("ports", ())
    }
    served = {
        port["port"]
        for each in OBJECTS
        if each["kind"] == "Service" and "spec" in each
        for port in each["spec"]["ports"]
    }
    assert served <= ports


def test_the_image_runs_as_nobody_of_importance_and_has_every_extra_it_needs() -> None:
    lines = _told("deploy/Dockerfile").splitlines()
    assert lines.index("USER haeseol") < next(n for n, line in enumerate(lines) if line.startswith("CMD"))
    (extras,) = re.findall(r'"\.\[([\w,]+)\]"', _told("deploy/Dockerfile"))
    offered = set(
        re.findall(r"^(\w+) = \[$", _told("pyproject.toml").partition("[project.optional-dependencies]")[2], re.M)
    )
    assert set(extras.split(",")) <= offered
    copied = [source for line in lines if line.startswith("COPY") for source in line.split()[1:-1]]
    assert copied
    assert all((ROOT / source).exists() for source in copied)


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["base", "example"])
def test_kustomize_builds_what_kubernetes_takes(folder: str) -> None:
    built = _built(folder)
    assert {"Deployment", "Job", "Service", "NetworkPolicy", "Ingress", "ConfigMap"} <= {each["kind"] for each in built}
    settings = {each["metadata"]["name"] for each in built if each["kind"] == "ConfigMap"}
    referred = {
        source["configMapRef"]["name"]
        for each in built
        if each["kind"] in {"Deployment", "Job"}
        for container in each["spec"]["template"]["spec"]["containers"]
        for source in container.get("envFrom", ())
    }
    assert referred
    assert referred <= settings
    if importlib.util.find_spec("kubernetes_validate") is None:
        pytest.skip("kubernetes-validate is not installed here: pip install -c constraints.txt -e '.[dev]'")
    import kubernetes_validate

    for each in built:
        kubernetes_validate.validate(each, "1.34", strict=True)


def _built(folder: str) -> list[dict[str, Any]]:
    """Return what an overlay comes to, by kustomize itself."""
    for program in (("kustomize", "build"), ("kubectl", "kustomize")):
        if shutil.which(program[0]):
            shown = subprocess.run([*program, str(KUBERNETES / folder)], capture_output=True, text=True, check=True)
            return list(yaml.safe_load_all(shown.stdout))
    pytest.skip("neither kustomize nor kubectl is here")
