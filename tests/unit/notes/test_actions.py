"""Writing, editing, labelling, deleting and bringing back notes."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotate.codebook.actions import create_label
from annotate.core.passage import Passage
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.errors import Conflict, Invalid, NotFound
from annotate.notes import actions, queries
from annotate.notes.actions import NoteDraft, NoteEdit
from annotate.notes.models import Note
from annotate.trials.models import Trial, TrialVersion
from tests.cast import Cast
from tests.texts import SECTIONS, document, keep_trial

TEXT = document().text


@pytest.fixture
def bob(cast: Cast) -> Viewer:
    return cast.viewer("bob")


@pytest.fixture
def session(alice: Viewer, bob: Viewer, database: Database) -> Iterator[Session]:
    """A writing session that begins when the cast is there."""
    with database.transaction() as session:
        yield session
        session.rollback()


@pytest.fixture
def trial(session: Session) -> Trial:
    return keep_trial(session)


def version_of(session: Session, trial: Trial, number: int = 1) -> str:
    found = session.scalar(
        select(TrialVersion.id).where(TrialVersion.trial_id == trial.id, TrialVersion.number == number)
    )
    assert found is not None
    return found


def passage(words: str, text: str = TEXT) -> Passage:
    start = text.index(words)
    return Passage(start, start + len(words), words)


def draft(session: Session, trial: Trial, words: str = "160 mg", body: str = "Why so low?", **more: Any) -> NoteDraft:  # noqa: ANN401 - values of any field
    return NoteDraft(version_of(session, trial), passage(words), body, **more)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Note)) or 0


def test_a_note_keeps_version_offsets_words_and_context(session: Session, alice: Viewer, trial: Trial) -> None:
    note = actions.add_note(session, alice, trial, draft(session, trial))
    assert note.version_id == version_of(session, trial)
    assert TEXT[note.start_offset : note.end_offset] == note.exact == "160 mg"
    assert note.prefix
    assert note.suffix
    assert f"{note.prefix}{note.exact}{note.suffix}" in TEXT
    assert (note.body, note.revision, note.deleted_at) == ("Why so low?", 1, None)


@pytest.mark.parametrize(
    "words",
    [
        "ANC <LLN and platelets ‹100 x10^9/L",
        "5 mg/kg*2 and 3*4*5",
        "≥18 Years",
        "&lt; is no entity",
        "week. \U0001f9ea énough",
        "≥18 Years\n&lt; is",
    ],
)
def test_what_was_seen_is_what_is_stored(session: Session, alice: Viewer, trial: Trial, words: str) -> None:
    note = actions.add_note(session, alice, trial, draft(session, trial, words))
    assert note.exact == words


def test_line_ends_of_a_form_are_not_other_words(session: Session, alice: Viewer, trial: Trial) -> None:
    seen = passage("≥18 Years\n&lt; is")
    sent = Passage(seen.start, seen.end, seen.exact.replace("\n", "\r\n"))
    note = actions.add_note(session, alice, trial, NoteDraft(version_of(session, trial), sent, "one\r\ntwo"))
    assert note.exact == seen.exact
    assert note.body == "one\ntwo"


_signs = st.sampled_from(
    [
        "a",
        "é",
        "e\u0301",
        "≥",
        "‹",
        "<",
        "*",
        "&lt;",
        "\U0001f9ea",
        "\U0001f468\u200d\U0001f52c",
        "漢",
        "ﬁ",
        "\u00a0",
        " ",
        "10",
    ]
)
_paragraphs = st.lists(st.lists(_signs, min_size=1, max_size=20).map("".join), min_size=1, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(paragraphs=_paragraphs, data=st.data())
def test_any_span_of_any_text_is_stored_as_it_stands(
    session: Session, alice: Viewer, paragraphs: list[str], data: st.DataObject
) -> None:
    sections = {**SECTIONS, "description": ("Description", paragraphs)}
    text = document(sections).text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    with session.begin_nested() as point:
        trial = keep_trial(session, sections, registry_id=f"NCT{new_id()}")
        wanted = NoteDraft(version_of(session, trial), Passage(start, end, text[start:end]))
        if text[start:end].strip():
            note = actions.add_note(session, alice, trial, wanted)
            assert (note.start_offset, note.end_offset) == (start, end)
            assert note.exact == text[start:end]
        else:
            with pytest.raises(Invalid):
                actions.add_note(session, alice, trial, wanted)
        point.rollback()


@pytest.mark.parametrize(
    ("start", "end"), [(5, 5), (6, 5), (-1, 3), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 1), (10**12, 10**12 + 1)]
)
def test_offsets_that_are_no_passage_are_refused(
    session: Session, alice: Viewer, trial: Trial, start: int, end: int
) -> None:
    with pytest.raises(Invalid, match="nothing was saved"):
        actions.add_note(
            session, alice, trial, NoteDraft(version_of(session, trial), Passage(start, end, TEXT[start:end]))
        )
    assert count(session) == 0


def test_other_words_than_those_at_the_place_are_refused(session: Session, alice: Viewer, trial: Trial) -> None:
    place = passage("160 mg")
    with pytest.raises(Conflict, match="select the words again"):
        actions.add_note(
            session, alice, trial, NoteDraft(version_of(session, trial), Passage(place.start, place.end, "240 mg"))
        )
    assert count(session) == 0


def test_a_version_of_another_trial_is_not_found(session: Session, alice: Viewer, trial: Trial) -> None:
    other = keep_trial(session, registry_id="NCT02078076")
    for version_id in (version_of(session, other), "unknown", ""):
        with pytest.raises(NotFound):
            actions.add_note(session, alice, trial, NoteDraft(version_id, passage("160 mg")))
    assert count(session) == 0


def test_a_page_note_needs_words_and_a_highlight_none(session: Session, alice: Viewer, trial: Trial) -> None:
    version = version_of(session, trial)
    note = actions.add_note(session, alice, trial, NoteDraft(version, None, "The whole of it"))
    assert (note.start_offset, note.end_offset, note.exact) == (None, None, "")
    assert actions.add_note(session, alice, trial, NoteDraft(version, passage("160 mg"), " \n ")).body == ""
    with pytest.raises(Invalid) as refusal:
        actions.add_note(session, alice, trial, NoteDraft(version, None, " \n "))
    assert "body" in refusal.value.fields


@pytest.mark.parametrize("body", ["a\0b", "lone \ud800", "x" * 20_001])
def test_words_that_cannot_be_kept_are_refused_beside_their_field(
    session: Session, alice: Viewer, trial: Trial, body: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.add_note(session, alice, trial, draft(session, trial, body=body))
    assert "body" in refusal.value.fields
    assert count(session) == 0


def test_the_same_key_makes_one_note(session: Session, alice: Viewer, bob: Viewer, trial: Trial) -> None:
    first = actions.add_note(session, alice, trial, draft(session, trial, client_key="k1"))
    again = actions.add_note(session, alice, trial, draft(session, trial, client_key="k1"))
    assert again.id == first.id
    assert (count(session), again.revision) == (1, 1)
    of_bob = actions.add_note(session, bob, trial, draft(session, trial, client_key="k1"))
    assert of_bob.id != first.id


def test_the_same_key_with_more_words_keeps_them(session: Session, alice: Viewer, trial: Trial) -> None:
    first = actions.add_note(session, alice, trial, draft(session, trial, client_key="k1"))
    again = actions.add_note(session, alice, trial, draft(session, trial, body="Why so low? Ask.", client_key="k1"))
    assert (again.id, again.body, again.revision) == (first.id, "Why so low? Ask.", 2)
    with pytest.raises(Conflict) as conflict:
        actions.add_note(session, alice, trial, draft(session, trial, body="Something else", client_key="k1"))
    assert conflict.value.current == "Why so low? Ask."


def test_the_same_key_on_another_passage_or_after_a_delete_is_refused(
    session: Session, alice: Viewer, trial: Trial
) -> None:
    note = actions.add_note(session, alice, trial, draft(session, trial, client_key="k1"))
    with pytest.raises(Conflict):
        actions.add_note(session, alice, trial, draft(session, trial, "240 mg", client_key="k1"))
    actions.delete_note(session, note)
    with pytest.raises(Conflict):
        actions.add_note(session, alice, trial, draft(session, trial, client_key="k1"))
    assert count(session) == 1


def test_an_edit_counts_up_and_a_stale_one_gives_both_texts(session: Session, alice: Viewer, trial: Trial) -> None:
    note = actions.add_note(session, alice, trial, draft(session, trial))
    actions.edit_note(session, alice, note, NoteEdit(1, "Second"))
    assert (note.body, note.revision) == ("Second", 2)
    with pytest.raises(Conflict) as conflict:
        actions.edit_note(session, alice, note, NoteEdit(1, "Mine"))
    assert conflict.value.current == "Second"
    assert (note.body, note.revision) == ("Second", 2)
    actions.edit_note(session, alice, note, NoteEdit(1, "Second"))
    assert note.revision == 2


def test_a_form_that_changed_no_words_puts_its_label_and_leaves_the_words(
    session: Session, alice: Viewer, trial: Trial
) -> None:
    note = actions.add_note(session, alice, trial, draft(session, trial))
    label = create_label(session, alice, queries.has_notes, name="Safety", hue=2)
    actions.edit_note(session, alice, note, NoteEdit(1, "Second"))
    same = NoteEdit(1, "Why so low?", label.id)
    with pytest.raises(Conflict):
        actions.edit_note(session, alice, note, same)
    assert actions.save_note(session, alice, note, same).label is label
    assert (note.body, note.revision) == ("Second", 2)
    with pytest.raises(Conflict):
        actions.save_note(session, alice, note, NoteEdit(1, "Third", ""))
    assert note.label is label


def test_who_states_the_text_that_was_read_deletes_no_other(session: Session, alice: Viewer, trial: Trial) -> None:
    note = actions.add_note(session, alice, trial, draft(session, trial))
    actions.edit_note(session, alice, note, NoteEdit(1, "Second"))
    with pytest.raises(Conflict):
        actions.delete_note(session, note, 1)
    assert note.deleted_at is None
    actions.delete_note(session, note, 2)
    assert note.deleted_at is not None


def test_emptying_makes_a_highlight_but_never_an_empty_page_note(session: Session, alice: Viewer, trial: Trial) -> None:
    note = actions.add_note(session, alice, trial, draft(session, trial))
    assert actions.edit_note(session, alice, note, NoteEdit(1, "")).body == ""
    page = actions.add_note(session, alice, trial, NoteDraft(version_of(session, trial), None, "Whole"))
    with pytest.raises(Invalid):
        actions.edit_note(session, alice, page, NoteEdit(1, " "))


def test_delete_and_bring_back(session: Session, alice: Viewer, trial: Trial) -> None:
    note = actions.add_note(session, alice, trial, draft(session, trial))
    actions.delete_note(session, note)
    actions.delete_note(session, note)
    with pytest.raises(NotFound):
        queries.find_note(session, alice, note.id)
    assert queries.notes_on_trial(session, alice, trial.id) == []
    actions.restore_note(session, queries.find_own_note(session, alice, note.id))
    assert queries.find_note(session, alice, note.id).body == "Why so low?"


def test_labels_of_a_note(session: Session, alice: Viewer, bob: Viewer, trial: Trial) -> None:
    dose = create_label(session, alice, queries.has_notes, name="Safety", hue=2)
    note = actions.add_note(session, alice, trial, draft(session, trial, label_id=dose.id))
    assert note.label is dose
    assert actions.relabel_note(session, alice, note, "").label is None
    assert note.revision == 1
    of_bob = create_label(session, bob, queries.has_notes, name="Safety", hue=2)
    for label_id in (of_bob.id, "unknown"):
        with pytest.raises(Invalid) as refusal:
            actions.relabel_note(session, alice, note, label_id)
        assert "label" in refusal.value.fields
