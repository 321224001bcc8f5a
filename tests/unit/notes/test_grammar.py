"""The grammar of my notes, by properties: whatever is typed is read, in bounded time, and nothing is ignored in silence."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.query_units import straight
from annotate.notes.grammar import LONGEST_QUERY, MOST_CONDITIONS, read_query
from annotate.notes.query_fields import Field, NoteCondition, label

MILLION = 10**6
PLAIN = st.text(alphabet="abcdefgh", min_size=2, max_size=8)
PART = st.one_of(
    PLAIN,
    PLAIN.map(lambda word: f'"{word} {word}"'),
    PLAIN.map(lambda word: f"-{word}"),
    PLAIN.map(lambda word: f"label:{word}"),
    PLAIN.map(lambda word: f'-label:"{word} {word}"'),
    st.sampled_from(
        ["OR", "trial:NCT00000001", "state:changed", "-state:asking", "before:2026-11", "after:2026", "is:page", "is:x"]
    ),
)


@given(st.lists(PART, max_size=12).map(" ".join))
def test_what_it_writes_it_reads_as_the_same(typed: str) -> None:
    query = read_query(typed)
    again = read_query(query.written)
    assert (set(again.groups), set(again.excluded), set(again.strange)) == (
        set(query.groups),
        set(query.excluded),
        set(query.strange),
    )
    assert again.written == query.written


@given(st.text())
def test_whatever_is_typed_asks_for_something_or_says_why_not(typed: str) -> None:
    query = read_query(typed)
    assert all(query.groups)
    assert sum(map(len, query.groups)) + len(query.excluded) + len(query.strange) <= MOST_CONDITIONS
    if straight(typed) and not (query.groups or query.excluded):
        assert query.strange
    if query.strange:
        assert query.told
    for each in query.words:
        assert any(map(str.isalnum, each.value))


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "-",
        "\0",
        "a",
        "a ",
        "OR ",
        "-a ",
        '"a" ',
        "NOT ",
        "(",
        "NEAR(",
        "label:",
        "label:a ",
        "is:",
        "x:y ",
        "\ud800",
    ],
)
def test_a_million_characters_are_read_to_a_point_and_it_says_so(unit: str) -> None:
    query = read_query(unit * MILLION)
    assert f"Only the first {LONGEST_QUERY} characters were read." in query.told
    assert query.groups == read_query((unit * LONGEST_QUERY)[:LONGEST_QUERY]).groups


def test_fields_words_phrases_and_alternatives() -> None:
    query = read_query('label:"Adverse events" OR label:none elder "5 mg" -is:highlight')
    assert query.groups == (
        (label("Adverse events"), label("none")),
        (NoteCondition(Field.WORDS, "elder"),),
        (NoteCondition(Field.WORDS, "5 mg", quoted=True),),
    )
    assert query.excluded == (NoteCondition(Field.IS, "highlight"),)
    assert query.told == ()
    assert read_query("5 elder label:x").words[-1] == NoteCondition(Field.WORDS, "elder", prefix=True)


@pytest.mark.parametrize(
    ("typed", "field", "at"),
    [
        ("before:2026-11", Field.BEFORE, datetime(2026, 11, 1, tzinfo=UTC)),
        ("before:2026", Field.BEFORE, datetime(2026, 1, 1, tzinfo=UTC)),
        ("before:2026-02-28", Field.BEFORE, datetime(2026, 2, 28, tzinfo=UTC)),
        ("after:2026-11", Field.AFTER, datetime(2026, 12, 1, tzinfo=UTC)),
        ("after:2026-12", Field.AFTER, datetime(2027, 1, 1, tzinfo=UTC)),
        ("after:2026", Field.AFTER, datetime(2027, 1, 1, tzinfo=UTC)),
        ("after:2024-2-29", Field.AFTER, datetime(2024, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_day_a_month_or_a_year(typed: str, field: Field, at: datetime) -> None:
    (((condition),),) = read_query(typed).groups
    assert (condition.field, condition.at) == (field, at)


@pytest.mark.parametrize(
    "typed",
    [
        "before:yesterday",
        "before:2026-13",
        "before:2026-02-30",
        "before:0000",
        "after:9999",
        "state:odd",
        "is:odd",
        "trial:NCT1",
        "label: dose",
        'label:""',
        "before:",
        "%",
        '"%"',
        "- -",
    ],
)
def test_what_it_does_not_understand_finds_nothing_and_is_said(typed: str) -> None:
    query = read_query(typed)
    assert query.strange
    assert query.told


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tags:dose", "“tags:” is no field"),
        ("a % b", "“%” has no letter or digit"),
        ("(a b) OR c", "Parentheses are not read"),
        ("a OR -b", "OR joins two words"),
        ("OR a", "OR joins two words"),
        ("word " * (MOST_CONDITIONS + 2), "The last 2 were not."),
    ],
)
def test_what_is_read_otherwise_than_it_may_be_meant_is_said(typed: str, said: str) -> None:
    query = read_query(typed)
    assert any(said in each for each in query.told)
    assert not query.strange


@pytest.mark.parametrize("typed", ["12:30", "https://clinicaltrials.gov/study/x", "a (b) c", "ratio 1:2"])
def test_plain_text_needs_no_sentence(typed: str) -> None:
    assert read_query(typed).told == ()


def test_a_condition_is_added_and_taken_out() -> None:
    query = read_query("elderly -mg")
    dose = label("Dose")
    assert query.narrowed(dose).written == "label:Dose -mg elderly"
    assert query.narrowed(dose).holds(dose)
    assert query.narrowed(dose).widened(dose) == query
