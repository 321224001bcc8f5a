"""Every format, read back by a reader that is not ours."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import annotate.interchange
from annotate.core.text import line_feeds
from annotate.core.xml_text import xml_text
from annotate.interchange.exported import ExportOrder
from annotate.interchange.formats import FORMATS
from tests.unit.interchange.exports import (
    AT,
    DOCUMENT,
    HOSTILE,
    NOTE,
    REPLIED,
    REPLY,
    STORABLE,
    export,
    placed,
    with_texts,
    written,
)
from tests.unit.interchange.readers import commented, csv_rows, data, word, xlsx_rows

SCHEMA = json.loads((Path(annotate.interchange.__file__).parent / "schemas/notes-1.json").read_text("utf-8"))
TEXTS = st.lists(STORABLE, min_size=1, max_size=4)
KNOWN = [line_feeds(text) for text in HOSTILE]


@given(TEXTS)
def test_csv_gives_the_words_back(texts: list[str]) -> None:
    rows = csv_rows(written("csv", with_texts(texts)))
    assert [(row["note"], row["quote"]) for row in rows] == [(text, text) for text in texts]


def test_no_cell_of_csv_is_a_formula() -> None:
    file = written(
        "csv", [replace(NOTE, body=text, label=text) for text in ("=1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1")]
    )
    assert not re.search(r'(^|,)"?[=+\-@\t\r＝]', file.decode("utf-8-sig"))


@pytest.mark.parametrize("text", KNOWN, ids=range(len(KNOWN)))
def test_known_texts_go_out_as_they_stand(text: str) -> None:
    notes = with_texts([text])
    assert csv_rows(written("csv", notes))[0]["note"] == text
    assert data(written("json", notes))["notes"][0]["markdown"] == text
    row = xlsx_rows(written("xlsx", notes))[0]
    assert (row["note"], row["quote"]) == (xml_text(text), xml_text(text))
    assert xml_text(text) in "\n".join(each.text for each in word(written("word", notes)).paragraphs)
    comments = [each.text for each in word(written("word-comments", [placed("fit", body=text)])).comments]
    assert comments[0].startswith(xml_text(text))
    assert text in written("text", notes).decode()
    assert text.strip("\n") in re.sub(r"^  ", "", written("markdown", notes).decode(), flags=re.MULTILINE)
    assert xml_text(text) in unescape(written("html", [replace(NOTE, quote=text)]).decode())


@settings(max_examples=25)  # each makes and reads whole archives
@given(TEXTS)
def test_xlsx_gives_the_words_back(texts: list[str]) -> None:
    rows = xlsx_rows(written("xlsx", with_texts(texts)))
    assert [(row["note"] or "", row["quote"] or "") for row in rows] == [(xml_text(text),) * 2 for text in texts]


def test_no_cell_of_xlsx_is_a_formula_or_a_link() -> None:
    row = xlsx_rows(written("xlsx", [replace(NOTE, body="=1+1", label="https://example.org")]))[0]
    assert (row["note"], row["label"]) == ("=1+1", "https://example.org")


@given(TEXTS)
def test_json_loses_nothing_and_keeps_to_its_schema(texts: list[str]) -> None:
    found = data(written("json", with_texts(texts)))
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert [each["markdown"] for each in found["notes"]] == texts
    assert [each["passage"]["exact"] for each in found["notes"]] == texts
    assert [each["replies"][0]["markdown"] for each in found["notes"]] == texts


def test_json_of_a_note_on_the_whole_trial_keeps_to_its_schema() -> None:
    whole = replace(
        NOTE, quote="", start=None, end=None, place=None, state="", label="", colour="", tags=(), edited_at=None
    )
    found = data(written("json", [whole, replace(whole, replies=(replace(REPLY, body="", withdrawn_at=AT),))]))
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert (found["notes"][0]["passage"], found["notes"][0]["label"]) == (None, None)
    assert data(written("json", []))["notes"] == []


@settings(max_examples=25)  # each makes and reads whole archives
@given(TEXTS)
def test_word_gives_the_words_back(texts: list[str]) -> None:
    lines = [each.text for each in word(written("word", with_texts(texts))).paragraphs]
    whole = "\n".join(lines)
    for text in texts:
        assert xml_text(text) in whole


@settings(max_examples=25)  # each makes and reads whole archives
@given(st.lists(STORABLE.filter(bool), min_size=1, max_size=4))
def test_comments_in_word_have_words_author_and_time(texts: list[str]) -> None:
    notes = [placed("160 mg", body=text, replies=(REPLY,), author="Alice Ä") for text in texts]
    comments = list(word(written("word-comments", notes)).comments)
    assert [each.text for each in comments[::2]] == [
        f"{xml_text(text)}\nDosage (teal) · #elderly #to-discuss" for text in texts
    ]
    assert {(each.author, each.initials, each.timestamp) for each in comments[::2]} == {
        ("Alice Ä", "AÄ", AT.replace(microsecond=0))
    }
    assert {(each.text, each.author, each.timestamp) for each in comments[1::2]} == {("A reply by Bob", "Bob", REPLIED)}


def test_comments_in_word_stand_on_their_passages() -> None:
    notes = [
        placed("≥18 Years of age", replies=()),
        placed("Years of age, and *fit*\nMore", replies=()),
        placed("Years", replies=()),
        replace(NOTE, quote="Gone", place=None, state="orphaned", replies=()),
        replace(NOTE, quote="", place=None, start=None, end=None, state="", replies=()),
    ]
    file = written("word-comments", notes)
    found = {
        comment.text.partition("\n")[0] + str(comment.comment_id): words
        for comment, words in zip(
            word(file).comments, (commented(file)[each.comment_id] for each in word(file).comments), strict=True
        )
    }
    assert sorted(found.values()) == sorted(
        ["NCT04561557: CT103A in Patients", "Years", "≥18 Years of age", "Years of age, and *fit*More", "Gone"]
    )
    assert "Doses" in [each.text for each in word(file).paragraphs]
    assert "First arm\t160 mg\tdaily" in [each.text for each in word(file).paragraphs]


def test_a_note_in_another_list_than_before_says_so() -> None:
    """A criterion that excludes now, and included before, has the same words."""
    notes = [placed("160 mg", state="moved", crossed=True, replies=())]
    said = "same words, in another place of the record"
    for key in ("markdown", "html"):
        assert said in written(key, notes).decode(), key
    assert said in "\n".join(each.text for each in word(written("word", notes)).paragraphs)
    (comment,) = word(written("word-comments", notes)).comments
    assert said in comment.text
    assert csv_rows(written("csv", notes))[0]["crossed"] == "yes"
    assert xlsx_rows(written("xlsx", notes))[0]["crossed"] == "yes"
    assert data(written("json", notes))["notes"][0]["current"]["crossed"] is True


def test_no_note_is_missing_from_comments_in_word() -> None:
    """Whatever its quote is, and also where it has no place that the document could show."""
    beyond = len(DOCUMENT.text) + 5
    notes = [
        replace(NOTE, quote="Gone\n", body="Blank", place=None, state="orphaned", replies=()),
        replace(NOTE, body="Beyond", place=(beyond, beyond + 2), replies=()),
    ]
    comments = word(written("word-comments", notes)).comments
    assert [each.text.partition("\n")[0] for each in comments] == ["Blank", "Beyond"]


class _Words(HTMLParser):
    """Collects the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@given(TEXTS)
