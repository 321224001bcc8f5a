"""Snapshots: the same bytes for the same text, whatever its signs, and a sentence for everything that is none."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.snapshots import MOST_BYTES, Snapshot, digest_of, read_digest, read_snapshot

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SNAPSHOTS = st.builds(Snapshot, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)


@given(SNAPSHOTS)
def test_what_is_written_reads_the_same(snapshot: Snapshot) -> None:
    assert read_snapshot(snapshot.written) == snapshot
    assert snapshot.digest == hashlib.sha256(snapshot.written).hexdigest()


@given(SNAPSHOTS)
def test_a_file_that_was_written_anew_is_the_same_snapshot(snapshot: Snapshot) -> None:
    for options in ({"indent": 2}, {"ensure_ascii": True}, {"sort_keys": False}):
        anew = json.dumps(json.loads(snapshot.written), **options).encode()
        assert read_snapshot(anew).digest == snapshot.digest
    assert read_snapshot(b"\xef\xbb\xbf" + snapshot.written) == snapshot


@given(SNAPSHOTS, st.sampled_from(["registry", "registry_id", "last_updated", "title", "text"]))
def test_one_character_more_is_another(snapshot: Snapshot, field: str) -> None:
    fields = json.loads(snapshot.written)
    fields[field] += " "
    assert read_snapshot(json.dumps(fields).encode()).digest != snapshot.digest


def test_it_is_written_as_rfc_8785_has_it() -> None:
    """The string of section 3.2.2, and the order and blanks of section 3.2.3."""
    snapshot = Snapshot("r", "i", "", "t", "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/")
    assert (
        snapshot.written
        == (
            '{"format":"annotate-snapshot-1","last_updated":"","registry":"r","registry_id":"i",'
            '"text":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/","title":"t"}'
        ).encode()
    )


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe{\x00",
        b'{"format": "annotate-snapshot-2"}',
        b'{"format": "annotate-snapshot-1", "text": 1}',
        Snapshot("r", "i", "", "t", "x").written.replace(b'"x"', b"[]"),
        Snapshot("r", "i", "", "t", "x").written.replace(b"}", b',"more":""}'),
        b"[" * 100_000,
        b'{"a":' + b"9" * 10_000 + b"}",
        b" " * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_snapshot_gets_a_sentence(file: bytes) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_snapshot(file)


def test_a_digest_is_read_however_it_was_copied() -> None:
    digest = digest_of(b"")
    for typed in (digest, digest.upper(), f" sha256:{digest}\n", f"SHA-256: {digest[:32]} {digest[32:]}"):
        assert read_digest(typed) == digest
    for wrong in ("", digest[:-1], digest + "0", "g" * 64, "é" * 64):
        with pytest.raises(ValueError, match="64 digits"):
            read_digest(wrong)
