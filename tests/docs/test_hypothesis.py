"""docs/hypothesis.md: every address stands there and no other, and what it says of limits is so."""

import re
from pathlib import Path

from flask import Flask

from annotate.core.tags import LONGEST_TAG, MOST_ON_NOTE
from annotate.hypothesis.asking import MOST_OFFSET, MOST_ROWS, SortKey
from annotate.interchange.quotes import LEAST_CONTEXT

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/hypothesis.md").read_text("utf-8")


def test_every_address_is_there_and_no_other(app: Flask) -> None:
    documented = re.findall(r"^\| `([A-Z]+) (/hypothesis/api/[^`]*)` \|", PAGE, re.MULTILINE)
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("hypothesis.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(documented) == len(routes)
    assert set(documented) == routes


def test_the_limits_are_those_that_hold() -> None:
    assert f"`limit` (0 to {MOST_ROWS}, 20 unless told), `offset` (up to {MOST_OFFSET:,})" in PAGE
    assert f"`sort` ({', '.join(f'`{key}`' for key in SortKey)})" in PAGE
    assert f"up to {MOST_ON_NOTE} of {LONGEST_TAG} characters" in PAGE
    assert f"{LEAST_CONTEXT} characters around the words" in PAGE


def test_the_clients_are_those_that_are_run() -> None:
    pinned = dict(
        re.findall(r"^([\w-]+)==([\d.]+)$", (ROOT / "tests/clients/requirements.in").read_text("utf-8"), re.MULTILINE)
    )
    named = dict(re.findall(r"^\| \[([\w-]+)\]\(https://pypi\.org/project/[\w-]+/\) ([\d.]+) \|", PAGE, re.MULTILINE))
    assert named == pinned
    for name in named:
        assert (ROOT / f"tests/clients/walk_{name.replace('-', '_')}.py").is_file()
