"""Write what an installation is made of, as CycloneDX JSON: `make sbom`, which has the tools that this needs.

    cyclonedx-py environment .venv --pyproject pyproject.toml | python -m bench.bill_of_materials > sbom.cdx.json

The bill that cyclonedx-py makes of an environment also has what only tests and tools need, and no digests. Here the first is
left out, and the digests of `requirements.lock` are added, and the models of the catalogue, which are to be trusted as well.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)")
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def complete_bill(bill: Json, needed: Sequence[str], lock: str, catalogue: Sequence[Json]) -> Json:
    """Return the bill with the packages that `lock` has, with their digests, and the models of `catalogue`.

    `needed` are the project's requirements, such as "lxml>=6". Raises KeyError for one that the lock or the bill lacks: the bill
    would not be whole.
    """
    digests = read_digests(lock)
    packages = {
        component["bom-ref"]: _with_digests(component, digests[pin])
        for component in bill["components"]
        if (pin := _pin(component)) in digests
    }
    refs = {_normalised(component["name"]): ref for ref, component in packages.items()}
    models = list(_model_components(catalogue))
    direct = [refs[_normalised(_NAME.match(one)[0])] for one in needed]  # type: ignore[index]
    root = bill["metadata"]["component"]["bom-ref"]
    edges = [{"ref": root, "dependsOn": sorted([*direct, *(model["bom-ref"] for model in models)])}]
    for edge in bill["dependencies"]:
        if edge["ref"] in packages:
            brought = [ref for ref in edge.get("dependsOn", ()) if ref in packages]
            edges.append({"ref": edge["ref"], **({"dependsOn": brought} if brought else {})})
    return {**bill, "components": [*packages.values(), *models], "dependencies": edges}


def read_digests(lock: str) -> dict[tuple[str, str], list[str]]:
    """Return the SHA-256 digests of each package's files by (name, version), as a file of `pip --require-hashes` has them."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in re.split(r"\n(?=\S)", lock):
        if pinned := _PINNED.match(entry):
            found[_normalised(pinned[1]), pinned[2]] = _DIGEST.findall(entry)
    return found


def _pin(component: Json) -> tuple[str, str]:
    """Return a component's name and version, without what a builder added to it: 2.13.0+cpu is built from 2.13.0."""
    return _normalised(component["name"]), component["version"].partition("+")[0]


def _with_digests(component: Json, digests: Sequence[str]) -> Json:
    address = f"https://pypi.org/simple/{_normalised(component['name'])}/"
    files = [
        {"type": "distribution", "url": address, "hashes": [{"alg": "SHA-256", "content": digest}]}
        for digest in digests
    ]
    return {**component, "externalReferences": [*component.get("externalReferences", ()), *files]}


def _model_components(catalogue: Sequence[Json]) -> Iterator[Json]:
    for model in catalogue:
        for file in model["files"]:
            component: Json = {
                "type": "machine-learning-model",
                "bom-ref": f"model:{model['name']}/{file['name']}",
                "name": model["name"],
                "description": f"{model['role']} model, file {file['name']}",
                "licenses": [{"license": {"name": model["licence"]}}],
                "scope": "required" if "packages" in file else "optional",  # fetched by `haeseol setup`, or offered
            }
            if "sha256" in file:
                component["hashes"] = [{"alg": "SHA-256", "content": file["sha256"]}]
            yield component


def _normalised(name: str) -> str:
    """Return a package's name as the index has it: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Complete the bill on standard input and print it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    catalogue = tomllib.loads((ROOT / "bot/models/files/catalogue.toml").read_text(encoding="utf-8"))["model"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    print(
        json.dumps(
            complete_bill(json.load(sys.stdin), project["dependencies"], lock, catalogue), indent=2, ensure_ascii=False
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
