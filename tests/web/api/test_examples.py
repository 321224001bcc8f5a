"""The examples of the description: each body has one, and each is taken as it stands."""

import re
from typing import Any

import pytest
import time_machine
from flask import Flask

from annotate.api.link_forms import A_NOTE
from annotate.api.operations import Operation
from annotate.api.views.blueprint import OPERATIONS
from annotate.database import Database
from annotate.registry.actions import import_samples
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.programs import Program, token_of
from tests.sharing import reply, unlock
from tests.sharing import share as share_notes

TRIAL = "NCT04561557"


def example_of(said: Operation) -> dict[str, Any]:
    assert said.takes
    (example,) = said.takes.model_json_schema()["examples"]
    assert isinstance(example, dict)
    return example


@pytest.fixture
def known(app: Flask, database: Database, cast: Cast) -> dict[str, str]:
    """What stands in addresses: Alice's note, its label, tag, link and thread, and her reply in that."""
    import_samples(database)
    alice = Program(app, token_of(database, cast.viewer("alice")))
    note = alice.send(f"/api/trials/{TRIAL}/notes", json={"client_key": "a", "version": 1, "body": "x", "tags": ["a"]})
    label = alice.send("/api/labels", json={"name": "Mine", "hue": 1}).get_json()
    with database.reader() as session:
        trial_id = find_trial(session, TRIAL).id
    shared = share_notes(database, cast.viewer("alice"), words=("",), trial_id=trial_id)
    reply(unlock(cast.client("bob"), app, shared), shared, "An answer")
    thread = alice.get("/api/threads").get_json()["threads"][0]["id"]
    mine = alice.send(f"/api/threads/{thread}/replies", json={"client_key": "b", "body": "Mine"}).get_json()
    return {
        "registry_id": TRIAL,
        "note_id": note.get_json()["id"],
        "label_id": label["id"],
        "tag_id": alice.get("/api/tags").get_json()["tags"][0]["id"],
        "share_id": shared.id,
        "thread_id": thread,
        "reply_id": mine["id"],
    }


def test_every_example_is_taken(app: Flask, database: Database, cast: Cast, known: dict[str, str]) -> None:
    alice = Program(app, token_of(database, cast.viewer("alice"), days=365))
    sent = 0
    for rule in app.url_map.iter_rules():
        said = OPERATIONS.get(rule.endpoint)
        if said is None or said.takes is None:
            continue
        (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda name: known[name[1]], rule.rule)
        example = example_of(said)
        if "notes" in example:
            assert example["notes"] == [A_NOTE]
            example["notes"] = [known["note_id"]]
        tag = {"If-Match": alice.get(path).headers["ETag"]} if said.states_text else {}
        with time_machine.travel("2027-01-01T00:00:00Z", tick=False):
            answer = alice.ask(method, path, example, **tag)
        assert answer.status_code in said.gives, (path, answer.text)
        sent += 1
    assert sent >= 10
