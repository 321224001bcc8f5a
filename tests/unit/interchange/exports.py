"""Exports made for tests: one note with something in every place, and texts that break careless writers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from annotate.core.citation import CitedVersion
from annotate.core.document import Document, DocumentBuilder
from annotate.core.refi.codes import Code
from annotate.core.refi.guids import derived_guid
from annotate.core.text import line_feeds, storable
from annotate.interchange.exported import (
    Export,
    ExportedNote,
    ExportedRecord,
    ExportedReply,
    ExportedVersion,
    ExportOrder,
)
from annotate.interchange.formats import FORMATS

AT = datetime(2026, 3, 5, 14, 3, 21, 123456, tzinfo=UTC)
EDITED = datetime(2026, 4, 6, 7, 8, 9, tzinfo=UTC)
REPLIED = datetime(2026, 5, 7, 8, 9, 10, tzinfo=UTC)

HOSTILE = (
    "≥18 Years, ≤ 5 × 10⁹/L",
    "*stars* and _lines_ | pipes `ticks` [a](b) ![c](d)",
    '"quoted", with; separators\tand a tab',
    "two\nlines\n\nand a third",
    "שלום עולם and مرحبا \u202egnal\u202c",
    "👩‍⚕️ 🧬 𝒳",
    "=1+1",
    "+49 30",
    "-5 mg",
    "@SUM(A1)",
    "\t=tabbed",
    "'=apostrophe",
    "# no heading",
    "1. no item",
    "---",
    "> no quote",
    "<b>no tag</b> &amp; <!-- no comment",
    "```\nan open fence",
    "{braces} } { \\ % $ # & _ ~ ^",
    "_x0041_ is no A",
    "TY  - RPRT\r\nER  - ",
    "a\u2028b\u2029c\x85d",
    "]]>",
    "<r>& no rich text</r>",
    "<r><t>nor this</t></r>",
    "＝1+1",
    "a line\n    ![image](https://evil.example/a.png)\n[a]: https://evil.example",
    "x" * 20_000,
    "🧬" * 20_000,
)

VERSION = ExportedVersion(
    id="version-1",
    registry_id="NCT04561557",
    number=1,
    title="CT103A in Patients",
    record_updated="2024-10-30",
    stored_at=datetime(2026, 11, 28, 9, 14, tzinfo=UTC),
    sample=False,
    address="https://notes.example/trials/NCT04561557/versions/1",
)

CITED = CitedVersion(
    registry_id=VERSION.registry_id,
    number=1,
    title=VERSION.title,
    official_title="An Open-Label Study of CT103A in Patients",
    sponsor="Tongji Hospital",
    conditions=("Neuromyelitis Optica", "Myasthenia Gravis"),
    first_posted="2020-09-23",
    last_updated="2024-10-30",
    stored_at=VERSION.stored_at,
    registry_page="https://clinicaltrials.gov/study/NCT04561557",
    address=VERSION.address,
)

REPLY = ExportedReply(
    "thread-1", "Bob", mine=False, at=REPLIED, edited_at=None, withdrawn_at=None, body="A reply by Bob"
)

NOTE = ExportedNote(
    id="note-1",
    address="https://notes.example/notes/note-1",
    author="Alice",
    version=VERSION,
    quote="≥18 Years",
    start=16,
    end=25,
    prefix="prefixed",
    suffix="suffixed",
    body="Which **dose**?",
    label="Dosage",
    colour="Teal",
    tags=("elderly", "to-discuss"),
    state="exact",
    crossed=False,
    current_number=1,
    place=(16, 25),
    revision=2,
    created_at=AT,
    updated_at=EDITED,
    edited_at=EDITED,
    replies=(REPLY,),
    code=Code(("Dosage",), (derived_guid("label", "Dosage"),), "#26A0A0", "How much"),
)


def record() -> Document:
    """Make a record's text with a list and a table."""
    text = DocumentBuilder()
    text.section("who", "Who can join")
    text.item("who/age", "≥18 Years of age, and *fit*")
    text.heading("who/more", "More")
    text.paragraph("who/p", "Signs such as < & > stay")
    text.section("dose", "Doses")
    text.columns("dose/table", "Arm", "Dose")
    text.cells("dose/1", "First arm", "160 mg", "daily")
    text.cells("dose/2", "Second arm", "", "weekly")
    return text.build()


DOCUMENT = record()


def export(notes: Iterable[ExportedNote] = (NOTE,), order: ExportOrder = ExportOrder.TEXT) -> Export:
    """Put notes into an export; all are on the one trial, unless their versions say otherwise."""
    return Export(
        title="Notes that match “dose”",
        made_at=AT,
        order=order,
        notes=notes,
        cite=lambda _version_id: CITED,
        cited=[CITED],
        record_of=lambda registry_id: ExportedRecord(replace(VERSION, registry_id=registry_id), DOCUMENT),
        text_of=lambda _version_id: f"{DOCUMENT.text}\nprefixed",
    )


def written(key: str, notes: Iterable[ExportedNote] = (NOTE,), order: ExportOrder = ExportOrder.TEXT) -> bytes:
    """Give the file of a format."""
    return b"".join(FORMATS[key].stream(export(notes, order)))


def placed(words: str, **changes: object) -> ExportedNote:
    """Make a note on these words of the record's text."""
    start = DOCUMENT.text.index(words)
    place = (start, start + len(words))
    return replace(NOTE, quote=words, start=place[0], end=place[1], place=place, **changes)  # type: ignore[arg-type]  # names of fields


def with_texts(texts: Sequence[str]) -> list[ExportedNote]:
    """Make notes of which each has one text as its words, and as its quote."""
    return [
        replace(NOTE, address=f"{NOTE.address}/{number}", body=text, quote=text, replies=(replace(REPLY, body=text),))
        for number, text in enumerate(texts)
    ]


TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet="=+-@\t\"'\\`*_[]<>#&|~{}$%^.)( 1ab\n≥ש👩\x01\x7f\ufffe", max_size=60),
    st.text(max_size=60),
).map(line_feeds)
"""Words as the database holds them: any, with LF for line ends."""

STORABLE = TEXTS.filter(storable)
