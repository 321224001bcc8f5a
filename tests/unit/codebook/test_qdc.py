"""Labels as codebooks of REFI-QDA: valid, the same again after a way there and back, and read as other programs write them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from annotate.codebook import actions, queries
from annotate.codebook.codes import split_description
from annotate.codebook.files import MOST_XML_BYTES, decode_file, read_labels
from annotate.codebook.importing import ImportKind, import_labels, plan_import
from annotate.codebook.models import Label
from annotate.codebook.qdc_files import write_qdc
from annotate.codebook.starters import STARTERS, Starter
from annotate.core.refi.codes import Code, write_codes
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from tests.cast import Cast
from tests.unit.refi_schemas import CODEBOOK, valid_codebook

NAMES = st.text("abÄ <&\">'ש≥🧬|*=", min_size=1, max_size=6).filter(str.strip).map(lambda name: " ".join(name.split()))
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=30).map(str.strip)
GUIDS = st.uuids().map(str)
COLOURS = st.from_regex("#[0-9A-F]{6}", fullmatch=True) | st.just("")

ATLAS = """<?xml version="1.0" encoding="utf-8"?>
<q:CodeBook xmlns:q="urn:QDA-XML:codebook:0:4" origin="ATLAS.ti Win 23.4.0">
  <q:Codes>
    <q:Code guid="{1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294}" name="Safety" color="#46AA00" isCodable="false">
      <q:Code guid="2FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="Death / dying" color="#F00" isCodable="true">
        <q:Description>Of any cause</q:Description>
      </q:Code>
    </q:Code>
    <q:Code guid="3FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="  Dose " isCodable="true"/>
  </q:Codes>
  <q:Sets><q:Set name="a group" guid="ECA18D76-2B8B-4B0C-8BE5-BBDC91F55294">
    <q:Description>of codes</q:Description><q:MemberCode guid="3FF58B12-6F6F-4B0C-8BE5-BBDC91F55294"/></q:Set></q:Sets>
