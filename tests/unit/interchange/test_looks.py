"""How files look in the programs that people open them with, as far as it can be read out of them."""

import io
from dataclasses import replace
from itertools import pairwise

import openpyxl
from markdown_it import MarkdownIt

from tests.unit.interchange.exports import NOTE, placed, written
from tests.unit.interchange.readers import word


def test_a_cell_of_the_record_stands_in_its_column_in_word_too() -> None:
    """After an empty cell as well: a dose must not be another arm's."""
    lines = [each.text for each in word(written("word-comments", [placed("160 mg")])).paragraphs]
    assert lines[lines.index("Doses") + 1 :] == ["Arm\tDose", "First arm\t160 mg\tdaily", "Second arm\t\tweekly"]


def test_right_to_left_words_begin_at_the_right_in_word() -> None:
    document = word(written("word", [replace(NOTE, body="שלום 160 מ״ג\nOne מרחבא\n«مرحبا»")]))
    turned = {each.text: bool(each._p.xpath("./w:pPr/w:bidi")) for each in document.paragraphs}  # noqa: SLF001 - the library does not tell
    assert [turned[text] for text in ("שלום 160 מ״ג", "One מרחבא", "«مرحبا»")] == [True, False, True]


def test_the_address_of_a_note_leads_there_from_word() -> None:
    document = word(written("word"))
    (link,) = [each for paragraph in document.paragraphs for each in paragraph.hyperlinks]
    assert link.address == link.text == NOTE.address


def test_a_row_of_xlsx_is_as_high_as_its_words_up_to_a_bound() -> None:
    notes = [replace(NOTE, body=body, replies=(), tags=()) for body in ("One", "One\nTwo\nThree", "word " * 4_000)]
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", notes)))["Notes"]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [None, 45, 120]
    assert sheet["D3"].alignment.wrap_text
    assert sheet.print_title_rows == "$1:$1"


def test_the_facts_of_a_trial_are_no_heading_in_markdown() -> None:
    text = written("markdown").decode()
    assert text.startswith('---\ntitle: "Notes that match “dose”"\nexported: "2026-03-05T14:03:21.123456Z"\n---\n\n# ')
    tokens = MarkdownIt().parse(text.split("---\n", 2)[2])
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    assert headings == ["Notes that match “dose”", "NCT04561557: CT103A in Patients"]
    (facts,) = [token for token in tokens if token.type == "fence"]
    assert (facts.info, 'trial: "NCT04561557"\n' in facts.content) == ("yaml", True)


def test_several_marks_of_notes_are_told_apart_on_the_web_page() -> None:
    page = written("html", [placed("160 mg"), placed("160 mg")]).decode()
    assert '<mark>160 mg</mark><sup><a href="#note-1">1</a>, <a href="#note-2">2</a></sup>' in page
