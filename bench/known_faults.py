"""Tell what a look for known faults has found, of how many packages, and what nobody could look up: `make audit`.

    pip-audit -r requirements.lock --require-hashes --disable-pip -f json | python -m bench.known_faults

A package index may hold packages and know nothing of their faults, and a look that reached nobody must not pass for a good one.
"""

import json
import sys
from typing import Any, TextIO

_SHOWN = 5
_HOW = "`make audit` where pypi.org answers, or `make audit AUDIT='-s osv'`"


def tell_faults(audit: TextIO) -> tuple[str, int]:
    """Return what to say of what pip-audit wrote as JSON, and the exit status: 0 where each was looked up and is well."""
    try:
        packages: list[dict[str, Any]] = json.loads(audit.read())["dependencies"]
    except (ValueError, KeyError, TypeError):
        return f"Nothing was checked: nobody who knows of faults could be asked. To check: {_HOW}.", 1
    unknown = [package for package in packages if "skip_reason" in package]
    checked = len(packages) - len(unknown)
    faults = [(package, fault) for package in packages for fault in package.get("vulns", ())]
    told = [f"{checked} of {len(packages)} pinned packages were looked up, {len(faults)} known faults."]
    for package, fault in faults:
        fixed = ", ".join(fault.get("fix_versions", ())) or "no version yet"
        told.append(f"  {package['name']} {package['version']}: {fault['id']}, mended in {fixed}")
    if not checked:
        told = [f"Nothing was checked: of none of {len(packages)} packages anything is known there. To check: {_HOW}."]
    elif unknown:
        told.append(f"Not checked, because nothing is known of them there ({len(unknown)}). To check: {_HOW}.")
    told += [f"  {package['name']}: {package['skip_reason']}" for package in unknown[:_SHOWN]]
    return "\n".join(told), int(bool(faults or unknown))


def main() -> int:
    """Tell what is read from standard input."""
    told, status = tell_faults(sys.stdin)
    print(told)
    return status


if __name__ == "__main__":
    sys.exit(main())
