import pytest

from annotate.core.words import Spellings, Words, same_spelling


def words_in(text: str) -> list[str]:
    words = Words()
    words.add(text, 0, len(text), Spellings(), "\n")
    return [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("≥18 years; 2.5 mg/kg", ["≥", "18", "years", ";", "2.5", "mg/kg"]),
        ("non-thymic (e.g. 10^9/L)", ["non-thymic", "(", "e.g.", "10^9/L", ")"]),
        ("criteria.The 1,000 -5 to 5-10", ["criteria", ".", "The", "1,000", "-5", "to", "5-10"]),
        ("</=94 >=18 +/-2", ["</=", "94", ">=", "18", "+/-", "2"]),
        ("cafe\u0301 open", ["cafe\u0301", "open"]),
        (
            "\U0001f469\u200d\u2695\ufe0f\U0001f44d\U0001f3fd\U0001f1e9\U0001f1ea",
            ["\U0001f469\u200d\u2695\ufe0f", "\U0001f44d\U0001f3fd", "\U0001f1e9\U0001f1ea"],
        ),
        ("年齢18歳", ["年", "齢", "18", "歳"]),
        (" \u00a0\t", []),
    ],
)
def test_words_are_what_must_not_be_cut(text: str, words: list[str]) -> None:
    assert words_in(text) == words


def test_the_same_words_have_the_same_number_however_they_are_spelt() -> None:
    spellings = Spellings()

    assert spellings.number("Sj\u00f6gren") == spellings.number("Sjo\u0308gren")
    assert spellings.number("Gout") != spellings.number("gout")
    assert spellings.fold(spellings.number("Gout")) == spellings.fold(spellings.number("gout"))
    assert spellings.fold(spellings.number(">=")) == spellings.fold(spellings.number("≥"))
    assert spellings.fold(spellings.number("≤")) != spellings.fold(spellings.number("≥"))


def test_nothing_is_forgiven_but_blanks_line_ends_and_canonical_spelling() -> None:
    assert same_spelling("5\u00a0mg\r\na") == "5 mg\na"
    assert same_spelling("ﬁ  ½ ≥") == "ﬁ  ½ ≥"


def test_a_span_has_the_words_that_it_touches() -> None:
    words = Words()
    words.add("one two three", 0, 13, Spellings(), "\n")

    assert words.within(4, 7) == (1, 2)
    assert words.within(2, 5) == (0, 2)
    assert words.within(3, 4) == (1, 1)
