"""Test files of views open with the same rungs in the same order, as docs/development.md says under "Tests".

A file names its views, as the table of routes does: ``VIEWS = ("GET notes.edits", "POST notes.edit")``. Which rungs it needs
is known from them: a view that reads something of a request validates it, and one that strangers may not use has an owner.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from flask import Flask

from annotate.database import Database
from annotate.settings import Settings
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.security.fuzzing import learn
from tests.security.test_routes import TABLE
from tests.security.world import World
from tests.security.world_making import make_world

WEB = Path(__file__).parents[1] / "web"
RUNGS = ("works", "validates", "whose", "method")
RUNG = re.compile(rf"test_({'|'.join(RUNGS)})__")


def views_of(module: ast.Module) -> tuple[str, ...]:
    """Give the views that a file of tests names."""
    for statement in module.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "VIEWS":
            return tuple(ast.literal_eval(statement.value))
    return ()


def rungs_of(module: ast.Module) -> list[str]:
    """Give the rung of each test in the order of the file; empty for a test that is on none."""
    tests = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    names = [test.name for test in sorted(tests, key=lambda test: test.lineno)]
    return [found[1] if (found := RUNG.match(name)) else "" for name in names]


MODULES = {path.relative_to(WEB).as_posix(): ast.parse(path.read_text("utf-8")) for path in WEB.rglob("test_*.py")}
FILES = sorted(name for name, module in MODULES.items() if views_of(module))


def test_each_view_is_named_by_one_file() -> None:
    named = Counter(view for name in FILES for view in views_of(MODULES[name]))
    assert set(named) == set(TABLE)
    assert [view for view, files in named.items() if files > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_its_rungs_come_first_and_in_order(name: str) -> None:
    rungs = rungs_of(MODULES[name])
    first = list(takewhile(bool, rungs))

    assert first == sorted(first, key=RUNGS.index)
    assert not any(rungs[len(first) :]), "a rung stands among the other tests"


@pytest.fixture
def world(app: Flask, database: Database, cast: Cast, settings: Settings) -> Iterator[World]:
    limiter.enabled = False
    yield make_world(app, database, cast, settings)
    limiter.enabled = True


@pytest.mark.slow
def test_no_rung_is_missing(world: World) -> None:
    learnt = learn(world)

    def needed(view: str) -> set[str]:
        method, endpoint = view.split()
        read = learnt[endpoint, method]
        reads = bool(read.arguments or read.fields or endpoint in world.bodies)
        return {"works", "method"} | ({"validates"} if reads else set()) | (set() if _is_public(view) else {"whose"})

    missing = {
        name: absent
        for name in FILES
        if (absent := {rung for view in views_of(MODULES[name]) for rung in needed(view)} - {*rungs_of(MODULES[name])})
    }
    assert missing == {}


def _is_public(view: str) -> bool:
    """Tell whether strangers get the page or have a form of theirs read, or are answered like everybody."""
    anonymous = TABLE[view][0]
    return anonymous in {200, 302, 422} or (anonymous < 400 and set(TABLE[view]) == {anonymous})
