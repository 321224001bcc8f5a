"""Texts of the registry's history say the same as those of its API."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.criteria import parse_markup
from annotate.core.document import BlockKind, UnplacedBlock
from annotate.registry.flavours import in_markup, is_html, markup_of

PARAGRAPH, ITEM = BlockKind.PARAGRAPH, BlockKind.ITEM


@pytest.mark.parametrize(
    ("html", "markup"),
    [
        (
            "<p>Inclusion Criteria:</p><ol><li>Age &gt;&#x2F;= 18</li><li>Two</li></ol>",
            "Inclusion Criteria:\n\n1. Age \\>/= 18\n2. Two",
        ),
        (
            "<p>Inclusion Criteria:</p>\n<ol>\n<li>\n<p>Age &gt;&#x2F;= 18</p>\n</li>\n<li>Two<br>lines</li></ol>",
            "Inclusion Criteria:\n\n1. Age \\>/= 18\n2. Two lines",
        ),
        (
            "<ul><li>One of:<ul><li>a</li><li>b<ol><li>deep</li></ol></li></ul><p>A note.</p></li></ul><p>After</p>",
            "* One of:\n\n  * a\n  * b\n\n    1. deep\n\n  A note.\n\nAfter",
        ),
        ('<ol start="3"><li>three</li><li>four</li></ol>', "3. three\n4. four"),
        ("<ol><li>a<li>b</ol>c", "1. a\n2. b\n\nc"),
        ("one &lt;LLN and 5 &lt;6", "one \\<LLN and 5 <6"),
        (
            "<p>* not an item</p><p>1. nor this</p><p>- nor that</p><p>2)</p>",
            "\\* not an item\n\n1\\. nor this\n\n\\- nor that\n\n2\\)",
        ),
        ("<p>C:\\*.exe and \\d</p>", "C:\\\\*.exe and \\d"),
        ("<p></p><ul><li></li></ul>", ""),
        ("</ul></p></li>text", "text"),
        ("<li>an item of no list</li>", "an item of no list"),
        ("10<sup>9</sup>&nbsp;&#47;L", "109 /L"),
    ],
)
def test_html_gives_the_blocks_of_the_markup(html: str, markup: str) -> None:
    assert parse_markup(markup_of(html)) == parse_markup(markup)


def as_html(blocks: list[tuple[bool, str]]) -> str:
    return "".join(f"<ul><li>{_html(text)}</li></ul>" if item else f"<p>{_html(text)}</p>" for item, text in blocks)


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("/", "&#x2F;")


@given(st.lists(st.tuples(st.booleans(), st.text("ab1 .)*+-\\<>/#_", min_size=1, max_size=12)), max_size=6))
def test_whatever_a_text_says_it_says_in_markup(blocks: list[tuple[bool, str]]) -> None:
    expected = tuple(
        UnplacedBlock(ITEM, words, 1, "•") if item else UnplacedBlock(PARAGRAPH, words)
        for item, text in blocks
        if (words := " ".join(text.split()))
    )
    assert parse_markup(markup_of(as_html(blocks))) == expected


@given(st.text("<>/plioub &;#x3\\*1.", max_size=60))
def test_no_html_is_too_broken(html: str) -> None:
    parse_markup(markup_of(html))


def test_escapes_of_escapes_are_undone_where_the_registry_made_them() -> None:
    """In some records the sponsor wrote ``&gt;``."""
    once = {"briefTitle": "5 &amp;gt; 3 a&#x2F;b", "briefSummary": "<p>5 &amp;gt; 3 &gt; 2</p>"}
    twice = {"briefTitle": "5 &amp;gt; 3 a&amp;#x2F;b", "briefSummary": "<p>5 &amp;gt; 3 &amp;gt; 2</p>"}
    assert in_markup(once) == {"briefTitle": "5 &gt; 3 a/b", "briefSummary": "5 &gt; 3 > 2"}
    assert in_markup(twice) == {"briefTitle": "5 > 3 a/b", "briefSummary": "5 > 3 > 2"}


def test_html_is_known_by_its_elements_and_escapes() -> None:
    assert is_html({"a": [{"b": "<p>x</p>"}]})
    assert is_html({"a": "mg&#x2F;kg"})
    assert not is_html({"a": ["ANC \\<LLN", "&lt; is text", "p < 0.05 and x > 3", 5, None]})


def test_each_field_is_read_as_what_it_is() -> None:
    study = {
        "identificationModule": {"briefTitle": "A &amp; B * C"},
        "descriptionModule": {"briefSummary": "<p>A &amp; B</p>"},
        "conditionsModule": {"keywords": ["x&#x2F;y"]},
        "outcomesModule": {"another": "<ul><li>a</li></ul>"},
        "designModule": {"enrollmentInfo": {"count": 5}},
    }
    assert in_markup(study) == {
        "identificationModule": {"briefTitle": "A & B * C"},
        "descriptionModule": {"briefSummary": "A & B"},
        "conditionsModule": {"keywords": ["x/y"]},
        "outcomesModule": {"another": "* a"},
        "designModule": {"enrollmentInfo": {"count": 5}},
    }


def test_an_endless_text_is_read_as_one_paragraph() -> None:
    assert len(parse_markup(markup_of("<p>x</p>" * 200_000))) == 1
