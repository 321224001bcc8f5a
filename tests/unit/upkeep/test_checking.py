"""``annotate check-data``: it finds what does not hold, and is silent about what does."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account, AccountKind
from annotate.activity.models import ActivitySequence
from annotate.codebook.models import Label, Tag
from annotate.database import new_id
from annotate.following.models import Follow, SavedSearch
from annotate.notes.acts.models import NoteAct, NoteOfAct
from annotate.notes.anchors.placing import place_notes
from annotate.notes.indexing import index_notes, no_replies
from annotate.notes.models import Anchor, Note, NoteRevision, NoteTag
from annotate.participation.models import Enquiry
from annotate.participation.volunteers.models import Volunteer
from annotate.replies.models import Reply, Thread, WithdrawnReply
from annotate.shares.models import Share, ShareNote
from annotate.trials.indexing import empty_index
from annotate.trials.locks import newest_version
from annotate.trials.models import Trial, TrialVersion
from annotate.upkeep import checking
from tests.databases import SERVER
from tests.instances import Instance
from tests.studies import REGISTRY_ID, keep_study


def test_sound_data_have_no_violation(instance: Instance) -> None:
    checked = instance.annotate("check-data")
    assert checked.exit_code == 0
    assert checked.output.splitlines()[-1] == "Everything holds: 0 violations"


def test_data_of_another_schema_are_not_judged(instance: Instance) -> None:
    instance.annotate("db", "downgrade", "0001", "--yes")
    checked = instance.annotate("check-data")
    assert checked.exit_code == 1
    assert "annotate db upgrade" in checked.output


def _swap_words(session: Session) -> None:
    session.execute(update(Note).values(exact="other words"))


def _move_outside(session: Session) -> None:
    session.execute(update(Note).values(start_offset=10**6, end_offset=10**6 + 3))


def _change_context(session: Session) -> None:
    session.execute(update(Note).values(prefix="never there"))


def _change_record(session: Session) -> None:
    session.execute(update(TrialVersion).values(raw=b"no record"))


def _change_digest(session: Session) -> None:
    session.execute(update(TrialVersion).values(digest="0" * 64))


def _change_text(session: Session) -> None:
    version = session.scalars(select(TrialVersion)).first()
    assert version is not None
    version.text = f"{version.text} more"


def _lose_current(session: Session) -> None:
    session.execute(update(Trial).values(current_number=7))


def _lose_what_was_read(session: Session) -> None:
    session.execute(update(TrialVersion).values(rereads=9))


def _lose_search(session: Session) -> None:
    empty_index(session)


def _change_words_unindexed(session: Session) -> None:
    index_notes(session, session.scalars(select(Note)).all(), no_replies)
    session.execute(update(Note).values(exact=Note.exact + " more"))


def _leave_words_behind(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO note_search (rowid, words, replies) VALUES (7, 'left', '')"))
    else:
        _change_words_unindexed(session)


def _share_another_s_note(session: Session) -> None:
    bob = session.scalars(select(Account.id).where(Account.email == "bob@example.org")).one()
    session.execute(update(Note).values(account_id=bob))


def _reply_to_oneself(session: Session) -> None:
    alice = session.scalars(select(Account.id).where(Account.email == "alice@example.org")).one()
    session.execute(update(Thread).values(respondent_account_id=alice))


def _withdraw_by_halves(session: Session) -> None:
    session.execute(update(Reply).values(withdrawn_at=clock.now()))


def _bring_back_by_halves(session: Session) -> None:
    session.add_all(WithdrawnReply(reply_id=reply_id, body="x") for reply_id in session.scalars(select(Reply.id)))


def _place(session: Session) -> None:
    """Let the record change elsewhere, so that its notes have anchors."""
    keep_study(session, keywords=["Another keyword"])
    place_notes(session, newest_version(session, REGISTRY_ID))


def _stretch_anchors(session: Session) -> None:
    _place(session)
    session.execute(update(Anchor).values(end_offset=Anchor.end_offset + 1))


def _move_anchors_outside(session: Session) -> None:
    _place(session)
    session.execute(update(Anchor).values(start_offset=10**6, end_offset=10**6 + 3))


def _keep_a_later_text(session: Session) -> None:
    at = clock.now()
    for note_id in session.scalars(select(Note.id)).all():
        session.add(NoteRevision(written_id=note_id, number=7, body="later", written_at=at, kept_at=at))


def _erase_by_halves(session: Session) -> None:
    session.execute(update(Note).values(erased_at=clock.now(), deleted_at=clock.now()))


def _give_numbers_again(session: Session) -> None:
    alice = select(Account.id).where(Account.email == "alice@example.org").scalar_subquery()
    session.execute(update(ActivitySequence).where(ActivitySequence.account_id == alice).values(last=0))


def _follow_another_s_search(session: Session) -> None:
    alice, bob = (select(Account.id).where(Account.email == f"{name}@example.org") for name in ("alice", "bob"))
    search = SavedSearch(account_id=session.scalars(alice).one(), name="Mine", query="q=dose", created_at=clock.now())
    session.add(search)
    session.flush()
    session.add(Follow(account_id=session.scalars(bob).one(), search_id=search.id, created_at=clock.now()))


def _bobs(session: Session) -> str:
    return session.scalars(select(Account.id).where(Account.email == "bob@example.org")).one()


def _label_by_another(session: Session) -> None:
    label = Label(account_id=_bobs(session), name="Bob's", hue=1, position=1, created_at=clock.now())
    session.add(label)
    session.flush()
    session.execute(update(Note).values(label_id=label.id))


def _tag_by_another(session: Session) -> None:
    tag = Tag(account_id=_bobs(session), name="bobs", key="bobs", created_at=clock.now())
    session.add(tag)
    session.flush()
    session.add_all(NoteTag(note_id=note_id, tag_id=tag.id) for note_id in session.scalars(select(Note.id)).all())


def _act_by_another(session: Session) -> None:
    act = NoteAct(account_id=_bobs(session), kind="delete", at=clock.now())
    session.add(act)
    session.flush()
    session.add_all(NoteOfAct(act_id=act.id, note_id=note_id) for note_id in session.scalars(select(Note.id)).all())


def _leave_an_enquiry(session: Session) -> None:
    """Let an account be nobody's that has written to a study."""
    nobody = Account(email="left", name="Left", kind=AccountKind.TOMBSTONE, created_at=clock.now())
    session.add(nobody)
    session.flush()
    trial_id = session.scalars(select(Trial.id)).first()
    words = {"contact_name": "", "contact_email": "a@example.org", "message": "words", "client_key": "k"}
    session.add(Enquiry(account_id=nobody.id, trial_id=trial_id, created_at=clock.now(), **words))


