"""Asks the advisory service (osv.dev) about every locked dependency; `make audit` and `make check` run it.

Where the service cannot be reached, the package index is asked, which tells of each release, or of the newest one alone.
Known vulnerabilities fail, but for those that pyproject.toml names under ``[tool.annotate.audit]`` with a reason. What neither
knows of is named, and passes, for a check without a network checks nothing; ``AUDIT=required`` makes that a failure, too.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = "requirements-dev.lock"
SERVICE = "osv"
INDEX = "https://pypi.org/pypi"
SECONDS = 15
_LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One advisory about one locked package."""

    package: str
    version: str
    advisories: frozenset[str]
    """The advisory's id and its other names."""

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {', '.join(sorted(self.advisories))}"


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found out, where, and of which releases nothing was."""

    source: str
    findings: list[Finding]
    unknown: list[str]


def exceptions() -> dict[str, str]:
    """Give the advisories that are known not to touch this project, each with its reason."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["annotate"]["audit"]
    return dict(table["exceptions"])


def read(report: str) -> list[Finding] | None:
    """Read what pip-audit printed; None when it is no whole report, so that nothing was found out."""
    try:
        audited = json.loads(report)["dependencies"]
        if not audited or any("skip_reason" in package for package in audited):
            return None
        return [
            Finding(package["name"], package["version"], frozenset({told["id"], *told["aliases"]}))
            for package in audited
            for told in package["vulns"]
        ]
    except (ValueError, KeyError, TypeError):
        return None


def ask_service() -> Audit | None:
    """Ask the service about all of them; None when it could not be reached."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--requirement", LOCK]
    options = ["--vulnerability-service", SERVICE, "--format", "json", "--aliases", "on", "--progress-spinner", "off"]
    asked = subprocess.run(  # our own command
        [*command, *options, "--timeout", str(SECONDS)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    findings = read(asked.stdout)
    return None if findings is None else Audit(SERVICE, findings, [])


def locked() -> list[tuple[str, str]]:
    """Give the name and the version of every locked release."""
    return _LOCKED.findall((ROOT / LOCK).read_text("utf-8"))


def _told(path: str) -> dict[str, Any] | None:
    try:
        with urllib.request.urlopen(f"{INDEX}/{path}/json", timeout=SECONDS) as answer:  # noqa: S310 - one address, https
            told: dict[str, Any] = json.load(answer)
    except (OSError, ValueError):
        return None
    return told


def ask_about(package: str, version: str) -> list[Finding] | None:
    """Ask the index about one release; None when it says nothing of it (an index that is mirrored may know the newest alone)."""
    told = _told(f"{package}/{version}") or _told(package)
    if told is None or told["info"]["version"] != version:
        return None
    advisories = (one for one in told["vulnerabilities"] or () if not one.get("withdrawn"))
    return [Finding(package, version, frozenset({one["id"], *one["aliases"]})) for one in advisories]


def ask_index(releases: Iterable[tuple[str, str]]) -> Audit | None:
    """Ask the package index about each release; None when it could not be reached."""
    releases = list(releases)
    with ThreadPoolExecutor(8) as asking:
        told = list(asking.map(lambda release: ask_about(*release), releases))
    if all(findings is None for findings in told):
        return None
    unknown = [
        f"{name} {version}" for (name, version), findings in zip(releases, told, strict=True) if findings is None
    ]
    return Audit("the package index", [finding for findings in told for finding in findings or ()], unknown)


def ask() -> Audit | None:
    """Ask whoever can be reached; None when nobody can."""
    return ask_service() or ask_index(locked())


def judge(findings: list[Finding], known: dict[str, str]) -> tuple[list[Finding], list[str]]:
    """Give the findings that no exception covers, and the exceptions that cover nothing any more."""
    open_ones = [finding for finding in findings if not finding.advisories & set(known)]
    found = frozenset[str]().union(*(finding.advisories for finding in findings))
    return open_ones, sorted(set(known) - found)


def main() -> int:
    """Ask, and give the exit code."""
    audit, required = ask(), os.environ.get("AUDIT") == "required"
    if audit is None:
        print(f"NOT AUDITED: neither {SERVICE} nor the package index could be reached. Nothing is known about {LOCK}.")
        return 1 if required else 0
    known = exceptions()
    open_ones, needless = judge(audit.findings, known)
    for finding in audit.findings:
        reason = next((known[name] for name in finding.advisories if name in known), None)
        print(f"{'excepted' if reason else 'VULNERABLE'}: {finding}{f' ({reason})' if reason else ''}")
    for name in needless:
        print(f"NEEDLESS: the exception {name} covers nothing any more")
    if audit.unknown:
        print(f"NOT AUDITED, for {audit.source} tells nothing of them: {', '.join(audit.unknown)}")
    told = f"{len(open_ones)} open, {len(audit.findings) - len(open_ones)} excepted, {len(audit.unknown)} not known"
    print(f"Audited {LOCK} against {audit.source}: {told}.")
    return 1 if open_ones or needless or (required and audit.unknown) else 0


if __name__ == "__main__":
    sys.exit(main())
