"""Guesses, right secrets and new secrets at the same moment: none waits for another one crosswise."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import schema
from annotate.accounts.confirming import make_link
from annotate.accounts.credentials.password import actions as passwords
from annotate.accounts.credentials.password import guessing as sign_in_guessing
from annotate.accounts.credentials.password.guessing import PasswordAttempt
from annotate.accounts.credentials.password.resets import reset_password
from annotate.accounts.models import Account
from annotate.accounts.tokens import MailPurpose
from annotate.app import create_app
from annotate.database import Database, new_id, opened
from annotate.errors import Conflict, Gone, TooMany
from annotate.notes import actions as notes
from annotate.notes.queries import find_note, text_to_note
from annotate.settings import Settings
from annotate.shares import actions, guessing, passcodes
from annotate.shares.models import Share
from annotate.trials.models import TrialVersion
from tests.at_once import all_at_once
from tests.cast import PASSWORD, Cast
from tests.databases import new_url
from tests.sharing import share
from tests.texts import keep_trial

ROUNDS = 15


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Database]:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        yield database


def test_nobody_at_a_link_waits_crosswise(instance: Database, settings: Settings) -> None:
    alice = Cast(create_app(settings, instance), instance).viewer("alice")
    shared, code = share(instance, alice), passcodes.generate()

    def guess(net: str) -> Callable[[], str]:
        def work() -> str:
            try:
                with instance.transaction() as session:
                    attempt = guessing.count(session, shared.id, net)
            except TooMany:
                return "refused"
            with instance.transaction() as session:
                guessing.forgive(session, attempt)
            return "forgiven"

        return work

    def set_anew() -> str:
        with instance.transaction() as session:
            actions.replace_passcode(session, session.get_one(Share, shared.id, with_for_update=True), code)
        return "set"

    done = at_once([guess("198.51.100.7"), guess("198.51.100.7"), guess("203.0.113.9"), set_anew])
    assert done["set"] == ROUNDS
    assert done["forgiven"] > 0
    with instance.reader() as session:
        assert session.get_one(Share, shared.id).failures == 0


@pytest.mark.slow
def test_nobody_at_an_account_waits_crosswise(instance: Database, settings: Settings) -> None:
    alice = Cast(create_app(settings, instance), instance).viewer("alice")
    prepared = passwords.prepare_password(email=alice.email, name=alice.name, password=PASSWORD + " today")

    def guess(judged: Callable[[Session, PasswordAttempt], None]) -> Callable[[], str]:
        def work() -> str:
            try:
                with instance.transaction() as session:
                    attempt = sign_in_guessing.count(session, alice.email, "198.51.100.7")
            except TooMany:
                return "refused"
            with instance.transaction() as session:
                judged(session, attempt)
            return "judged"

        return work

    def set_anew() -> str:
        with instance.transaction() as session:
            account = session.get_one(Account, alice.id, with_for_update=True)
            passwords.set_password(session, account, prepared)
        return "set"

    def reset() -> str:
        with instance.transaction() as session:
            link = make_link(session, session.get_one(Account, alice.id), MailPurpose.RESET, alice.email).id
        try:
            with instance.transaction() as session:
                reset_password(session, link, prepared)
        except Gone:
            return "outlived"
        return "set"

    done = at_once([guess(sign_in_guessing.forgive), guess(sign_in_guessing.take_back), set_anew, reset])
    assert done["judged"] > 0
    assert done["set"] > ROUNDS


@pytest.mark.slow
def test_nobody_at_a_note_waits_crosswise(
    instance: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that is sent twice, the second time with other words, beside an edit of the note that it made."""
    alice = Cast(create_app(settings, instance), instance).viewer("alice")
    with instance.transaction() as session:
        trial = keep_trial(session)
        version = session.scalars(select(TrialVersion.id).where(TrialVersion.trial_id == trial.id)).one()
        note_id = notes.add_note(session, alice, trial, notes.NoteDraft(version, body="Words", client_key="k")).id
    look, looks = text_to_note, count()

    def seen(*of: Any) -> tuple[str, bool]:  # noqa: ANN401 - whatever the real one takes
        text, is_kept = look(*of)
        return text, is_kept and next(looks) % 2 == 1

    # The first one has not committed yet when the second one looks.
    monkeypatch.setattr("annotate.notes.queries.text_to_note", seen)

    def send_again() -> str:
        try:
            with instance.transaction() as session:
                notes.add_note(session, alice, trial, notes.NoteDraft(version, body=new_id(), client_key="k"))
        except Conflict:
            return "edited since"
        return "kept"

    def edit() -> str:
        with instance.transaction() as session:
            note = find_note(session, alice, note_id, for_change=True)
            notes.edit_note(session, alice, note, notes.NoteEdit(note.revision, new_id()))
        return "edited"

    assert at_once([send_again, edit])["edited"] == ROUNDS
    with instance.reader() as session:
        assert session.get_one(Account, alice.id).stored > 0


def at_once(work: list[Callable[[], str]]) -> Counter[str]:
    """Do each again and again, all at the same time, and count how they ended."""

    def again_and_again(one: Callable[[], str]) -> Counter[str]:
        return Counter(one() for _ in range(ROUNDS))

    done = sum(all_at_once([partial(again_and_again, one) for one in work]), Counter[str]())
    assert done.total() == len(work) * ROUNDS
    return done
