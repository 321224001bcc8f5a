import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from annotate.core.criteria import DEEPEST, parse_markup, plain_words, unescape
from annotate.core.document import BlockKind, UnplacedBlock
from annotate.core.text import collapse
from tests.unit.core.oracle import read_by_oracle


def item(text: str, depth: int = 1, marker: str = "•") -> UnplacedBlock:
    return UnplacedBlock(BlockKind.ITEM, text, depth, marker)


def paragraph(text: str, depth: int = 0) -> UnplacedBlock:
    return UnplacedBlock(BlockKind.PARAGRAPH, text, depth)


def test_paragraphs_and_lists() -> None:
    markup = (
        "Inclusion Criteria:\n\n1. Age \\>= 18 years\n2. One of:\n\n   * Radiographic infiltrates, OR\n"
        "   * SpO2 \\</= 94 %\n\n   Note in a paragraph.\n3. Consent\n\nExclusion Criteria:\n\n* Pregnancy"
    )

    assert parse_markup(markup) == (
        paragraph("Inclusion Criteria:"),
        item("Age >= 18 years", marker="1."),
        item("One of:", marker="2."),
        item("Radiographic infiltrates, OR", 2),
        item("SpO2 </= 94 %", 2),
        paragraph("Note in a paragraph.", 1),
        item("Consent", marker="3."),
        paragraph("Exclusion Criteria:"),
        item("Pregnancy"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "ANC <LLN and platelets ‹100 x10^9/L",
        "5 mg/kg*2 and 3*4*5",
        "&lt; and &amp;",
        "≥18 Years",
        "*p < 0.05, **p < 0.01",
        "a_b_c and `code` and [link](x) and ![i](y)",
        "<script>alert(1)</script>",
        "C:\\dose and \\alpha",
        "2.5 mg; 10.Patients",
        "-5 °C to 8 °C",
        "# 3 of 4",
        "> 3 of 4",
        "\U0001f469\u200d\U0001f52c and \u1ea5",
        "***",
        "---",
        "x" * 100_000,
    ],
)
def test_what_is_no_list_and_no_escape_stays_as_it_is(text: str) -> None:
    assert parse_markup(text) == (paragraph(text),)


def test_escapes_are_undone_and_only_once() -> None:
    assert plain_words(r"10\^9/L \> \< \[a\] \* \_ \~ \& \- 1\. \\\> 3\*4") == r"10^9/L > < [a] * _ ~ & - 1. \> 3*4"
    assert unescape(r"\&lt;") == "&lt;"
    assert parse_markup(r"1\. not a list") == (paragraph("1. not a list"),)
    assert parse_markup("\\* a footnote\n\\- a dash") == (paragraph("* a footnote - a dash"),)


def test_wrapped_lines_and_windows_line_ends_are_one_paragraph() -> None:
    assert parse_markup("aged\r\n18 to\r19. 20") == (paragraph("aged 18 to 19. 20"),)


def test_numbers_stay_as_written() -> None:
    assert [part.marker for part in parse_markup("3. a\n3. b\n7) c")] == ["3.", "3.", "7)"]


def test_an_item_without_words_is_dropped_but_what_stands_in_it_is_not() -> None:
    assert parse_markup("*\n\n* a\n* 1. b") == (item("a"), item("b", 2, "1."))


def test_a_list_deeper_than_any_real_one_is_text() -> None:
    nested = parse_markup("* " * 200 + "end")

    assert len(nested) == 1
    assert nested[0].depth == DEEPEST
    assert nested[0].text == ("* " * (200 - DEEPEST) + "end").strip()


# The oracle reads lists and escapes; what else it knows (indented code, thematic breaks) is text in the registry's markup.
ORACLE = MarkdownIt("zero").enable(["list", "escape", "newline", "code", "hr"])

lines = st.lists(
    st.sampled_from(
        [
            "a",
            "b c",
            "* ",
            "- ",
            "+ ",
            "1. ",
            "2) ",
            "10. ",
            "\\*",
            "\\\n",
            " ",
            "  ",
            "   ",
            "     ",
            "\n",
            "\n\n",
            "<x>",
            "*",
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=400)
@given(lines)
@example("* a\n\n     b\n  * c\n   d")
@example("1. a\n   * b\n\n   c\n2. d")
def test_lists_are_read_as_commonmark_reads_them(markup: str) -> None:
    assume(not {token.type for token in ORACLE.parse(markup)} & {"code_block", "hr"})

    assert list(parse_markup(markup)) == read_by_oracle(ORACLE, markup)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gives_collapsed_blocks(markup: str) -> None:
    for part in parse_markup(markup):
        assert part.text
        assert part.text == collapse(part.text)
