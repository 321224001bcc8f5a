"""Acts on the tags of many notes, and their undo: it gives back the former tags, and leaves what was changed since."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.codebook.models import Tag
from annotate.codebook.tags import actions as tags
from annotate.codebook.tags.queries import find_tag, tags_by_key, tags_of
from annotate.core.tags import MOST_ON_NOTE
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.errors import Invalid
from annotate.notes import actions as notes
from annotate.notes.actions import NoteDraft, NoteEdit
from annotate.notes.acts import actions
from annotate.notes.acts.actions import ActDraft
from annotate.notes.acts.models import ActKind, NoteAct
from annotate.notes.labelled import merge_tags
from annotate.notes.models import Note, NoteTag
from annotate.notes.queries import find_note
from annotate.trials.models import Trial, TrialVersion
from tests.at_once import all_at_once
from tests.texts import keep_trial

NAMES = ("dose", "arms", "walks")


def write(session: Session, viewer: Viewer, *names: str) -> str:
    trial = session.scalar(select(Trial)) or keep_trial(session)
    version = session.scalars(select(TrialVersion).where(TrialVersion.trial_id == trial.id)).one()
    return notes.add_note(session, viewer, trial, NoteDraft(version.id, None, "Words", tags=names)).id


def act(session: Session, viewer: Viewer, kind: ActKind, tag: str, note_ids: Sequence[str]) -> str:
    act_id = actions.begin_act(session, viewer, ActDraft(kind, tag=tag))
    actions.change_some(session, viewer, act_id, note_ids)
    return act_id


def undo(session: Session, viewer: Viewer, act_id: str) -> int:
    while actions.undo_some(session, viewer, act_id):
        pass
    return session.get_one(NoteAct, act_id).undone


def shown(session: Session, viewer: Viewer, *note_ids: str) -> list[tuple[str, ...]]:
    session.expire_all()
    return [find_note(session, viewer, note_id).tags for note_id in note_ids]


def retag(session: Session, viewer: Viewer, note_id: str, *names: str) -> None:
    note = find_note(session, viewer, note_id)
    notes.edit_note(session, viewer, note, NoteEdit(note.revision, None, None, names))


def test_a_tag_is_added_where_it_is_not_and_taken_back_there_alone(session: Session, alice: Viewer) -> None:
    without, others, has = write(session, alice), write(session, alice, "arms"), write(session, alice, "Dose")
    act_id = act(session, alice, ActKind.TAG, " #dose ", [without, others, has, "unknown"])
    assert shown(session, alice, without, others, has) == [("Dose",), ("arms", "Dose"), ("Dose",)]
    done = session.get_one(NoteAct, act_id)
    assert (done.done, done.passed_over) == (2, 2)
    assert undo(session, alice, act_id) == 2
    assert shown(session, alice, without, others, has) == [(), ("arms",), ("Dose",)]


def test_a_tag_is_removed_and_given_back_where_it_was(session: Session, alice: Viewer) -> None:
    has, both, without = write(session, alice, "dose"), write(session, alice, "arms", "dose"), write(session, alice)
    act_id = act(session, alice, ActKind.UNTAG, "DOSE", [has, both, without])
    assert shown(session, alice, has, both, without) == [(), ("arms",), ()]
    assert [tag.name for tag in tags_of(session, alice)] == ["arms", "dose"], "the tag itself stays"
    assert undo(session, alice, act_id) == 2
    assert shown(session, alice, has, both, without) == [("dose",), ("arms", "dose"), ()]


def test_what_changed_since_is_left(session: Session, alice: Viewer) -> None:
    more, fewer, same = (write(session, alice, "arms") for _ in range(3))
    act_id = act(session, alice, ActKind.TAG, "dose", [more, fewer, same])
    retag(session, alice, more, "arms", "dose", "walks")
    retag(session, alice, fewer, "arms")
    assert undo(session, alice, act_id) == 1
    assert shown(session, alice, more, fewer, same) == [("arms", "dose", "walks"), ("arms",), ("arms",)]
    act_id = act(session, alice, ActKind.UNTAG, "arms", [more, fewer])
    retag(session, alice, more, "dose")
    assert undo(session, alice, act_id) == 1
    assert shown(session, alice, more, fewer) == [("dose",), ("arms",)]


def test_a_note_that_is_full_is_passed_over(session: Session, alice: Viewer) -> None:
    full = write(session, alice, *(f"tag {number}" for number in range(MOST_ON_NOTE)))
    almost = write(session, alice, *(f"tag {number}" for number in range(MOST_ON_NOTE - 1)))
    done = session.get_one(NoteAct, act(session, alice, ActKind.TAG, "one more", [full, almost]))
    assert (done.done, done.passed_over) == (1, 1)
    assert [len(each) for each in shown(session, alice, full, almost)] == [MOST_ON_NOTE, MOST_ON_NOTE]


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (ActKind.TAG, "", "Type the tag first"),
        (ActKind.UNTAG, " , # ", "Type the tag first"),
        (ActKind.TAG, "one, two", "Type one tag"),
        (ActKind.TAG, "x" * 41, "40 characters long"),
        (ActKind.TAG, "a new one", "You have 1 tags, which is the most"),
        (ActKind.UNTAG, "unknown", "You have no tag “unknown”"),
    ],
)
def test_a_tag_that_cannot_be_used_is_refused(
    session: Session, alice: Viewer, kind: ActKind, typed: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(session, alice, "dose")
    monkeypatch.setattr(tags, "MOST_TAGS", 1)
    with pytest.raises(Invalid) as refused:
        actions.begin_act(session, alice, ActDraft(kind, tag=typed))
    assert words in " ".join([refused.value.message, *refused.value.fields.values()])
    assert session.scalars(select(NoteAct)).all() == []


def test_for_notes_that_are_gone_no_tag_is_made(session: Session, alice: Viewer) -> None:
    note = write(session, alice)
    notes.delete_note(session, find_note(session, alice, note))
    with pytest.raises(Invalid, match="These notes are gone"):
        actions.begin_act(session, alice, ActDraft(ActKind.TAG, tag="dose"), [note])
    assert tags_of(session, alice) == []


def test_a_tag_that_is_deleted_meanwhile_comes_back_to_nothing(session: Session, alice: Viewer) -> None:
    note, other = write(session, alice, "dose", "arms"), write(session, alice)

    def delete(name: str) -> None:
        tags.delete_tag(session, tags_by_key(session, alice, [name])[name])

    act_id = act(session, alice, ActKind.UNTAG, "dose", [note])
    delete("dose")
    assert undo(session, alice, act_id) == 0
    begun = actions.begin_act(session, alice, ActDraft(ActKind.TAG, tag="walks"))
    delete("walks")
    actions.change_some(session, alice, begun, [note])
    assert session.get_one(NoteAct, begun).done == 0
    act_id = act(session, alice, ActKind.TAG, "walks", [note, other])
    delete("walks")
    assert undo(session, alice, act_id) == 2
    assert shown(session, alice, note, other) == [("arms",), ()]
    act_id = act(session, alice, ActKind.UNTAG, "arms", [note])
    assert undo(session, alice, act_id) == 1


def test_a_tag_that_was_merged_is_left_to_its_notes(session: Session, alice: Viewer) -> None:
    note, other = write(session, alice, "arms"), write(session, alice)
    act_id = act(session, alice, ActKind.TAG, "dose", [note, other])
    found = tags_by_key(session, alice, ["dose", "arms"])
    tags.merge_tag(session, found["arms"], found["dose"], merge_tags)
    assert undo(session, alice, act_id) == 1
    assert shown(session, alice, note, other) == [("dose",), ()], "the first has it by the merger, too"


def test_others_notes_and_tags_are_not_reached(session: Session, alice: Viewer) -> None:
    note = write(session, alice, "dose")
    stranger = Viewer(id=alice.id[::-1], name="", email="", sign_in_id="")
    with pytest.raises(Invalid, match="You have no tag"):
        actions.begin_act(session, stranger, ActDraft(ActKind.UNTAG, tag="dose"))
    assert shown(session, alice, note) == [("dose",)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sets(st.sampled_from(NAMES)), min_size=1, max_size=4),
    st.sampled_from([ActKind.TAG, ActKind.UNTAG]),
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.integers(0, 3), st.sets(st.sampled_from(NAMES))), max_size=3),
)
def test_an_undo_gives_back_or_leaves(
    session: Session, alice: Viewer, before: list[set[str]], kind: ActKind, tag: str, since: list[tuple[int, set[str]]]
) -> None:
    """Whatever is done between: a note has its former tags again, or those that it was given since."""
    with session.begin_nested() as attempt:
        tags.take_tags(session, alice, NAMES)
        note_ids = [write(session, alice, *names) for names in before]
        act_id = act(session, alice, kind, tag, note_ids)
        expected = [set(names) for names in before]
        left = [names | {tag} if kind is ActKind.TAG else names - {tag} for names in before]
        for place, names in since:
            if place < len(note_ids):
                retag(session, alice, note_ids[place], *names)
                expected[place] = set(before[place]) if names == left[place] else names
        for place, names in enumerate(before):
            if left[place] == names and (tag in names) == (kind is ActKind.TAG):
                # The act did nothing to it, so its undo does not either.
                last = [given for at, given in since if at == place]
                expected[place] = last[-1] if last else names
        undo(session, alice, act_id)
        assert [set(each) for each in shown(session, alice, *note_ids)] == expected
        attempt.rollback()


def test_a_tag_is_deleted_while_it_is_given_to_notes(alice: Viewer, database: Database) -> None:
    """Whoever comes second finds what the first one left: no note has a tag that is gone."""
    with database.transaction() as session:
        note_ids = [write(session, alice) for _ in range(3)]
        act_id = actions.begin_act(session, alice, ActDraft(ActKind.TAG, tag="dose"))
        tag_id = session.scalars(select(Tag.id)).one()

    def give() -> None:
        with database.transaction() as session:
            actions.change_some(session, alice, act_id, note_ids)

    def delete() -> None:
        with database.transaction() as session:
            tags.delete_tag(session, find_tag(session, alice, tag_id, for_change=True))

    works: list[Callable[[], None]] = [give, delete, give]
    all_at_once(works)
    with database.reader() as session:
        assert session.scalars(select(NoteTag)).all() == []
        assert session.scalars(select(Note.id)).all()
