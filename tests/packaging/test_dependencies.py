"""The promises about what the project needs: locked, hashed, used; and a core that needs nothing."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<rest>.*)$")
# Flask, Flask-Limiter, Flask-WTF and pydantic are made of these and hand them to their users.
HANDED_ON = {"jinja2", "limits", "markupsafe", "pydantic_core", "werkzeug", "wtforms"}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def requirements(group: str | None = None) -> list[Requirement]:
    if group is None:
        return [Requirement(line) for line in project()["project"]["dependencies"]]
    wanted: list[Requirement] = []
    extras = project()["project"]["optional-dependencies"]
    for entry in extras[group] if group in extras else project()["dependency-groups"][group]:
        wanted += [Requirement(entry)] if isinstance(entry, str) else requirements(entry["include-group"])
    return wanted


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if pin := PIN.match(line):
            found.setdefault(canonicalize_name(pin["name"]), set()).add(pin["version"])
    return found


def named_by(node: ast.AST) -> set[str]:
    match node:
        case ast.Import(names=names):
            return {alias.name for alias in names}
        case ast.ImportFrom(module=str(module)):
            return {module}
        # resources.files("package"): what a package carries is used as well
        case ast.Call(func=ast.Attribute(attr="files"), args=[ast.Constant(value=str(package))]):
            return {package}
        case ast.Call(func=ast.Name(id="distribution"), args=[ast.Constant(value=str(package))]):
            return {package}
        case _:
            return set()


def used_packages(folder: str) -> set[str]:
    names: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names |= named_by(node)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    ("lock", "group"),
    [
        ("requirements.lock", None),
        ("requirements-build.lock", "build"),
        ("requirements-server.lock", None),
        ("requirements-server.lock", "postgres"),
        ("requirements-server.lock", "redis"),
        ("requirements-dev.lock", None),
        ("requirements-dev.lock", "dev"),
    ],
)
def test_what_the_project_asks_for_is_locked(lock: str, group: str | None) -> None:
    locked = pins(lock)

    for requirement in requirements(group):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is missing from {lock}: run `make lock`"
        assert all(requirement.specifier.contains(version) for version in versions), f"{requirement} in {lock}"


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-build.lock", "requirements-dev.lock", "requirements-server.lock"]
)
def test_a_lock_holds_hashed_pins_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = re.split(r"(?<!\\)\n", text.strip())

    assert "://" not in text
    assert all(PIN.match(entry.splitlines()[0]) and "--hash=sha256:" in entry for entry in entries)


def test_the_locks_agree() -> None:
    everything = pins("requirements-dev.lock")

    for lock in ("requirements.lock", "requirements-build.lock", "requirements-server.lock"):
        assert {name: everything.get(name) for name in pins(lock)} == pins(lock)


def test_every_dependency_is_used_and_every_import_is_asked_for() -> None:
    modules = {
        name: canonicalize_name(distribution)
        for name, distributions in packages_distributions().items()
        for distribution in distributions
    }
    asked_for = {canonicalize_name(requirement.name) for requirement in requirements()}
    used = used_packages("annotate") - set(sys.stdlib_module_names) - {"annotate"}

    assert {modules.get(name, name) for name in used - HANDED_ON} == asked_for


def test_the_core_imports_the_standard_library_only() -> None:
    assert used_packages("annotate/core") <= set(sys.stdlib_module_names) | {"annotate"}
