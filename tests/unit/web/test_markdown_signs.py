"""Properties of Markdown over texts with the signs of this field: no sign is lost, on a page or in an excerpt."""

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotate.web.markdown import MOST_MARKS, MOST_SHARE, excerpt, render
from tests.rendered import Seen, Shown

CLINICAL = [
    *"><≥≤=+#~*_`[]()|\\-.!&:;%/^'\"",
    *("18 years", "5 mg", "ANC", "of prior lines", "ULN", "a", "1", "μg/m²", "2.5"),
    *("> ", ">= ", "</= ", "- ", "* ", "+ ", "# ", "3. ", "5) ", "007. ", "12. 3. 2024", "1234567890. "),
    *(
        "**",
        "~~",
        "``",
        "```",
        "```r\n",
        "\n```\n",
        "***",
        "---",
        "===",
        "\\*",
        "\\[",
        "![",
        "](",
        "](https://e.org/a_b_c)",
    ),
    *("[Q1]: ", "[ ] ", "[a](https://e.org/*)", "<https://e.org/%20>", "<OR:1.5>", "&lt;", "&ge;", "<!-- ", " -->"),
    *(
        "\n|a|b|\n|---|:---:|\n|1|2|\n",
        "|1|2|3|\n",
        "\\|",
        "\n\n",
        "\n",
        "\n    ",
        "  \n",
        "\t",
        " ",
        " ",
        "\u00a0",
        "\n  - ",
        "\n- ",
    ),
]
clinical_texts = st.lists(st.sampled_from(CLINICAL), max_size=30).map("".join)


def visible(text: str) -> str:
    return "".join(text.split())


def is_within(part: str, whole: str) -> bool:
    """True if the characters of ``part`` stand in ``whole`` in the same order."""
    signs = iter(whole)
    return all(sign in signs for sign in part)


@settings(max_examples=200)
@given(clinical_texts)
@example("- a\n" + "".join(f"{'  ' * depth}- {depth}\n" for depth in range(1, 30)))
@example("> " * 60 + "a\n" + "a\n" * 50)
def test_no_sign_is_lost_but_the_marks_that_made_something(source: str) -> None:
    shown = Shown(render(source))
    words, made = visible("".join(shown.words)), Counter(tag for tag, _ in shown.tags)
    assert is_within(words, visible(source))
    lost = Counter(visible(source)) - Counter(words)
    assert lost.pop("*", 0) + lost.pop("_", 0) == 2 * made["em"] + 4 * made["strong"]
    assert lost.pop("~", 0) == 4 * made["s"]
    backticks = lost.pop("`", 0)
    assert backticks >= 2 * (made["code"] - made["pre"])
    assert made["code"] or not backticks
    assert (
        lost.pop("[", 0) == lost.pop("]", 0) == sum(attributes == {"class": "address"} for _, attributes in shown.tags)
    )
    assert not made["table"] or lost.pop("-") >= 3
    assert set(lost) <= (set("|:") if made["table"] else set())


_WORDS_AND_BLANKS = ["a", "bc,", "5 mg", "é", "&", ">=", "~3", " ", "  ", "    ", "a \t b", "\n", "\n"]
spaced_texts = st.lists(st.sampled_from(_WORDS_AND_BLANKS), max_size=30).map("".join)


@given(spaced_texts)
@example("a   b")
@example("a\tb")
@example("   a\n  b\n\n c")
def test_blanks_are_as_many_as_were_typed(source: str) -> None:
    typed = [line.rstrip() for line in source.split("\n") if line.strip()]
    seen = Seen(render(source)).lines
    # Four blanks before a text make code of it, and are its mark.
    assert [line.lstrip() for line in seen] == [line.lstrip() for line in typed]
    if "<pre>" not in render(source):
        assert seen == typed
    assert excerpt(source, 10_000) == " ".join(line.lstrip() for line in typed)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("*a*   _b_  `c   d`", ["a   b  c   d"]),
        ("- a   b\n    c", ["- a   b", "  c"]),
        (">  Dose   5\n>    6", [">  Dose   5", ">    6"]),
        ("|a   b|c|\n|---|---|\n|1|2   3|", ["a   b c", "1 2   3"]),
        ("[a   b](https://e.org)", ["a   b (https://e.org)"]),
        ("**a**\n   b", ["a", "   b"]),
    ],
)
def test_blanks_stay_within_what_is_formatted(source: str, seen: list[str]) -> None:
    assert Seen(render(source)).lines == seen


def test_runs_of_blanks_are_counted_as_marks() -> None:
    """Each takes 28 characters of the page."""
    assert "as-typed" in render("a  " * (MOST_MARKS // MOST_SHARE + 1) + "b")


@given(clinical_texts)
def test_an_excerpt_shows_what_the_page_shows(source: str) -> None:
    shown = Shown(render(source))
    words = visible(excerpt(source, 10_000))
    if any(tag == "table" for tag, _ in shown.tags):
        assert words.replace("|", "") == visible("".join(shown.words)).replace("|", "")
    else:
        assert words == visible("".join(shown.words))


@given(clinical_texts, st.integers(1, 40))
def test_a_short_excerpt_shows_nothing_else_than_was_typed(source: str, longest: int) -> None:
    words = excerpt(source, longest)
    assert len(words) <= longest + 1
    assert is_within(visible(words.removesuffix("…")).replace("|", ""), visible(source))
