"""Quotes of other programs are found in our texts for sure or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.interchange.foreign import ForeignQuote
from annotate.interchange.quotes import LEAST_CONTEXT, QuotedText, QuoteMatch

TEXT = "A study of two doses\nIncluded are adults only\n18 Years\nDose 15 mg daily\nExcluded are those\n18 Years\nend of the text"
QUOTED = QuotedText(TEXT)


@pytest.mark.parametrize(
    ("prefix", "exact", "suffix", "words"),
    [
        ("Included are adults only", "18 Years", "Dose 15 mg daily", "18 Years"),
        ("Included are adults only\n\n\t", "18 Years", " \n Dose 15 mg daily ", "18 Years"),
        ("uded are adults only", " 18 Years ", "Dose 15", "18 Years"),
        ("uded are adults only ", "18 YearsDose", " 15 mg daily", "18 Years\nDose"),
        ("ears Dose 1", "5 mg", " daily Excluded are", "5 mg"),
        ("", "A study of two doses", "Included are adults", "A study of two doses"),
    ],
)
def test_a_quote_with_its_surroundings_is_sure(prefix: str, exact: str, suffix: str, words: str) -> None:
    found = QUOTED.find(ForeignQuote(exact, prefix, suffix))
    assert (found.match, TEXT[found.start : found.end]) == (QuoteMatch.SURE, words)


@pytest.mark.parametrize(
    ("prefix", "exact", "suffix", "match"),
    [
        ("", "18 Years", "", QuoteMatch.ELSEWHERE),
        ("Those are adults only, of", "18 Years", "Dose 15 mg daily", QuoteMatch.ELSEWHERE),
        ("Included are adults only", "18 Years", "Dose 16 mg daily", QuoteMatch.ELSEWHERE),
        ("18 Years Dose 1 ", "5 mg", " daily Excluded are", QuoteMatch.ELSEWHERE),
        ("18 Years Dose 15 ", "mg", " dailyExcluded arethose", QuoteMatch.ELSEWHERE),
        ("ears Dose 1", "5mg", " daily Excluded are", QuoteMatch.ABSENT),
        ("Included are adults only", "19 Years", "Dose 15 mg daily", QuoteMatch.ABSENT),
    ],
)
def test_other_words_or_surroundings_are_never_sure(prefix: str, exact: str, suffix: str, match: QuoteMatch) -> None:
    assert QUOTED.find(ForeignQuote(exact, prefix, suffix)).match is match


def test_what_stands_twice_is_not_sure() -> None:
    twice = QuotedText(
        "\n".join(["Arm A", "every three weeks, until", "the end", "Arm B", "every three weeks, until", "the end"])
    )
    assert twice.find(ForeignQuote("three weeks", "every ", ", until")).match is QuoteMatch.ELSEWHERE, (
        "too little around"
    )
    assert twice.find(ForeignQuote("weeks", "every three ", ", until the end")).match is QuoteMatch.SEVERAL
    many = QuotedText("mg " * 2_000)
    assert many.find(ForeignQuote("mg", "", "")).match is QuoteMatch.SEVERAL


_SIGNS = "ab 1≥\n"


@given(text=st.text(_SIGNS, max_size=80), quote=st.text(_SIGNS, min_size=1, max_size=6), data=st.data())
def test_a_sure_place_has_the_words_and_surroundings_and_no_other_has(
    text: str, quote: str, data: st.DataObject
) -> None:
    ours = "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
    prefix, suffix = data.draw(st.text(_SIGNS, max_size=20)), data.draw(st.text(_SIGNS, max_size=20))
    if ours and data.draw(st.booleans()):
        start = data.draw(st.integers(0, len(ours) - 1))
        end = data.draw(st.integers(start + 1, len(ours)))
        prefix, quote, suffix = ours[max(0, start - 20) : start], ours[start:end], ours[end : end + 20]
    if not quote.strip():
        return
    found = QuotedText(ours).find(ForeignQuote(quote, prefix, suffix))
    whole = "".join((prefix + quote + suffix).split())
    assert found.match is not QuoteMatch.SURE or (
        "".join(ours[found.start : found.end].split()) == "".join(quote.split())
        and "".join(ours.split()).count(whole) >= 1
        and (len("".join((prefix + suffix).split())) >= LEAST_CONTEXT or whole == "".join(ours.split()))
    )


SHOWN = QuotedText("Arms\n160 mg once a week\n240 mg once a week\nPlacebo\nPlacebo\nEnd")


@pytest.mark.parametrize(
    ("exact", "prefix", "suffix", "found"),
    [
        ("160 mg", "", "", (5, 11)),
        ("160 mg", "Arms\n  Note on this\n", " once", (5, 11)),
        ("mg once", "of 80 ", " a week", QuoteMatch.ELSEWHERE),
        ("once a week", "", "", QuoteMatch.SEVERAL),
        ("once a week", "240 mg ", "\n\n + Note", (31, 42)),
        ("once a week", "80 mg ", "", QuoteMatch.ELSEWHERE),
        ("Placebo", "week\n", "\nPlacebo", QuoteMatch.SEVERAL),
        ("Arms 160 mg", "Title ", " once a week", (0, 11)),
        ("End", "anything", "at all", (59, 62)),
        ("320 mg", "", "", QuoteMatch.ABSENT),
    ],
)
def test_a_quote_of_our_own_page_is_compared_as_far_as_its_paragraph_goes(
    exact: str, prefix: str, suffix: str, found: tuple[int, int] | QuoteMatch
) -> None:
    said = SHOWN.find_as_shown(ForeignQuote(exact, prefix, suffix))
    assert ((said.start, said.end) if said.match is QuoteMatch.SURE else said.match) == found
