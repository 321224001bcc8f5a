"""docs/api.md: every address stands there, and the requests that it shows work."""

import re
import shlex
from pathlib import Path

from flask import Flask

from annotate.database import Database
from annotate.registry.actions import import_samples
from tests.cast import Cast
from tests.programs import sent_by_curl, token_of

PAGE = (Path(__file__).parents[2] / "docs/api.md").read_text("utf-8")


def test_every_address_is_there_and_no_other(app: Flask) -> None:
    documented = re.findall(r"^\| `([A-Z]+) (/api[^`]*)` \|", PAGE, re.MULTILINE)
    routes = {
        (method, re.sub(r"<int:", "<", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(documented) == len(routes)
    assert set(documented) == routes


def test_the_requests_that_are_shown_work(app: Flask, database: Database, cast: Cast) -> None:
    import_samples(database)
    known = {"SITE": "", "TOKEN": token_of(database, cast.viewer("alice"))}
    shown = re.findall(r"^```sh\n(curl .*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(shown) == 5
    told = []
    for command in shown:
        answer = sent_by_curl(app, shlex.split(command), known)
        assert answer.status_code in {200, 201}, answer.text
        told.append(answer.get_json())
        if "etag" in told[-1]:
            known |= {"NOTE": told[-1]["id"], "TAG": told[-1]["etag"]}
    text, made, listed, changed, earlier = told
    assert text["text"][6:12] == made["passage"]["exact"]
    assert listed["notes"] == [made]
    assert changed["revision"] == 2
    assert [each["body"] for each in earlier["revisions"]] == [made["body"]]
