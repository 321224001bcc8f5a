import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, create_engine, insert, select, type_coerce

from annotate.trials import compression
from annotate.trials.compression import (
    CompressedFacts,
    CompressedStructure,
    CompressedText,
    pack_facts,
    pack_record,
    pack_structure,
    pack_text,
    unpack,
    unpack_record,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@pytest.mark.slow
@given(TEXTS, JSON, JSON)
def test_what_goes_into_a_column_comes_out_of_it(text: str, structure: object, facts: object) -> None:
    table = Table(
        "versions",
        MetaData(),
        Column("number", Integer, primary_key=True),
        Column("text", CompressedText),
        Column("structure", CompressedStructure),
        Column("facts", CompressedFacts),
    )
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        packed = {"text": pack_text(text), "structure": pack_structure(structure), "facts": pack_facts(facts)}
        connection.execute(insert(table), [{"text": text, "structure": structure, "facts": facts}])
        connection.execute(insert(table), [packed])
        first, second = connection.execute(select(table.c.text, table.c.structure, table.c.facts)).all()
        stored = connection.execute(select(type_coerce(table.c.text, LargeBinary))).scalars().all()
    engine.dispose()
    assert tuple(first) == tuple(second) == (text, structure, facts)
    assert stored == [packed["text"]] * 2


@given(st.binary(), TEXTS)
def test_a_record_comes_back_by_its_text(raw: bytes, text: str) -> None:
    stored = pack_record(raw, text)

    assert unpack_record(stored, text) == raw
    assert unpack_record(stored[:20] if len(raw) > 100 else stored, text, 5) == raw[:5] or len(raw) > 100


def test_the_beginning_of_a_long_record_needs_only_the_beginning_of_what_is_stored() -> None:
    raw = b"".join(f"<id>{number}</id>".encode() for number in range(100_000))
    stored = pack_record(raw, "A text")

    assert unpack_record(stored[:512], "A text", 512) == raw[:512]
    assert unpack_record(zlib.compress(raw)[:512], "A text", 512) == raw[:512]


def test_a_text_repeated_in_its_record_is_stored_once() -> None:
    words = " ".join(f"word{number * 7919 % 10007}" for number in range(2000))

    assert len(pack_record(words.encode(), words)) < len(pack_text(words)) / 20


def test_streams_without_a_dictionary_are_read_as_well() -> None:
    assert unpack(zlib.compress(b"plain")) == b"plain"
    assert unpack_record(zlib.compress(b"plain"), "any text") == b"plain"


def test_damage_is_an_error_and_never_other_words() -> None:
    stored = pack_text("Inclusion Criteria: " * 100)
    for damaged in (b"", stored[:-1], stored[:20] + b"x" + stored[21:], stored[:2] + b"none" + stored[6:]):
        with pytest.raises(zlib.error):
            unpack(damaged)
    with pytest.raises(zlib.error):
        unpack_record(pack_record(b"raw", "its text"), "another text")


def test_dictionaries_stay_as_they_were() -> None:
    """What is stored names them by these checksums: a changed one would make it unreadable. Add a new file instead."""
    folder = Path(compression.__file__).with_name("dictionaries")

    assert {path.name: zlib.adler32(path.read_bytes()) for path in folder.iterdir()} == {
        "text-1.txt": 0x58BF21B2,
        "structure-1.txt": 0x594502B7,
        "facts-1.txt": 0xF9A7FBD5,
        "record-1.txt": 0xEADB11F4,
    }
