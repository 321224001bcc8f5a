"""What import-linter cannot see: a string that names an endpoint or an address of a feature above (docs/architecture.md)."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
FLOORS = [floor.split("|") for floor in reversed(CONTRACTS[0]["layers"])]
FLOOR_OF = {room.strip(" ()"): number for number, rooms in enumerate(FLOORS) for room in rooms}
API_PATHS = {("annotate/web/api_paths.py", root) for root in ("/api", "/w3c", "/hypothesis/api", "/hypothesis/api/")}
"""Where addresses for programs begin is the shell's own rule, which api/, hypothesis/ and w3c/ take from there."""

ANY = "\0"
"""Stands in a string for what an f-string puts there."""
VALUE = re.compile(rf"<[^>]*>|{ANY}")
ENDPOINT = re.compile(r"\w+\.")
IN_TEMPLATES = re.compile(r"""(?<=["'])[\w./-]+(?=["'])|(?<=\{\{ root \}\})/[\w./-]*""")


class Named:
    """The endpoints and addresses of the application, each with the room whose view answers."""

    def __init__(self, app: Flask) -> None:
        self._endpoints = {name: view.__module__.split(".")[1] for name, view in app.view_functions.items()}
        self._addresses = [
            (VALUE.sub("0", rule.rule), self._endpoints[rule.endpoint]) for rule in app.url_map.iter_rules()
        ]

    def rooms(self, text: str) -> set[str]:
        """Give the rooms of what a string names: an endpoint, an address, or how an address begins."""
        endpoint = re.compile(".+".join(map(re.escape, text.split(ANY))))
        path = VALUE.sub("0", re.split("[?#]", text.lstrip(ANY))[0]).rstrip("/")
        if not path.startswith("/"):
            return {room for name, room in self._endpoints.items() if ENDPOINT.match(text) and endpoint.fullmatch(name)}
        whole = {room for address, room in self._addresses if address == path}
        return whole or {room for address, room in self._addresses if address.startswith(f"{path}/")}

    def reaching_up(self, room: str, text: str) -> set[str]:
        """Give the rooms of what a string names, when all of them are above or beside the room that it stands in."""
        rooms = self.rooms(text)
        return set() if any(named == room or FLOOR_OF[named] < FLOOR_OF[room] for named in rooms) else rooms


def strings(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Give the strings of a module with their lines, but for docstrings."""
    inside: set[ast.AST] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr | ast.JoinedStr):
            inside |= set(ast.walk(node)) - {node} if isinstance(node, ast.JoinedStr) else {node.value}
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else ANY for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.lineno, node.value


def found() -> Iterator[tuple[str, str, int, str]]:
    """Give the strings of the application's modules, and those of the templates: file, room, line, text."""
    for path in sorted((ROOT / "annotate").rglob("*.py")):
        name = path.relative_to(ROOT)
        room = name.parts[1].removesuffix(".py")
        yield from ((name.as_posix(), room, *each) for each in strings(ast.parse(path.read_text("utf-8"))))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT)
        room = "web" if len(name.parts) == 2 else name.parts[1]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for match in IN_TEMPLATES.finditer(line):
                yield name.as_posix(), room, number, match[0]


def test_the_diagram_has_the_floors_of_the_linter() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    drawn = page.partition("## The arrows")[2].split("```")[1].split("↓")

    floors = [{room.strip() for room in floor.split("|")} for floor in CONTRACTS[0]["layers"]]
    reserved = {room for floor in floors for room in floor if room.startswith("(")}
    assert [{room.strip() for room in floor.split("·")} for floor in drawn] == [floor - reserved for floor in floors]


@pytest.fixture
def named(app: Flask) -> Named:
    return Named(app)


def test_no_string_reaches_up(named: Named) -> None:
    up = [
        f"{file}:{line}: {text!r} is of {', '.join(sorted(rooms))}"
        for file, room, line, text in found()
        if (file, text) not in API_PATHS and room in FLOOR_OF and (rooms := named.reaching_up(room, text))
    ]
    assert not up, "annotate/app.py hands endpoints in (annotate/web/pages.py)"


@pytest.mark.parametrize(
    ("room", "code", "reaches"),
    [
        ("web", 'url_for("accounts.sign_in")', True),
        ("notes", 'url_for("reading.shared", share_id=share_id)', True),
        ("notes", 'url_for(f"replies.{what}")', True),
        ("notes", 'f"{root()}/trials/{registry_id}#note-{note_id}"', True),
        ("notes", 'site_path("/trials?q=cancer")', False),
        ("notes", 'f"/notes/{note_id}/edits"', False),
        ("shares", '("/s/", "/shared/")', False),
        ("web", 'path.startswith("/shared/")', True),
        ("registry", 'url_for("reading.trial")', True),
        ("reading", 'url_for("reading.trial")', False),
        ("web", 'site_path("/")', False),
    ],
)
def test_it_is_seen(named: Named, room: str, code: str, reaches: bool) -> None:  # noqa: FBT001 - a case says which
    assert any(named.reaching_up(room, text) for _, text in strings(ast.parse(code))) is reaches
