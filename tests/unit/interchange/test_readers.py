"""Files of notes: whatever they hold, they are read or refused with a sentence."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import Invalid
from annotate.interchange.foreign import ForeignFile, ForeignNote, NotesFileKind
from annotate.interchange.readers.files import read_notes_file
from annotate.notes.actions import LONGEST_CLIENT_KEY
from tests.foreign import ADDRESS, annotation
from tests.texts import REGISTRY_ID

OWN: dict[str, Any] = {
    "id": "note-1",
    "address": "https://notes.example/notes/note-1",
    "author": "Alice",
    "version": {"trial": REGISTRY_ID, "number": 1, "registry_date": "2024-10-30", "digest": "abc"},
    "passage": {"start": 3, "end": 8, "exact": "words", "prefix": "of ", "suffix": " here"},
    "markdown": "**Adults**",
    "label": {"name": "Dose", "colour": "Teal"},
    "tags": ["a"],
    "created_at": "2026-03-05T14:03:21.123456Z",
    "replies": [{}, {}],
}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def own_file(*notes: object) -> str:
    return json.dumps({"$schema": "urn:annotate:notes:1", "notes": notes})


def only(file: ForeignFile) -> ForeignNote:
    (note,) = file.notes
    assert not file.unreadable
    return note


def _places(value: object, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [before, *(place for key, each in inner for place in _places(each, (*before, key)))]


def _changed(value: Any, place: tuple[Any, ...], new: object) -> Any:  # noqa: ANN401 - JSON is anything
    if not place:
        return new
    copy = value.copy()
    copy[place[0]] = _changed(copy[place[0]], place[1:], new)
    return copy


@given(data=st.data(), new=ANYTHING, is_own=st.booleans())
def test_anything_in_any_place_is_read_or_refused(data: st.DataObject, new: object, is_own: bool) -> None:  # noqa: FBT001 - drawn
    whole = json.loads(own_file(OWN)) if is_own else {"annotations": [annotation()]}
    text = json.dumps(_changed(whole, data.draw(st.sampled_from(_places(whole))), new))
    try:
        file = read_notes_file(text)
    except Invalid:
        return
    for note in file.notes:
        assert len(note.key) <= LONGEST_CLIENT_KEY
        assert all(
            isinstance(each, str) for each in (note.id, note.body, note.author, note.label, note.colour, *note.tags)
        )
        assert 0 <= note.start < 2**31


def test_our_notes_are_read() -> None:
    file = read_notes_file(own_file(OWN))
    note = only(file)
    assert file.kind is NotesFileKind.ANNOTATE
    assert (note.registry_id, note.label, note.colour, note.tags, note.replies) == (
        REGISTRY_ID,
        "Dose",
        "Teal",
        ("a",),
        2,
    )
    assert note.quote is not None
    assert (note.start, note.end, note.quote.prefix, note.quote.suffix) == (3, 8, "of ", " here")


@pytest.mark.parametrize(
    ("address", "registry_id"),
    [
        (ADDRESS, REGISTRY_ID),
        (f"https://www.clinicaltrials.gov/ct2/show/{REGISTRY_ID.lower()}?term=a#b", REGISTRY_ID),
        (f"https://notes.example/below/trials/{REGISTRY_ID}/versions/2", REGISTRY_ID),
        (f"https://example.org/protocol-{REGISTRY_ID}.pdf", ""),
        (f"https://notclinicaltrials.gov/study/{REGISTRY_ID}", ""),
        (f"https://clinicaltrials.gov.example/study/{REGISTRY_ID}", ""),
        (f"https://clinicaltrials.gov/search?cond={REGISTRY_ID}", ""),
        ("https://[broken", ""),
    ],
)
def test_only_pages_of_a_record_are_a_trial_s(address: str, registry_id: str) -> None:
    assert only(read_notes_file(json.dumps([annotation(uri=address)]))).registry_id == registry_id


def test_the_same_note_has_the_same_key_in_any_file() -> None:
    first = only(read_notes_file(json.dumps([annotation(1)])))
    assert only(read_notes_file(json.dumps({"rows": [annotation(1, text="edited")]}))).key == first.key
    assert only(read_notes_file(json.dumps([annotation(2)]))).key != first.key
    without = annotation(1, id=None)
    assert (
        only(read_notes_file(json.dumps([without]))).key == only(read_notes_file(json.dumps({"rows": [without]}))).key
    )


def test_a_highlight_whose_quote_is_missing_is_no_note_on_the_whole_trial() -> None:
    file = read_notes_file(
        json.dumps([annotation(1), annotation(2, target=[{"selector": [{"type": "RangeSelector"}]}])])
    )
    assert (len(file.notes), file.unreadable) == (1, 1)
