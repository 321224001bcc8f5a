"""Markdown: what is none is shown to the letter, and nothing in it runs."""

import re
from html.parser import HTMLParser

import pytest
from flask import Flask, g
from hypothesis import example, given
from hypothesis import strategies as st

from annotate.web import markdown
from annotate.web.markdown import MOST_CELLS, plain, render

WORDS = "aZé1 9.:;,?!'()/=+-#|{}$%^@\u00a0\u2028\x0b\x85"
SIGNS = [
    "\n",
    "\n\n",
    "  \n",
    "\n    ",
    "\r\n",
    "\t",
    "---",
    "===",
    "- a",
    "1. a",
    "2) b",
    "12",
    "# a",
    "> a",
    "*",
    "_",
    "`",
    "~~",
    "[",
    "](b)",
    "<",
    "&",
    '"',
    "\\",
    "\0",
    "|-|",
    "https://a.b",
    "www.a.b",
]


class Shown(HTMLParser):
    """What a browser makes of HTML: words and tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "source",
    [
        "ANC <LLN and platelets <100",
        "5 mg/kg*2 and 3*4*5",
        "5*2*3",
        "a_b_c and x_y",
        "&lt; &amp; &copy;",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "p<0.05, Cr<ULN, age <18",
        "{{ 7 * 7 }}",
        "\U0001f9ea e\u0301 \u202e",
    ],
)
def test_what_is_no_markdown_is_shown_as_it_was_typed(source: str) -> None:
    shown = Shown(render(source))
    assert "".join(shown.words).strip() == source
    assert [tag for tag, _ in shown.tags] == ["p"]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*so* and **more** and _so_", "<p><em>so</em> and <strong>more</strong> and <em>so</em></p>"),
        ("*3*4* five*", "<p><em>3*4</em> five*</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("`a <b>`", "<p><code>a &lt;b&gt;</code></p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
        ("[a](https://example.org)", '<p><a href="https://example.org">a</a></p>'),
    ],
)
def test_markdown_is_rendered(source: str, html: str) -> None:
    assert str(render(source)).strip().replace("<br />", "<br>") == html


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](\tjavascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html,x)",
        "<javascript:alert(1)>",
        "[x]\n\n[x]: javascript:alert(1)",
        '[x](https://e "onclick=alert(1)")',
        '[x](https://e" onclick="alert(1))',
        "![x](https://example.org/x.png)",
        "![x](x.png)",
        "<svg onload=alert(1)>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    ],
)
def test_nothing_in_markdown_runs_or_loads(source: str) -> None:
    for tag, attributes in Shown(render(source)).tags:
        assert tag in {"p", "a"}
        assert set(attributes) <= {"href", "title"}
        assert re.match(r"https?://|[^:]*$", attributes.get("href") or "")


@given(st.lists(st.text(WORDS) | st.sampled_from(SIGNS), max_size=8).map("".join))
@example("1990. was long ago")
@example("Twice 5 mg?\nOr once\n\n\nWeekly")
@example("Dose: 5 mg/kg {x} (see #2) - and+more")
@example("a\n-")
@example("a\u00a0")
def test_what_is_plain_is_rendered_as_the_renderer_would(source: str) -> None:
    assert render(source) == markdown._RENDERER.render(source)  # noqa: SLF001 - what plain text goes around


def test_plain_text_goes_around_the_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_RENDERER", None)
    assert render("Is this dose right?\nAsk about 90 mg/m² (arm 2).\n\nEllen's question") == (
        "<p>Is this dose right?<br />\nAsk about 90 mg/m² (arm 2).</p>\n<p>Ellen's question</p>\n"
    )


def test_a_table_is_aligned_without_a_style_in_it() -> None:
    html = render("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|")
    assert "style" not in html
    assert '<th class="align-left">a</th>\n<th class="align-center">b</th>\n<th class="align-right">c</th>' in html
    assert "<td>4</td>" in html


def test_a_table_after_another_one_and_after_a_paragraph() -> None:
    html = render("Words\n\n|a|\n|-|\n|1|\n\n|b|\n|-|\n|2|")
    assert html.count("<table>") == 2


@pytest.mark.parametrize(
    "source",
    [
        "|a" * 100 + "\n" + "|-" * 100 + "\n" + "x\n" * 9_700,
        "|a" * 255 + "|\n" + "|-" * 255 + "|\n" + "|\n" * 255,
        ("|a" * 20 + "\n" + "|-" * 20 + "\n" + "x\n" * 90 + "\n") * 70,
    ],
    ids=["long", "wide", "many"],
)
def test_tables_do_not_blow_a_text_up(source: str) -> None:
    shown = render(source)
    assert shown.count("<td") + shown.count("<th") <= MOST_CELLS
    assert len(shown) < 6 * len(source)
    # What became no table stands there as it was typed.
    assert "".join(Shown(shown).words).count("x") == source.count("x")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "Is **follow-up** *long* enough, see [the paper](https://example.org/a?b=1&c=2)?",
            "Is follow-up long enough, see the paper?",
        ),
        ("Ask:\n\n- the `dose`\n- ANC <LLN & 3*4*5", "Ask: • the dose • ANC <LLN & 3*4*5"),
        ("# Why\none\ntwo", "Why one two"),
        ("a <b> c <!-- d --> &lt;", "a <b> c <!-- d --> &lt;"),
        ("    p < 0.05\n    q > 1", "p < 0.05 q > 1"),
        ("", ""),
    ],
)
def test_plain_words_leave_the_signs_out_and_nothing_else(source: str, words: str) -> None:
    assert plain(source) == words


def test_a_page_spends_no_more_than_its_time_on_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty notes of 20,000 characters each kept a process busy for 22 seconds: what is left is shown as it was typed."""
    with Flask("page").app_context():
        assert render("**a**") == "<p><strong>a</strong></p>\n"
        assert g.markdown_seconds > 0
        monkeypatch.setattr(markdown, "MOST_SECONDS", g.markdown_seconds)
        assert render("**a** <b>\nc") == '<p class="as-typed">**a** &lt;b&gt;\nc</p>'
        assert plain("**a** <b>\nc") == "**a** <b> c"
