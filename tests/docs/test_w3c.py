"""docs/w3c.md: every address stands there, and the requests that it shows work."""

import re
import shlex
from pathlib import Path

from flask import Flask

from annotate.database import Database
from annotate.registry.actions import import_samples
from annotate.w3c.queries import PAGE_SIZE
from tests.annotating import SITE
from tests.cast import Cast
from tests.programs import sent_by_curl, token_of
from tests.web_annotations import broken_by, broken_by_collection

PAGE = (Path(__file__).parents[2] / "docs/w3c.md").read_text("utf-8")


def test_every_address_is_there_and_no_other(app: Flask) -> None:
    documented = re.findall(r"^\| `([A-Z]+) (/w3c[^`]*)` \|", PAGE, re.MULTILINE)
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("w3c.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(documented) == len(routes)
    assert set(documented) == routes
    assert f"Pages hold {PAGE_SIZE} annotations" in PAGE


def test_the_requests_that_are_shown_work(app: Flask, database: Database, cast: Cast) -> None:
    import_samples(database)
    known = {"SITE": "", "TOKEN": token_of(database, cast.viewer("alice"))}
    shown = re.findall(r"^```sh\n(curl .*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
    answers = []
    for command in shown:
        answers.append(sent_by_curl(app, shlex.split(command), known))
        told = answers[-1].get_json(silent=True) or {}
        if told.get("type") == "Annotation":
            known |= {"ID": told["id"].removeprefix(SITE), "TAG": answers[-1].headers["ETag"]}
    assert [answer.status_code for answer in answers] == [200, 201, 200, 200, 204]
    empty, made, changed, listed = (answer.get_json() for answer in answers[:4])
    assert broken_by_collection(empty) == broken_by(made) == broken_by(changed) == broken_by_collection(listed) == []
    assert [body["value"] for body in made["body"]] == ["Which dose?", "to-discuss"]
    assert [body["value"] for body in changed["body"]] == ["Which dose, and how often?"]
    assert listed["first"]["items"] == [made["id"]]
