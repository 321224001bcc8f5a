"""What is worked out of a record before it is stored, and what is made again of the stored version."""

import json
from pathlib import Path

import pytest

from annotate.core.document import document_from_json
from annotate.core.record import TrialRecord, record_from_json
from annotate.registry.actions import SAMPLES
from annotate.registry.reading import prepared
from annotate.trials.compression import unpack
from annotate.trials.indexed_text import index_entry
from annotate.trials.preparing import PreparedVersion
from tests.studies import study
from tests.unit.registry.studies import as_bytes


def made_again(version: PreparedVersion) -> TrialRecord:
    """Give the record as a later release reads it from what is stored."""
    document = document_from_json(json.loads(unpack(version.document)), unpack(version.text).decode())
    return record_from_json(json.loads(unpack(version.facts)), document)


def raws() -> list[bytes]:
    return [*(path.read_bytes() for path in sorted(Path(SAMPLES).glob("*.json"))), as_bytes(study())]


@pytest.mark.parametrize("raw", raws())
def test_the_index_gives_back_the_words_that_it_was_given(raw: bytes) -> None:
    version = prepared(raw)

    again = index_entry(made_again(version))

    assert again.words == version.entry.words, "other words taken out than went in would spoil SQLite's index"
    assert (again.facets, set(again.conditions)) == (version.entry.facets, set(version.entry.conditions))