def test_html_shows_the_quotes(texts: list[str]) -> None:
    page = _Words()
    page.feed(written("html", [replace(NOTE, quote=text) for text in texts]).decode())
    for text in texts:
        assert xml_text(text) in "".join(page.words)


def test_html_marks_the_passages_and_needs_nothing_else() -> None:
    page = written("html", [placed("≥18 Years of age"), placed("160 mg")]).decode()
    assert '<mark>≥18 Years of age</mark><sup><a href="#note-1">1</a></sup>, and *fit*' in page
    assert '<td dir="auto"><mark>160 mg</mark><sup><a href="#note-2">2</a></sup></td>' in page
    assert "<td></td>" in page, "a blank cell"
    assert "<strong>dose</strong>" in page
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import", page)
    assert "default-src 'none'" in page, "and it could not"
    assert "<h3>" not in written("html", [placed("160 mg")], ExportOrder.DATE).decode(), "no text by date"


QUOTED = STORABLE.map(lambda text: "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n")))))


@given(st.lists(QUOTED.filter(bool), min_size=1, max_size=3))
def test_markdown_shows_each_sign_of_the_quotes(quotes: list[str]) -> None:
    file = written("markdown", [replace(NOTE, quote=quote, body="", replies=()) for quote in quotes]).decode()
    shown = _quotes_in(file)
    assert shown == [quote.replace("\0", "\ufffd") for quote in quotes]


