"""What goes out is read back as the same, and nothing that is sent breaks the reading."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotate.core.passage import Passage
from annotate.errors import Invalid
from annotate.interchange.exported import ExportedNote
from annotate.interchange.writers.web_annotation import annotation
from annotate.w3c.actions import SelectedWords
from annotate.w3c.forms import read_annotation
from tests.unit.interchange.test_web_annotations import NAMED, notes

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["type", "id", "value", "source", "selector", "state", "purpose", "start", "exact", "x"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


@given(notes())
def test_what_goes_out_comes_in_as_the_same(note: ExportedNote) -> None:
    assume(bool(note.body.strip()) == bool(note.body) and bool(note.label.strip()) == bool(note.label))
    found = read_annotation(json.loads(json.dumps(annotation(note))))
    assert (found.words, found.label, found.tags) == (note.body, note.label, note.tags)
    assert (found.source, found.id) == (note.version.address, note.iri)
    if note.start is None or note.end is None:
        assert (found.selected, found.source_date) == (None, None)
    else:
        words = Passage(note.start, note.end, note.quote)
        assert found.selected == SelectedWords(words, note.prefix, note.suffix)
        assert found.source_date == note.version.stored_at


@given(JSON)
def test_anything_else_is_refused_with_a_sentence(given: object) -> None:
    with pytest.raises(Invalid) as refused:
        read_annotation(given)
    assert refused.value.message


@given(st.sampled_from(sorted(annotation(NAMED))), JSON)
def test_something_else_in_one_place_breaks_nothing(key: str, value: Any) -> None:  # noqa: ANN401 - any JSON
    with suppress(Invalid):
        read_annotation({**annotation(NAMED), key: value})


@given(st.sampled_from(["source", "selector", "state", "type"]), JSON)
def test_something_else_in_its_target_breaks_nothing(key: str, value: Any) -> None:  # noqa: ANN401 - as above
    said: Any = annotation(NAMED)
    with suppress(Invalid):
        read_annotation({**said, "target": {**said["target"], key: value}})
