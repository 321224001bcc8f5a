"""Properties of Markdown over texts with the signs of this field: no sign is lost, on a page or in an excerpt."""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotate.web.markdown import excerpt, render
from tests.rendered import Shown

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
