"""Whatever a person does with links, every one that is there is in their list, and none that is not theirs."""

import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from annotate.database import Database
from annotate.shares.models import Share
from annotate.trials.models import Trial
from annotate.web.limits import limiter
from tests.cast import Cast
from tests.databases import empty
from tests.sharing import write_note
from tests.texts import REGISTRY_ID, keep_trial

CHANGES = {
    "revocation": {},
    "suspension": {},
    "resumption": {},
    "address": {},
    "extension": {"expiry": "1h"},
    "passcode": {"kind": "generated"},
    "openings": {"most_openings": "1"},
}

acts = st.lists(
    st.one_of(
        st.tuples(st.just("make"), st.integers(0, 3), st.sampled_from(["alice", "bob"])),
        st.tuples(st.just("note"), st.just(0), st.sampled_from(["alice", "bob"])),
        st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 5), st.sampled_from(["alice", "bob"])),
        st.tuples(st.just("delete the note"), st.just(0), st.sampled_from(["alice", "bob"])),
    ),
    max_size=12,
)


def listed(cast: Cast, name: str) -> list[str]:
    """Give the ids of all links on all pages of somebody's list."""
    found, path = [], "/shares"
    while path:
        page = cast.client(name).get(path).text
        found += re.findall(r'class="item-title"><a href="/shares/([\w-]{22})"', page)
        older = re.search(r'href="(/shares\?after=[^"]+)" rel="next"', page)
        path = older.group(1).replace("&amp;", "&") if older else ""
    return found


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=acts)
def test_every_link_that_is_there_is_listed(app: Flask, database: Database, acts: list[tuple[str, int, str]]) -> None:
    empty(database)
    limiter.reset()
    cast = Cast(app, database)
    with database.transaction() as session:
        trial_id = keep_trial(session).id
    notes = {name: _note(database, cast, name, trial_id) for name in ("alice", "bob")}
    for what, number, name in acts:
        client = cast.client(name)
        if what == "make":
            # The same key again is the same form again: it makes no second link.
            form = {
                "notes": notes[name],
                "recipient": "R",
                "expiry": "7d",
                "kind": "generated",
                "client_key": f"k{number}",
            }
            client.post(f"/trials/{REGISTRY_ID}/shares", data=form)
        elif what == "note":
            notes[name] = _note(database, cast, name, trial_id)
        elif what == "delete the note":
            client.post(f"/notes/{notes[name]}/deletion")
        elif mine := listed(cast, "alice"):
            client.post(f"/shares/{mine[number % len(mine)]}/{what}", data=CHANGES[what])
    with database.reader() as session:
        there = {
            name: set(session.scalars(select(Share.id).where(Share.account_id == cast.viewer(name).id)))
            for name in notes
        }
    for name, ids in there.items():
        found = listed(cast, name)
        assert len(found) == len(ids)
        assert set(found) == ids


def _note(database: Database, cast: Cast, name: str, trial_id: str) -> str:
    viewer = cast.viewer(name)
    with database.transaction() as session:
        return write_note(session, viewer, session.get_one(Trial, trial_id), words="160 mg").id
