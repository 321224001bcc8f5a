"""What holds of every anchor, whatever the texts are, and that the work is bounded."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.core.anchoring.reanchoring import Exact, Moved, Orphaned, compare
from annotate.core.words import same_spelling
from tests.anchoring import reanchor

SOME_WORDS = (
    "not 5 15 mg mg/kg daily arm cohort A B 1 2 scan liver tumour biopsy , . ; : ≥ >= \u00a0 Café cafe\u0301 \U0001f9ea "
    "Inclusion Criteria: Exclusion"
)
WORDS = st.sampled_from(SOME_WORDS.split(" "))
lines = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
texts = st.lists(lines, min_size=1, max_size=12).map("\n".join)
RARE = [f"{first}{second}{third}in" for first in "bdfgklmnprst" for second in "aeiou" for third in "lmnr"]
"""Words of which no two are alike, 240 of them."""


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, int, int]:
    """A text, the same text after a few edits, and a passage of the first."""
    old = draw(texts)
    new = old
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, len(new)))
        last = draw(st.integers(first, min(first + 30, len(new))))
        new = new[:first] + draw(st.sampled_from(["", " ", "\n", "not ", "1", "mg"]) | lines) + new[last:]
    start = draw(st.integers(0, len(old) - 1))
    return old, new, start, draw(st.integers(start + 1, len(old)))


@st.composite
def distinct_blocks(draw: st.DrawFn) -> tuple[list[str], int, tuple[int, int]]:
    """Blocks of words that occur once, one of them chosen, and a passage of whole words in it."""
    words = draw(st.permutations(RARE))
    blocks = [" ".join(words[first : first + 6]) for first in range(0, 60, 6)]
    chosen = draw(st.integers(0, len(blocks) - 1))
    ends = [found.span() for found in re.finditer(r"\S+", blocks[chosen])]
    first = draw(st.integers(0, len(ends) - 1))
    last = draw(st.integers(first, len(ends) - 1))
    return blocks, chosen, (ends[first][0], ends[last][1])


def joined(blocks: list[str]) -> str:
    return "\n".join(["Summary", *blocks])


def offset(blocks: list[str], index: int) -> int:
    return len(joined(blocks[:index])) + 1


@given(texts, st.data())
def test_an_unchanged_text_keeps_every_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    reanchored = reanchor(text, text, [(start, end)])[0]

    assert isinstance(reanchored, Exact)
    assert (reanchored.span.start, reanchored.span.end) == (start, end)


@settings(max_examples=400)
@given(edited())
def test_kept_words_are_the_same_words_and_whole(case: tuple[str, str, int, int]) -> None:
    old, new, start, end = case
    reanchored = reanchor(old, new, [(start, end)])[0]
    if not isinstance(reanchored, Exact | Moved):
        return
    begin, after = reanchored.span.start, reanchored.span.end
    assert same_spelling(new[begin:after]) == same_spelling(old[start:end])
    whole_before = start == 0 or not (old[start - 1].isalnum() and old[start].isalnum())
    whole_after = end == len(old) or not (old[end - 1].isalnum() and old[end].isalnum())
    if whole_before and begin:
        assert not (new[begin - 1].isalnum() and new[begin].isalnum())
    if whole_after and after < len(new):
        assert not (new[after - 1].isalnum() and new[after].isalnum())


@settings(max_examples=200)
@given(edited())
def test_what_is_kept_there_and_back_comes_home(case: tuple[str, str, int, int]) -> None:
    old, new, start, end = case
    there = reanchor(old, new, [(start, end)])[0]
    if not isinstance(there, Exact | Moved):
        assert there.evidence
        return
    back = reanchor(new, old, [(there.span.start, there.span.end)])[0]
    if isinstance(back, Exact | Moved):
        assert (back.span.start, back.span.end) == (start, end)
    else:
        assert back.evidence


@pytest.mark.parametrize("word", ["not", "scan"])
def test_of_two_equal_blocks_neither_is_taken_for_what_an_edited_one_became(word: str) -> None:
    twin = f"cohort , {word} {word} cohort 5 Inclusion cohort"
    edited_one = twin.removesuffix(" 5 Inclusion cohort")
    for old in (f"{edited_one}\n{twin}", f"{twin}\n{edited_one}"):
        reanchored = reanchor(old, f"{twin}\n{twin}", [(0, len(old.split("\n")[0]))])[0]
        assert not isinstance(reanchored, Exact | Moved), "which of the two it is cannot be told"


@given(distinct_blocks(), st.data())
def test_edits_away_from_a_passage_keep_it_exact(
    case: tuple[list[str], int, tuple[int, int]], data: st.DataObject
) -> None:
    blocks, chosen, (start, end) = case
    far = [index for index in range(len(blocks)) if abs(index - chosen) > 1]
    after = list(blocks)
    for index in data.draw(st.lists(st.sampled_from(far), max_size=4, unique=True)):
        after[index] = data.draw(
            st.sampled_from([f"{after[index]} changed", "wholly other words here", after[index].upper()])
        )
    place, new_place = offset(blocks, chosen), offset(after, chosen)

    reanchored = reanchor(joined(blocks), joined(after), [(place + start, place + end)])[0]

    assert isinstance(reanchored, Exact)
    assert (reanchored.span.start, reanchored.span.end) == (new_place + start, new_place + end)


@given(distinct_blocks(), st.data())
def test_an_inserted_block_shifts_what_stands_below_it(
    case: tuple[list[str], int, tuple[int, int]], data: st.DataObject
) -> None:
    blocks, chosen, (start, end) = case
    at = data.draw(st.integers(0, len(blocks)))
    inserted = "these words are new"
    after = [*blocks[:at], inserted, *blocks[at:]]
    place = offset(blocks, chosen)
    shift = len(inserted) + 1 if at <= chosen else 0

    reanchored = reanchor(joined(blocks), joined(after), [(place + start, place + end)])[0]

    assert isinstance(reanchored, Exact)
    assert (reanchored.span.start, reanchored.span.end) == (place + start + shift, place + end + shift)


@given(distinct_blocks())
def test_a_deleted_block_orphans_what_stood_in_it(case: tuple[list[str], int, tuple[int, int]]) -> None:
    blocks, chosen, (start, end) = case
    place = offset(blocks, chosen)

    reanchored = reanchor(
        joined(blocks), joined(blocks[:chosen] + blocks[chosen + 1 :]), [(place + start, place + end)]
    )[0]

    assert isinstance(reanchored, Orphaned)


@given(distinct_blocks(), st.randoms(use_true_random=False))
def test_blocks_in_another_order_take_their_passages_along(
    case: tuple[list[str], int, tuple[int, int]], chance: object
) -> None:
    blocks, chosen, (start, end) = case
    after = blocks[::-1]
    place, new_place = offset(blocks, chosen), offset(after, after.index(blocks[chosen]))

    reanchored = reanchor(joined(blocks), joined(after), [(place + start, place + end)])[0]

    assert isinstance(reanchored, Exact | Moved)
    assert (reanchored.span.start, reanchored.span.end) == (new_place + start, new_place + end)


def long_text(blocks: int) -> list[str]:
    return [
        " ".join(f"{RARE[(7 * block + 11 * word) % len(RARE)]}{block % 97}" for word in range(12))
        for block in range(blocks)
    ]


def test_a_thousand_notes_on_sixty_thousand_characters_take_less_than_two_seconds() -> None:
    blocks = long_text(650)
    old = joined(blocks)
    new = joined([block for index, block in enumerate(blocks) if index % 17] + ["new words at the end"])
    assert len(old) > 60_000
    passages = [(start, start + 40) for start in range(10, 60_000, 60)][:1_000]

    before = time.process_time()
    reanchor(old, new, passages)

    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "a " * 50_000, "a\n" * 20_000, "." * 100_000, "ab cd\n" * 10_000, " " * 300_000]
)
def test_hostile_texts_are_answered_and_never_kept_by_guess(text: str) -> None:
    before = time.process_time()
    comparison = compare(text, text[:-2] + "b")
    answers = [comparison.reanchor(start, start + 5) for start in range(0, len(text) - 5, len(text) // 50)]

    assert time.process_time() - before < 20
    assert not any(isinstance(reanchored, Moved) for reanchored in answers)
