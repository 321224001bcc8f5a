"""Projects of REFI-QDA: what we write is valid and read by others, and what others write is read here, or refused with a sentence."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.refi.codes import Code
from annotate.core.refi.guids import guid_of_id
from annotate.core.xml_text import xml_text
from annotate.database import new_id
from annotate.errors import Invalid
from annotate.interchange.foreign import ForeignFile, ForeignNote
from annotate.interchange.readers.files import decode_notes, read_notes_file
from annotate.interchange.readers.refi_elements import MOST_CODINGS, MOST_PASSAGES
from tests.unit.interchange.exports import AT, DOCUMENT, NOTE, REPLY, STORABLE, VERSION, placed, with_texts, written
from tests.unit.interchange.projects import DOSE, RISK, SOURCE, guid, passage, qde, qdpx
from tests.unit.refi_schemas import valid_project

TEXT = f"{DOCUMENT.text}\nprefixed"
"""What the exports of tests give for the text of each version."""

ID = new_id()


def read(sent: bytes) -> ForeignFile:
    return read_notes_file(decode_notes(sent))


def opened(sent: bytes) -> tuple[Any, dict[str, bytes]]:
    """Check the project of an archive by the schema; give it as another reader has it, and the files beside it."""
    with ZipFile(io.BytesIO(sent)) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    return valid_project(parts.pop("project.qde")), parts


def only(sent: bytes) -> ForeignNote:
    [note] = read(sent).notes
    return note


def test_a_reader_of_the_schema_finds_everything() -> None:
    note = placed("≥18 Years", id=ID)
    project, parts = opened(written("qdpx", [note]))
    [source] = project.sources.text_source
    text = parts[f"sources/{source.plain_text_path.removeprefix('internal://')}"].decode()
    assert text == TEXT
    [selection] = source.plain_text_selection
    assert text[selection.start_position : selection.end_position] == "≥18 Years"
    assert selection.guid == guid_of_id(ID)
    assert (source.name, source.description[:13]) == ("NCT04561557, version 1 of 2024-10-30", "Tongji Hospit")
    [user] = project.users.user
    assert (user.name, selection.creating_user) == ("Alice", user.guid)
    codes = {code.guid: code for code in project.code_book.codes.code}
    dosage, tags = codes.values()
    assert (dosage.name, dosage.color, dosage.description) == ("Dosage", "#26A0A0", "How much")
    assert (tags.is_codable, [code.name for code in tags.code]) == (False, ["elderly", "to-discuss"])
    assert [each.code_ref.target_guid for each in selection.coding] == [dosage.guid, *(code.guid for code in tags.code)]
    assert selection.creation_date_time.to_datetime() == AT
    words, reply = project.notes.note
    assert [each.target_guid for each in selection.note_ref] == [words.guid]
    assert [each.target_guid for each in words.note_ref] == [reply.guid]
    assert (words.plain_text_content, reply.plain_text_content) == (note.body, "A reply by Bob")
    assert (reply.name, reply.creating_user) == ("Reply by Bob", None)
    [case] = project.cases.case
    assert (case.name, case.source_ref[0].target_guid) == ("NCT04561557: CT103A in Patients", source.guid)
    named = {each.guid: each.name for each in project.variables.variable}
    values = {named[each.variable_ref.target_guid]: each.text_value for each in source.variable_value}
    assert values["Registry number"] == "NCT04561557"


def test_the_same_export_is_the_same_file() -> None:
    notes = [placed("≥18 Years", id=ID), replace(NOTE, id=new_id(), start=None, end=None, quote="", place=None)]
    assert written("qdpx", notes) == written("qdpx", notes)


def test_guids_are_unique() -> None:
    notes = [
        *(replace(note, id=new_id()) for note in with_texts(["a", "b\nc", ""])),
        replace(NOTE, id=new_id(), start=None, end=None, quote=""),
        replace(NOTE, id=new_id(), start=None, end=None, quote="", replies=(REPLY, replace(REPLY, mine=True))),
    ]
    with ZipFile(io.BytesIO(written("qdpx", notes))) as archive:
        words = archive.read("project.qde").decode().split('guid="')[1:]
    found = [each[:36] for each in words]
    assert len(set(found)) == len(found)


def test_two_labels_that_came_from_one_code_stay_two() -> None:
    code = replace(NOTE.code or Code((), ()), names=("Other",))
    notes = [placed("≥18 Years", id=new_id()), placed("160 mg", id=new_id(), label="Other", code=code)]
    assert [note.label for note in read(written("qdpx", notes)).notes] == ["Dosage", "Other"]


@given(texts=st.lists(STORABLE, min_size=1, max_size=4), on_whole=st.booleans())
def test_words_labels_and_tags_come_back_as_they_went(texts: Sequence[str], *, on_whole: bool) -> None:
    notes = [
        replace(placed("First arm"), id=new_id(), body=text, replies=(replace(REPLY, body=text),)) for text in texts
    ]
    if on_whole:
        notes = [replace(note, start=None, end=None, quote="", place=None) for note in notes]
    sent = written("qdpx", notes)
    opened(sent)
    found = read(sent)
    assert found.unreadable == 0
    assert [note.body for note in found.notes] == [xml_text(text) for text in texts]
    for note, back in zip(notes, found.notes, strict=True):
        assert (back.id, back.label, back.colour, back.tags) == (note.id, note.label, note.colour, note.tags)
        assert (back.registry_id, back.author, back.written_at, back.replies) == ("NCT04561557", "Alice", AT, 1)
        assert (back.quote.exact if back.quote else None) == (None if on_whole else "First arm")
        assert not on_whole or back.start == back.end == 0


@given(st.data())
def test_positions_are_code_points(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    if not TEXT[start:end].strip():
        return
    back = only(written("qdpx", [replace(NOTE, id=ID, quote=TEXT[start:end], start=start, end=end)]))
    assert (back.start, back.end, back.quote and back.quote.exact) == (start, end, TEXT[start:end])


def test_a_version_is_known_by_its_digest() -> None:
    back = only(written("qdpx", [placed("First arm", id=ID, version=replace(VERSION, digest="abc"))]))
    assert back.version is not None
    assert (back.version.number, back.version.registry_date, back.version.digest) == (1, "2024-10-30", "abc")


def test_a_withdrawn_reply_has_no_words_and_nothing_is_a_whole_project() -> None:
    project, _ = opened(written("qdpx", [placed("First arm", id=ID, body="", replies=(replace(REPLY, body=""),))]))
    assert [note.plain_text_content for note in project.notes.note] == ["", "(withdrawn)"]
    assert opened(written("qdpx", []))[0].sources is None


LINES = "Eligibility\nAdults 🧬 of ≥18 years\nor more, with 200 mg once a week\n"


def span(words: str, text: str = LINES) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def quoted(sent: bytes) -> list[str | None]:
    return [note.quote.exact if note.quote else None for note in read(sent).notes]


def test_a_project_of_another_program_is_read() -> None:
    memo = f'<Notes><Note guid="{guid(90)}" name="Memo"><PlainTextContent>A memo</PlainTextContent></Note></Notes>'
    inside = f'<Description>A comment</Description>|<NoteRef targetGUID="{{{guid(90)}}}"/>'
    project = qde(passage(1, *span("200 mg"), RISK, DOSE, name="200 mg", inside=inside), more=memo)
    for name in (f"sources/{SOURCE}.txt", f"Sources/{SOURCE}.TXT"):
        note = only(qdpx(project, {name: LINES.encode("utf-8-sig")}))
        assert (note.quote and note.quote.exact, note.body) == ("200 mg", "A comment\n\nA memo")
        assert (note.registry_id, note.author, note.label, note.colour) == (
            "NCT04561557",
            "Dora",
            "Safety/Risk",
            "Rose",
        )
        assert note.tags == ("Dose",)
        assert note.code is not None
        assert note.code.guids == ("dddddddd-0000-4000-8000-000000000001", RISK)


def test_a_project_of_an_earlier_edition_with_relative_paths_is_read() -> None:
    project = qde(passage(1, *span("200 mg"), DOSE)).replace("project:1.0", "project:0:4")
    project = project.replace(f"internal://{SOURCE}.txt", f"relative:///sources/{SOURCE}.txt".replace("///", "//"))
    assert quoted(qdpx(project, {f"sources/{SOURCE}.txt": LINES.replace("🧬", "x")})) == ["200 mg"]
    assert quoted(qdpx(qde(passage(1, *span("Adults"), DOSE), text=LINES))) == ["Adults"]


@pytest.mark.parametrize("counted", ["points", "units", "crlf", "crlf and units"])
def test_a_passage_that_is_named_is_read_however_it_was_counted(counted: str) -> None:
    sent = LINES.replace("\n", "\r\n") if "crlf" in counted else LINES
    start, end = span("200 mg", sent)
    if "units" in counted:
        start, end = (len(sent[:place].encode("utf-16-le")) // 2 for place in (start, end))
    passages = passage(1, start, end, DOSE, name="200 mg") + passage(2, start + 1, end, DOSE)
    parts = {f"sources/{SOURCE}.txt": sent}
    assert quoted(qdpx(qde(passages), parts)) == ["200 mg", "00 mg"], "one passage tells how all are counted"
    unsure = read(qdpx(qde(passage(1, start, end, DOSE)), parts)).notes
    assert [note.is_unsure for note in unsure] == [True]
    before = qde(passage(1, 0, len("Eligibility"), DOSE))
    assert quoted(qdpx(before, parts)) == ["Eligibility"], "before the first such sign all ways agree"


def test_words_on_a_whole_source_keep_their_codes() -> None:
    coding = f'<Coding guid="{guid(5)}"><CodeRef targetGUID="{DOSE}"/><NoteRef targetGUID="{guid(90)}"/></Coding>'
    bare = f'<Coding guid="{guid(6)}"><CodeRef targetGUID="{RISK}"/></Coding><NoteRef targetGUID="{guid(91)}"/>'
    memos = "".join(
        f'<Note guid="{guid(each)}"><PlainTextContent>Memo {each}</PlainTextContent></Note>' for each in (90, 91, 92)
    )
    found = read(qdpx(qde(coding + bare, text=LINES, more=f"<Notes>{memos}</Notes>"))).notes
    assert [(note.body, note.label, note.registry_id) for note in found] == [
        ("Memo 91", "", "NCT04561557"),
        ("Memo 90", "Dose", "NCT04561557"),
        ("", "Safety/Risk", "NCT04561557"),
        ("Memo 92", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "more", "registry_id"),
    [
        ("Interview with nct04561557", "", "NCT04561557"),
        ("NCT04561557 and NCT00000002", "", ""),
        ("Interview", "", ""),
        (
            "Interview",
            f'<Cases><Case name="NCT00000002"><SourceRef targetGUID="{SOURCE}"/></Case></Cases>',
            "NCT00000002",
        ),
        ("XNCT045615571", "", ""),
    ],
)
def test_a_source_says_which_trial_it_is_of(name: str, more: str, registry_id: str) -> None:
    assert only(qdpx(qde(passage(1, 0, 5, DOSE), name=name, text=LINES, more=more))).registry_id == registry_id


def test_what_is_no_passage_of_a_text_is_counted() -> None:
    passages = "".join(
        (
            passage(1, 5, 5),
            passage(2, 5, 10_000),
            passage(3, -1, 5),
            passage(4, 0, 5).replace(guid(4), "none"),
            passage(5, 11, 12),
            "<PDFSelection/>",
        )
    )
    assert (read(qdpx(qde(passages, text=LINES))).unreadable, read(qdpx(qde(passage(1, 0, 5)))).unreadable) == (6, 1)


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "https://evil.example/a.txt", "absolute:///a", ""]
)
def test_nothing_outside_of_the_archive_is_read(path: str) -> None:
    project = qde(passage(1, 0, 5)).replace(f"internal://{SOURCE}.txt", path)
    assert read(qdpx(project)) == ForeignFile(read(qdpx(project)).kind, (), 1)


BOMB = b"<Project>" + b" " * (33 * 1024 * 1024) + b"</Project>"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"PK", "broken, or no zip archive"),
        (b"PK\x03\x04" + b"x" * 100, "broken, or no zip archive"),
        (qdpx(BOMB), "unpacks to more than is read"),
        (qdpx(qde(passage(1, 0, 5)), {"../evil.txt": "x"}), "leads out of it"),
        (qdpx(qde(passage(1, 0, 5)), {"/evil.txt": "x"}), "leads out of it"),
        (qdpx(qde(passage(1, 0, 5)), {f"sources/{n}.txt": "" for n in range(5_001)}), "5,002 parts"),
        (qdpx("<CodeBook/>"), "no project of REFI-QDA"),
        (qdpx("<Project>"), "no XML"),
        (
            qdpx('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Project>&b;</Project>'),
            "declares a document type",
        ),
        (qdpx("<Project>" * 101), "100 levels"),
        (qdpx("<Project a='é'/>".encode("latin-1")), "no text in UTF-8"),
        (qdpx(qde("<PlainTextSelection/>" * (MOST_PASSAGES + 1), text="x")), "more than 20,000 passages"),
        (qdpx(qde(f"<PlainTextSelection>{'<Coding/>' * 100_000}</PlainTextSelection>")), f"{MOST_CODINGS:,} codings"),
        (qdpx(qde(passage(1, 0, 5)), {f"sources/{SOURCE}.txt": "é".encode("latin-1")}), "no text in UTF-8"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(sent: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(sent)
    [words] = refused.value.fields.values()
    assert sentence in words
    assert "Nothing was imported." in words


def test_a_part_that_is_larger_than_it_says_is_not_unpacked() -> None:
    packed = qdpx(b" " * 40_000_000).replace((40_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Invalid) as refused:
        read(packed)
    assert "cannot be unpacked" in str(refused.value.fields)


def test_huge_attributes_and_cycles_are_only_long_names() -> None:
    cycle = f'<Notes><Note guid="{guid(90)}"><NoteRef targetGUID="{guid(90)}"/></Note></Notes>'
    inside = f'|<NoteRef targetGUID="{guid(90)}"/>'
    project = qde(passage(1, 0, 5, name="x" * 1_000_000, inside=inside), text=LINES, more=cycle)
    note = only(qdpx(project))
    assert (note.body, note.replies, note.quote and note.quote.exact) == ("", 1, LINES[:5])