</q:CodeBook>"""


def some_notes(_session: Session, _viewer: Viewer) -> bool:
    return True


@pytest.fixture
def bob(cast: Cast, session: Session) -> Viewer:
    assert session.is_active
    return cast.viewer("bob")


def import_into(session: Session, viewer: Viewer, file: str) -> str:
    """Import a file into an account without labels, and give what it exports."""
    session.execute(delete(Label).where(Label.account_id == viewer.id))
    plan = import_labels(session, viewer, some_notes, read_labels(decode_file(file.encode("utf-8-sig"))))
    assert {row.kind for row in plan} <= {ImportKind.NEW}, plan
    return write_qdc(queries.labels_of(session, viewer))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    labels=st.lists(
        st.tuples(st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.integers(1, 8), WORDS, WORDS),
        min_size=1,
        max_size=6,
        unique_by=lambda label: label[0].casefold(),
    )
)
def test_a_codebook_is_the_same_after_a_way_there_and_back(
    session: Session, alice: Viewer, bob: Viewer, labels: list[tuple[str, int, str, str]]
) -> None:
    session.execute(delete(Label).where(Label.account_id == alice.id))
    for name, hue, description, when_not in labels:
        actions.create_label(session, alice, some_notes, name=name, hue=hue, description=description, when_not=when_not)
    file = write_qdc(queries.labels_of(session, alice))
    assert file == write_qdc(queries.labels_of(session, alice))
    valid_codebook(file.encode())
    assert import_into(session, bob, file) == file
    mine, theirs = ({label.name: label.draft() for label in queries.labels_of(session, who)} for who in (alice, bob))
    assert mine == theirs


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_codebook_of_another_program_goes_back_as_it_came(
    session: Session, bob: Viewer, data: st.DataObject
) -> None:
    guids: dict[tuple[str, ...], str] = {}
    codes = []
    paths = st.lists(st.lists(NAMES, min_size=1, max_size=2).map(tuple))
    for names in dict.fromkeys(data.draw(paths.filter(bool))):
        for depth in range(1, len(names) + 1):
            guids.setdefault(names[:depth], data.draw(GUIDS))
        own = tuple(guids[names[:depth]] for depth in range(1, len(names) + 1))
        codes.append(Code(names, own, data.draw(COLOURS), data.draw(WORDS)))
    labels = ["/".join(code.names).casefold() for code in codes]
    if len(set(labels)) < len(labels):
        return
    body = "".join(write_codes(codes, "  "))
    file = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<CodeBook xmlns="{CODEBOOK}" origin="annotate">\n'
        f" <Codes>\n{body} </Codes>\n</CodeBook>\n"
    )
    assert import_into(session, bob, file) == file


def test_files_of_other_programs_are_read(session: Session, bob: Viewer) -> None:
    again = import_into(session, bob, ATLAS)
    labels = queries.labels_of(session, bob)
    assert [(label.name, label.hue, label.description) for label in labels] == [
        ("Safety/Death/dying", 4, "Of any cause"),
        ("Dose", 1, ""),
    ]
    book = valid_codebook(again.encode())
    safety, dose = book.codes.code
    assert (safety.name, safety.is_codable, safety.guid) == ("Safety", False, "1ff58b12-6f6f-4b0c-8be5-bbdc91f55294")
    assert [(code.name, code.color, code.guid) for code in safety.code] == [
        ("Death / dying", "#F00", "2ff58b12-6f6f-4b0c-8be5-bbdc91f55294")
    ]
    assert (dose.name, dose.color) == ("Dose", None)


def test_a_code_that_was_changed_here_says_so(session: Session, bob: Viewer) -> None:
    import_into(session, bob, ATLAS)
    dose = queries.labels_of(session, bob)[1]
    actions.change_label(session, bob, dose, name="Doses/All", hue=3, description="New", when_not="Old")
    code = valid_codebook(write_qdc([dose]).encode()).codes.code[0].code[0]
    assert (code.guid[:2], code.name, code.color) == ("3f", "All", "#3D85D1")
    assert split_description(code.description) == ("New", "Old")


def test_two_labels_are_never_one_code(session: Session, bob: Viewer) -> None:
    """A label was renamed, and its file comes in again: the label of the old name is a new code."""
    import_into(session, bob, ATLAS)
    dose = queries.labels_of(session, bob)[1]
    actions.change_label(session, bob, dose, name="Doses", hue=1)
    import_labels(session, bob, some_notes, read_labels(ATLAS))
    file = write_qdc(queries.labels_of(session, bob))
    assert len({line.split('"')[1] for line in file.splitlines() if "<Code " in line}) == 4


def test_each_code_gets_a_sentence_and_what_the_file_does_not_say_stays() -> None:
    rows = read_labels(
        ATLAS.replace('name="Safety"', 'name="Dose"').replace('name="Death / dying"', f'name="{"x" * 50}"')
    )
    plan = plan_import(rows, [Starter("1", "Dose", 3, "How much")])
    assert [(row.unit, row.number, row.kind.value) for row in plan] == [("code", 1, "refused"), ("code", 2, "changed")]
    assert plan[1].draft.hue == 3, "a code without a colour says nothing of it"


def test_the_starters_are_a_valid_codebook() -> None:
    assert [code.name for code in valid_codebook(write_qdc(STARTERS).encode()).codes.code] == [
        starter.name for starter in STARTERS
    ]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"<a/>", "no codebook of REFI-QDA"),
        (b"<CodeBook><Codes>", "no XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><CodeBook/>', "declares a document type"),
        ("<CodeBook>é</CodeBook>".encode("latin-1"), "no text in UTF-8"),
        (b"<CodeBook>" + b"<Code>" * 101, "100 levels"),
        (b"<CodeBook>" + b'<Code name="a"/>' * 201 + b"</CodeBook>", "more than 200 codes"),
        (b"<CodeBook>" + b" " * MOST_XML_BYTES, "larger than 128 KB"),
        (b'<CodeBook><Code name="' + b"x" * 100_000, "no XML"),
    ],
)
def test_a_file_that_is_no_codebook_is_refused(sent: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_labels(decode_file(sent))
    [words] = refused.value.fields.values()
    assert sentence in words
    assert "Nothing was changed." in words
