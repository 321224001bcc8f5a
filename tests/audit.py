"""Asks the advisory service (osv.dev) about every locked dependency; `make audit` and `make check` run it.

Known vulnerabilities fail, but for those that pyproject.toml names under ``[tool.annotate.audit]`` with a reason. Where the
service cannot be reached it says so in so many words and passes, for a check without a network checks nothing;
``AUDIT=required`` makes that a failure, too.
"""

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = "requirements-dev.lock"
SERVICE = "osv"
SECONDS = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One advisory about one locked package."""

    package: str
    version: str
    advisories: frozenset[str]
    """The advisory's id and its other names."""

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {', '.join(sorted(self.advisories))}"


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


def ask() -> list[Finding] | None:
    """Ask the service; None when it could not be reached."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--requirement", LOCK]
    options = ["--vulnerability-service", SERVICE, "--format", "json", "--aliases", "on", "--progress-spinner", "off"]
    asked = subprocess.run(  # our own command
        [*command, *options, "--timeout", str(SECONDS)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return read(asked.stdout)


def judge(findings: list[Finding], known: dict[str, str]) -> tuple[list[Finding], list[str]]:
    """Give the findings that no exception covers, and the exceptions that cover nothing any more."""
    open_ones = [finding for finding in findings if not finding.advisories & set(known)]
    found = frozenset[str]().union(*(finding.advisories for finding in findings))
    return open_ones, sorted(set(known) - found)


def main() -> int:
    """Ask, and give the exit code."""
    findings = ask()
    if findings is None:
        print(f"NOT AUDITED: the advisory service ({SERVICE}) could not be reached. Nothing is known about {LOCK}.")
        return 1 if os.environ.get("AUDIT") == "required" else 0
    known = exceptions()
    open_ones, needless = judge(findings, known)
    for finding in findings:
        reason = next((known[name] for name in finding.advisories if name in known), None)
        print(f"{'excepted' if reason else 'VULNERABLE'}: {finding}{f' ({reason})' if reason else ''}")
    for name in needless:
        print(f"NEEDLESS: the exception {name} covers nothing any more")
    print(f"Audited {LOCK} against {SERVICE}: {len(open_ones)} open, {len(findings) - len(open_ones)} excepted.")
    return 1 if open_ones or needless else 0


if __name__ == "__main__":
    sys.exit(main())
