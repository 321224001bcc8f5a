"""Two tabs edit one note at random: every text that was confirmed is the present one, or can be read in the history.

A few dozen steps here; ``TWO_TABS_EXAMPLES`` asks for more walks of as many steps.
"""

import html
import os
import re
from datetime import timedelta

import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.notes.models import Note, NoteRevision
from tests.cast import Cast
from tests.noting import Noting

STEPS = 20
EXAMPLES = int(os.environ.get("TWO_TABS_EXAMPLES", "8"))

_tabs = st.sampled_from(["one", "other"])
_words = st.lists(st.sampled_from(["dose", "age", " ", "\n", "\n\n", "<b>", "é"]), min_size=1, max_size=6).map("".join)


def _field(page: str, name: str) -> str | None:
    """Give what stands in a text box of a page."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1]) if found else None


class TwoTabs(RuleBasedStateMachine):
    """Alice has one note open in two tabs."""

    def __init__(
        self, alice: FlaskClient, noting: Noting, database: Database, clock_hand: time_machine.Traveller
    ) -> None:
        super().__init__()
        self.alice, self.database, self.clock_hand = alice, database, clock_hand
        self.note = noting.note(body="Dose?\nAge?")
        self.confirmed = ["Dose?\nAge?"]
        self.open: dict[str, tuple[str, str]] = {}
        """The revision and the words in the box of each tab that has the note open."""
        self.merging: dict[str, str] = {}
        """One's own text, in each tab that was told of another one."""

    def _shown(self, tab: str, page: str) -> None:
        revision = re.search(r'name="revision" value="(\d+)"', page)
        body = _field(page, "body")
        assert revision
        assert body is not None
        self.open[tab] = revision[1], body

    def _save(self, tab: str, words: str, **more: str) -> None:
        revision, _ = self.open[tab]
        with self.database.reader() as session:
            made_on, before = session.get(NoteRevision, (self.note, int(revision))), session.get_one(Note, self.note)
        mine = self.merging.get(tab, "")
        answer = self.alice.post(f"/notes/{self.note}/edits", data={"revision": revision, "mine": mine, **more})
        words = words if words.strip() else ""
        if answer.status_code == 303:
            known = [before.body, *([made_on.body] if made_on else [])]
            assert before.revision == int(revision) or words in known, "other words were passed over in silence"
            self.confirmed.append(words)
            self.open.pop(tab)
            self.merging.pop(tab, None)
        else:
            assert answer.status_code == 409
            assert before.revision > int(revision), "only what is stale is refused"
            self._shown(tab, answer.text)
            self.merging[tab] = _field(answer.text, "mine") or ""
            kept = self.merging[tab]
            assert (kept if kept.strip() else "") == words, "what was typed is still there"

    @rule(tab=_tabs)
    def open_note(self, tab: str) -> None:
        answer = self.alice.get(f"/notes/{self.note}/edits")
        assert answer.status_code == 200
        self._shown(tab, answer.text)
        self.merging.pop(tab, None)

    @rule(tab=_tabs, words=_words, at_end=st.booleans())
    def save(self, tab: str, words: str, at_end: bool) -> None:  # noqa: FBT001 - hypothesis names it
        if tab not in self.open:
            self.open_note(tab)
        typed = self.open[tab][1] + words if at_end else words
        self._save(tab, typed, body=typed)

    @precondition(lambda self: self.merging)
    @rule(take=st.sampled_from(["", "mine"]))
    def merge(self, take: str) -> None:
        tab = next(iter(self.merging))
        both = self.open[tab][1]
        self._save(tab, self.merging[tab] if take else both, body=both, take=take)

    @rule(revision=st.integers(1, 9), number=st.integers(1, 9), at_once=st.booleans())
    def put_back(self, revision: int, number: int, at_once: bool) -> None:  # noqa: FBT001 - hypothesis names it
        with self.database.reader() as session:
            wanted = session.get(NoteRevision, (self.note, number))
            present = session.get_one(Note, self.note).revision
        sent = {"revision": str(present if at_once else revision)}
        answer = self.alice.post(f"/notes/{self.note}/revisions/{number}/restoration", data=sent)
        if answer.status_code == 303:
            assert wanted is not None
            self.confirmed.append(wanted.body)
        else:
            assert answer.status_code in {404, 409}

    @rule()
    def delete_and_bring_back(self) -> None:
        path = f"/notes/{self.note}"
        assert self.alice.post(f"{path}/deletion").status_code == 303
        for revision, _ in self.open.values():
            refused = self.alice.post(f"{path}/edits", data={"revision": revision, "body": "into the trash"})
            assert refused.status_code == 404
        assert self.alice.post(f"{path}/restoration").status_code == 303

    @rule(seconds=st.sampled_from([1, 20, 61]))
    def wait(self, seconds: int) -> None:
        self.clock_hand.shift(timedelta(seconds=seconds))

    @invariant()
    def nothing_is_lost(self) -> None:
        with self.database.reader() as session:
            kept = list(session.scalars(select(NoteRevision.body).where(NoteRevision.written_id == self.note)))
            kept.append(session.get_one(Note, self.note).body)
        for words in self.confirmed:
            assert any(words in text for text in kept), "not in the history, and no text went on from it"
        assert self.confirmed[0] in kept, "the text before the typing began"


def test_every_confirmed_text_is_the_present_one_or_in_the_history(
    cast: Cast, noting: Noting, database: Database
) -> None:
    alice = cast.client("alice")
    with time_machine.travel(clock.now(), tick=False) as clock_hand:

        class Walk(TwoTabs):
            def __init__(self) -> None:
                super().__init__(alice, noting, database, clock_hand)

        run_state_machine_as_test(
            Walk,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
