"""Markdown: what is none is shown to the letter, and nothing in it runs."""

import re

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it.token import Token
from markupsafe import Markup

from annotate.web import markdown
from annotate.web.markdown import MOST_MARKS, MOST_SHARE, excerpt, render
from annotate.web.markdown_blocks import MOST_CELLS
from tests.rendered import Shown

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


SIGN = '<span class="item-sign">{}</span>'


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
        ">= 18 years only",
        "> 18 years only",
        ">ULN",
        "<= 5 mg and </= 5 mg",
        "[Q1]: unclear",
        "[Q1]: https://example.org",
        "[Q1](yes) and [95% CI](1.2-3.4)",
        "# of prior lines",
        "## of ##",
        "+ aspirin",
        "12. 3. 2024",
        "1234567890. is no number of an item",
        "-",
        "- - -",
        "***",
        "___",
        "===",
        "~5 mg, ~~5 mg and ~~~",
        "~~~ 5 mg",
        "p (*) and (**) of (*)",
        "ORR 30%*, PFS 5**; *p<0.05, **p<0.01",
        "*.* and */* and ` `",
        "``` ANC <LLN",
        r"\*not so\* \<5 \> \[a](https://example.org) C:\dose \alpha",
        "<!-- seen -->",
        "<OR:1.5> <a@b.c> <p>",
        "[x] done, [ ] open",
        "a|b",
        "Grade 3–4: ≥5% ±2 ²/₃ µg·h/mL",
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
        ("Dose\n---\nEnd\n===", "<p>Dose<br>\n---<br>\nEnd<br>\n===</p>"),
        ("- a\n- b", f'<ul dir="auto">\n<li>{SIGN.format("-")} a</li>\n<li>{SIGN.format("-")} b</li>\n</ul>'),
        ("* p<0.05", f'<ul dir="auto">\n<li>{SIGN.format("*")} p&lt;0.05</li>\n</ul>'),
        (
            "03. a\n5. b",
            f'<ol start="3" dir="auto">\n<li>{SIGN.format("03.")} a</li>\n<li>{SIGN.format("5.")} b</li>\n</ol>',
        ),
        ("1) a", f'<ol dir="auto">\n<li>{SIGN.format("1)")} a</li>\n</ol>'),
        (
            "> The dose\n> ≥5 mg\n>= 3",
            '<blockquote dir="auto">\n<p>&gt; The dose<br>\n&gt; ≥5 mg</p>\n</blockquote>\n<p>&gt;= 3</p>',
        ),
        ("```r\nx < 1\n```", "<pre><code>r\nx &lt; 1\n</code></pre>"),
        ("```\n*open*", "<p>```<br>\n<em>open</em></p>"),
        ("`a <b>`", "<p><code>a &lt;b&gt;</code></p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
        (
            '[a *b*](https://example.org/x_(y) "t")',
            '<p><a href="https://example.org/x_(y)">a <em>b</em></a><span class="address"> (https://example.org/x_(y) &quot;t&quot;)</span></p>',
        ),
        ("<https://e.org/%20>", '<p>&lt;<a href="https://e.org/%20">https://e.org/%20</a>&gt;</p>'),
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
        assert tag in {"p", "a", "span"}
        assert set(attributes) <= {"href", "class"}
        assert re.match(r"https?://|[^:]*$", attributes.get("href") or "")


@given(st.lists(st.text(WORDS) | st.sampled_from(SIGNS), max_size=8).map("".join))
@example("1990. was long ago")
@example("Twice 5 mg?\nOr once\n\n\nWeekly")
@example("Dose: 5 mg/kg {x} (see #2) - and+more")
@example("a\n-")
@example("a\u00a0")
def test_what_is_plain_is_rendered_as_the_renderer_would(source: str) -> None:
    assert render(source) == markdown._PARSER.render(source)  # noqa: SLF001 - what plain text goes around


def test_plain_text_goes_around_the_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_PARSER", None)
    assert render("Is this dose right?\nAsk about 90 mg/m² (arm 2).\n\nEllen's question") == (
        "<p>Is this dose right?<br />\nAsk about 90 mg/m² (arm 2).</p>\n<p>Ellen's question</p>\n"
    )


def test_a_table_is_aligned_without_a_style_in_it() -> None:
    html = render("|a|b|c|d|\n|:---|:---:|---:|---|\n|1|2|3|4|")
    assert "style" not in html
    assert '<th class="align-left">a</th>\n<th class="align-center">b</th>\n<th class="align-right">c</th>' in html
    assert "<td>4</td>" in html


def test_a_table_after_another_one_and_after_a_paragraph() -> None:
    html = render("Words\n\n|a|\n|---|\n|1|\n\n|b|\n|---|\n|2|")
    assert html.count("<table>") == 2


@pytest.mark.parametrize(
    "source",
    [
        "|a" * 100 + "\n" + "|---" * 100 + "\n" + "x\n" * 9_700,
        "|a" * 255 + "|\n" + "|---" * 255 + "|\n" + "|\n" * 255,
        ("|a" * 20 + "\n" + "|---" * 20 + "\n" + "x\n" * 90 + "\n") * 70,
    ],
    ids=["long", "wide", "many"],
)
def test_tables_do_not_blow_a_text_up(source: str) -> None:
    shown = render(source)
    assert shown.count("<td") + shown.count("<th") <= MOST_CELLS
    assert len(shown) < 6 * len(source)
    # What became no table stands there as it was typed.
    assert "".join(Shown(shown).words).count("x") == source.count("x")


def test_a_table_shows_no_row_that_is_wider_than_it() -> None:
    """GFM drops the cells beyond the header's."""
    shown = Shown(render("a|b\n---|---\n1|2\n1|2|3\n"))
    assert [tag for tag, _ in shown.tags].count("td") == 2
    assert "1|2|3" in shown.words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "Is **follow-up** *long* enough, see [the paper](https://example.org/a?b=1&c=2)?",
            "Is follow-up long enough, see the paper (https://example.org/a?b=1&c=2)?",
        ),
        ("Ask:\n\n- the `dose`\n- ANC <LLN & 3*4*5\n\n3. a\n5. b", "Ask: - the dose - ANC <LLN & 3*4*5 3. a 5. b"),
        ("# Why\none\ntwo", "# Why one two"),
        ("12. 3. 2024", "12. 3. 2024"),
        ("> The dose\n> ≥5 mg", "> The dose > ≥5 mg"),
        ("a <b> c <!-- d --> &lt;", "a <b> c <!-- d --> &lt;"),
        ("    p < 0.05\n    q > 1", "p < 0.05 q > 1"),
        ("|a|b|\n|---|---|\n|1|2|", "| a | b | | 1 | 2 |"),
        ("one\ntwo\n\nthree", "one two three"),
        ("", ""),
        (" \n ", ""),
        ("a" * 80, "a" * 80),
        ("a" * 81, "a" * 80 + "…"),
        (f"*{'a' * 80}*", "a" * 80),
        (f"a{' ' * 20_000}b", "a…"),
        (f"{'a' * 79}. More", "a" * 79 + "…"),
        (f"*{'a' * 79}*. More", "a" * 79 + "…"),
        (f"One sentence.{' ' * 400}And more", "One sentence…"),
    ],
)
def test_an_excerpt_shows_the_words_and_signs_on_one_line(source: str, words: str) -> None:
    assert excerpt(source, 80) == words


def test_an_excerpt_parses_no_more_than_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def parse(source: str) -> list[Token]:
        parsed.append(source)
        return []

    monkeypatch.setattr(markdown._PARSER, "parse", parse)  # noqa: SLF001 - what is spared
    excerpt("*a* " * 5_000, 160)
    assert [len(source) for source in parsed] == [640]


def test_a_text_takes_no_more_than_its_share_of_a_page() -> None:
    """Sixty quotations in one another with 9,900 lines had cost 1.2 s, and forty such notes 22 s of a page."""
    most = MOST_MARKS // MOST_SHARE
    heavy, light = "*a* " * (most // 2), "*b*"
    assert "<em>" in render(heavy)
    assert "<em>" not in render(heavy + light)
    with Flask("page").app_context():
        shown = [render(heavy) for _ in range(30)]
        assert "<em>" in shown[0]
        assert shown[1] == Markup('<p class="as-typed">{}</p>').format(heavy)
        assert render(light) == "<p><em>b</em></p>\n"
        assert all("<em>" in render("*a* " * 20) for _ in range(20))
