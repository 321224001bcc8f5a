"""Tags of notes: put, changed, renamed, merged and deleted."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.codebook.models import Tag
from annotate.codebook.tags import actions as tags
from annotate.codebook.tags.queries import find_tag, tags_of
from annotate.core.tags import LONGEST_TAG, MOST_ON_NOTE
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Invalid, NotFound
from annotate.notes import actions, queries
from annotate.notes.actions import NoteDraft, NoteEdit
from annotate.notes.labelled import merge_tags
from annotate.notes.models import Note, NoteTag
from annotate.trash.actions import erase
from annotate.trials.models import Trial, TrialVersion
from tests.at_once import all_at_once
from tests.texts import keep_trial


def write(session: Session, viewer: Viewer, *names: str) -> Note:
    trial = session.scalar(select(Trial)) or keep_trial(session)
    version = session.scalars(select(TrialVersion).where(TrialVersion.trial_id == trial.id)).one()
    return actions.add_note(session, viewer, trial, NoteDraft(version.id, None, "Words", tags=names))


def shown(session: Session, viewer: Viewer, note: Note) -> tuple[str, ...]:
    session.expunge_all()
    return queries.find_note(session, viewer, note.id).tags


def known(session: Session, viewer: Viewer) -> list[str]:
    return [tag.name for tag in tags_of(session, viewer)]


def tag(session: Session, name: str) -> Tag:
    return session.scalars(select(Tag).where(Tag.name == name)).one()


def test_a_note_gets_tags_and_others_instead(session: Session, alice: Viewer) -> None:
    note = write(session, alice, "#dose", "To discuss", "dose")
    assert shown(session, alice, note) == ("dose", "To discuss")
    found = queries.find_note(session, alice, note.id)
    actions.edit_note(session, alice, found, NoteEdit(1, None, None, ("to DISCUSS", "new")))
    assert shown(session, alice, note) == ("new", "To discuss")
    actions.save_note(session, alice, queries.find_note(session, alice, note.id), NoteEdit(1, "Words"))
    assert shown(session, alice, note) == ("new", "To discuss"), "what is not named stays"
    actions.save_note(session, alice, queries.find_note(session, alice, note.id), NoteEdit(1, "Words", None, ()))
    assert shown(session, alice, note) == ()
    assert known(session, alice) == ["dose", "new", "To discuss"], "a tag that no note has can still be completed"


def test_tags_are_read_on_others_pages_of_no_note(session: Session, alice: Viewer) -> None:
    note = write(session, alice, "dose")
    session.expunge_all()
    shared = session.scalars(queries.whole_notes(with_tags=False).where(Note.id == note.id)).one()
    assert shared.tags == ()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["x" * (LONGEST_TAG + 1)], "40 characters"),
        ([f"tag {number}" for number in range(MOST_ON_NOTE + 1)], "this one would have 21"),
        (["a\ud800\0"], "cannot be stored"),
        (["a,b"], "comma"),
    ],
)
def test_bad_tags_are_refused_with_a_sentence(session: Session, alice: Viewer, names: list[str], sentence: str) -> None:
    note = write(session, alice, "dose")
    with pytest.raises(Invalid, match=sentence) as refusal:
        actions.edit_note(session, alice, note, NoteEdit(1, None, None, tuple(names)))
    assert "tags" in refusal.value.fields
    assert shown(session, alice, note) == ("dose",)


def test_there_is_a_most(session: Session, alice: Viewer) -> None:
    for begin in range(0, tags.MOST_TAGS, MOST_ON_NOTE):
        tags.take_tags(session, alice, [f"tag {number}" for number in range(begin, begin + MOST_ON_NOTE)])
    assert tags.take_tags(session, alice, ["tag 7"])
    with pytest.raises(Invalid, match="500 tags"):
        tags.take_tags(session, alice, ["tag 7", "one more"])


def test_a_tag_is_renamed_on_its_notes_but_not_to_a_name_in_use(session: Session, alice: Viewer) -> None:
    note = write(session, alice, "dose", "other")
    tags.rename_tag(session, alice, tag(session, "dose"), "  DOSE ")
    with pytest.raises(Invalid, match="merge"):
        tags.rename_tag(session, alice, tag(session, "DOSE"), "#Other")
    for wrong in ("", "#", "a,b", "x" * 41, "a\0"):
        with pytest.raises(Invalid):
            tags.rename_tag(session, alice, tag(session, "DOSE"), wrong)
    assert shown(session, alice, note) == ("DOSE", "other")


def test_a_merger_leaves_each_note_the_other_tag_once(session: Session, alice: Viewer) -> None:
    both, one = write(session, alice, "dose", "dosage"), write(session, alice, "dosage")
    tags.merge_tag(session, tag(session, "dosage"), tag(session, "dose"), merge_tags)
    assert shown(session, alice, both) == shown(session, alice, one) == ("dose",)
    assert known(session, alice) == ["dose"]
    with pytest.raises(Invalid):
        tags.merge_tag(session, tag(session, "dose"), tag(session, "dose"), merge_tags)


def test_a_deleted_tag_leaves_its_notes(session: Session, alice: Viewer) -> None:
    note = write(session, alice, "dose", "other")
    tags.delete_tag(session, tag(session, "dose"))
    assert shown(session, alice, note) == ("other",)


def test_tags_come_back_from_the_trash_and_go_with_the_note_for_good(session: Session, alice: Viewer) -> None:
    note = write(session, alice, "dose")
    actions.delete_note(session, note)
    assert queries.notes_per_tag(session, alice) == {}
    actions.restore_note(session, note)
    assert queries.notes_per_tag(session, alice) == {tag(session, "dose").id: 1}
    actions.delete_note(session, note)
    erase(session, note)
    assert session.scalars(select(NoteTag)).all() == []


def test_a_tag_is_deleted_and_renamed_at_once(alice: Viewer, database: Database) -> None:
    """Whoever comes second finds it as the first one left it."""
    with database.transaction() as session:
        tag_id = tags.take_tags(session, alice, ["dose"])[0].id

    def act(change: Callable[[Session, Tag], object]) -> str:
        try:
            with database.transaction() as session:
                change(session, find_tag(session, alice, tag_id, for_change=True))
        except NotFound:
            return "gone"
        return "done"

    def rename(session: Session, tag: Tag) -> None:
        tags.rename_tag(session, alice, tag, "dosage")

    came = all_at_once([partial(act, tags.delete_tag), partial(act, tags.delete_tag), partial(act, rename)])
    assert set(came) == {"gone", "done"}
    with database.reader() as session:
        assert known(session, alice) == []