@given(st.lists(STORABLE, min_size=2, max_size=3))
def test_no_words_in_markdown_swallow_the_next_note(bodies: list[str]) -> None:
    notes = [replace(NOTE, quote=f"Quote {number}", body=body) for number, body in enumerate(bodies)]
    assert [
        quote for quote in _quotes_in(written("markdown", notes).decode()) if re.fullmatch("Quote [0-9]", quote)
    ] == [note.quote for note in notes]


@given(st.lists(STORABLE.filter(bool), min_size=1, max_size=3))
def test_replies_of_others_are_plain_text_in_markdown(bodies: list[str]) -> None:
    """They fetch no image and embed nothing where the file is read."""
    notes = [replace(NOTE, quote="", body="", replies=tuple(replace(REPLY, body=body) for body in bodies))]
    tokens = MarkdownIt("commonmark").parse(written("markdown", notes).decode())
    lists = [token.level for token in tokens if token.type == "bullet_list_open"]
    assert lists == [0]
    inside = [token for token in tokens if token.level >= 2]
    assert {token.type for token in inside} <= {"paragraph_open", "inline", "paragraph_close"}
    said = [
        child for token in inside for child in token.children or [] if child.type not in {"strong_open", "strong_close"}
    ]
    assert {child.type for child in said} <= {"text", "text_special", "hardbreak"}
    shown = "".join(child.content for child in said)
    assert all("".join(body.replace("\0", "\ufffd").split()) in "".join(shown.split()) for body in bodies)


def test_one_s_own_replies_stay_markdown() -> None:
    file = written("markdown", [replace(NOTE, replies=(replace(REPLY, mine=True, body="So **so**"),))]).decode()
    assert "  So **so**" in file


def _quotes_in(markdown: str) -> list[str]:
    """Give the words of the block quotes that stand in no list, as a reader of CommonMark has them."""
    found: list[list[str]] = []
    depth = lists = 0
    for token in MarkdownIt("commonmark").parse(markdown):
        lists += token.nesting if token.type.startswith("bullet_list") else 0
        if token.type.startswith("blockquote") and not lists:
            depth += token.nesting
            if token.nesting == 1:
                found.append([])
        elif token.type == "inline" and depth and not lists:
            children = token.children or []
            assert {child.type for child in children} <= {"text", "text_special"}, token
            found[-1].append("".join(child.content for child in children))
    return ["\n".join(lines) for lines in found]


@pytest.mark.parametrize("key", FORMATS)
def test_an_export_of_nothing_is_a_whole_file(key: str) -> None:
    assert isinstance(written(key, []), bytes)
    if key in {"word", "word-comments"}:
        word(written(key, []))


@pytest.mark.parametrize("key", FORMATS)
def test_few_notes_are_held_at_a_time(key: str) -> None:
    if FORMATS[key].most_notes:
        pytest.skip("a Word document is made in memory, and takes few notes")
    many = export(replace(NOTE, body="x" * 500) for _ in range(1_000))
    assert max(map(len, FORMATS[key].stream(many))) < 2 * 64 * 1024