def _want_mail_about_nothing(session: Session) -> None:
    at = clock.now()
    session.add(Volunteer(email="dana@example.org", country="", created_at=at, told_until=at, due_at=at))


BROKEN = {
    "another person's label is on it": (_label_by_another,),
    "another person's tag is on it": (_tag_by_another,),
    "another person's act is on it": (_act_by_another,),
    "it is of another person's search": (_follow_another_s_search,),
    "there is no condition to mail about": (_want_mail_about_nothing,),
    "it is of an account that left": (_leave_an_enquiry,),
    "its activity has numbers beyond its sequence": (_give_numbers_again,),
    "an earlier text has the number of the present one": (_keep_a_later_text,),
    "it was deleted for good, and holds words": (_erase_by_halves,),
    "it is said to stand on its note's words": (_stretch_anchors,),
    "anchors: a place is outside the text": (_move_anchors_outside,),
    "other words stand at its place": (_swap_words, _change_context),
    "its place is outside its text": (_move_outside,),
    "the stored record cannot be read": (_change_record,),
    "not the one that its digest": (_change_digest,),
    "its structure does not fit its text": (_change_text,),
    "its current version is not there": (_lose_current,),
    "the version whose record it reads anew is not there": (_lose_what_was_read,),
    "the search index does not have its current version": (_lose_search,),
    "the search index holds other words than it": (_change_words_unindexed,),
    "annotate notes index --anew": (_leave_words_behind,),
    "it holds a note that is not its owner's": (_share_another_s_note,),
    "it is not between a note's author and one respondent": (_reply_to_oneself,),
    "it is withdrawn and can be read, or is not and has words aside": (_withdraw_by_halves, _bring_back_by_halves),
}


@pytest.mark.parametrize(
    ("sentence", "change"), [(sentence, each) for sentence, all_ in BROKEN.items() for each in all_]
)
def test_what_does_not_hold_is_found_and_nobody_is_named(
    instance: Instance, sentence: str, change: Callable[[Session], None]
) -> None:
    with instance.database() as database, database.transaction() as session:
        change(session)
    checked = instance.annotate("check-data")
    assert checked.exit_code == 1
    assert sentence in checked.output
    assert re.fullmatch("1 violation|[2-9] violations", checked.output.splitlines()[-1])
    for private in ("example.org", "Is this dose right", "Bob's answer"):
        assert private not in checked.output


@pytest.mark.skipif(bool(SERVER), reason="PostgreSQL keeps its references by itself")
def test_a_reference_to_nothing_is_found(instance: Instance) -> None:
    with closing(sqlite3.connect(instance.annotate.data / "annotate.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM accounts")
    assert "that is not there" in instance.annotate("check-data").output


def test_a_link_that_its_owner_does_not_see_is_found(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "my_links", lambda *_: [])
    assert "the links that are listed are not the links that there are" in instance.annotate("check-data").output


def test_a_rule_that_lets_a_third_read_is_found(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "visible_replies", lambda *_: Reply.id.is_not(None))
    assert "it reads an exchange between two others" not in instance.annotate("check-data").output, "there is no third"
    with instance.database() as database, database.transaction() as session:
        session.execute(insert(Account).values(id=new_id(), email="c@x", name="C", created_at=clock.now()))
    assert "it reads an exchange between two others" in instance.annotate("check-data").output


def test_more_links_than_a_page_are_all_compared(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.shares.queries.PAGE_SIZE", 1)
    monkeypatch.setattr(checking, "PAGE_SIZE", 1)
    assert instance.annotate("check-data").exit_code == 0
    with instance.database() as database, database.reader() as session:
        assert len(session.scalars(select(Share.id)).all()) > 1
        assert session.scalars(select(ShareNote.note_id)).all()
