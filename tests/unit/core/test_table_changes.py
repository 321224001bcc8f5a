"""Comparing tables: by what columns are made of and by trial, wherever they stand; and values that come back as they were."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.table_changes import CellChange, change_of, compare_tables
from annotate.core.table_values import (
    CellValue,
    ColumnValue,
    QuoteValue,
    RowValue,
    TableValues,
    digest_of,
    values_from_json,
    values_to_json,
)

WORDS = st.text(max_size=8)
QUOTES = st.builds(
    QuoteValue,
    note=st.sampled_from("abcde"),
    quote=WORDS,
    words=WORDS,
    version=st.integers(1, 5),
    updated=st.just("2026-01-02"),
    state=st.sampled_from(["exact", "changed", ""]),
    now=WORDS,
    decided=st.sampled_from(["", "accepted", "kept"]),
    decided_at=st.just(""),
    written_at=st.just("2026-01-02T00:00:00+00:00"),
)
CELLS = st.builds(
    CellValue,
    fact=st.just(""),
    quotes=st.lists(QUOTES, max_size=3, unique_by=lambda quote: quote.note).map(tuple),
    not_reported=st.sampled_from(["", "2026-01-02"]),
)


@st.composite
def tables(draw: st.DrawFn) -> TableValues:
    keys = draw(st.lists(st.sampled_from(["label:a", "label:b", "fact:phase"]), min_size=1, unique=True))
    trials = draw(st.lists(st.sampled_from(["NCT1", "NCT2", "NCT3"]), min_size=1, unique=True))
    rows = tuple(RowValue(trial, "A title", 1, "", tuple(draw(CELLS) for _ in keys)) for trial in trials)
    return TableValues("A table", tuple(ColumnValue(key, key, 1) for key in keys), rows)


@given(tables())
def test_a_table_is_what_it_is(table: TableValues) -> None:
    compared = compare_tables(table, table)
    assert not compared
    assert compared.unchanged == len(table.rows) * len(table.columns)
    assert values_from_json(values_to_json(table)) == table
    assert digest_of(values_from_json(values_to_json(table))) == digest_of(table)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_is_no_change(table: TableValues, chance: Random) -> None:
    places = list(range(len(table.columns)))
    chance.shuffle(places)
    rows = list(table.rows)
    chance.shuffle(rows)
    other = replace(
        table,
        columns=tuple(table.columns[place] for place in places),
        rows=tuple(replace(row, cells=tuple(row.cells[place] for place in places)) for row in rows),
    )
    assert not compare_tables(table, other)


@given(tables(), tables())
def test_what_was_added_one_way_is_gone_the_other(one: TableValues, other: TableValues) -> None:
    there, back = compare_tables(one, other), compare_tables(other, one)
    assert set(there.trials_added) == set(back.trials_gone)
    assert set(there.columns_gone) == set(back.columns_added)
    assert len(there.cells) == len(back.cells)
    assert there.unchanged == back.unchanged


def test_each_change_has_its_kind() -> None:
    quote = QuoteValue("a", "160 mg", "", 1, "", "exact", "", "", "", "")
    other = replace(quote, note="b")
    cell = CellValue(quotes=(quote,))
    assert change_of(CellValue(), cell) is CellChange.FILLED
    assert change_of(cell, CellValue()) is CellChange.EMPTIED
    assert change_of(cell, CellValue(quotes=(quote, other))) is CellChange.ADDED
    assert change_of(CellValue(quotes=(quote, other)), cell) is CellChange.TAKEN
    assert change_of(cell, CellValue(quotes=(replace(quote, now="240 mg"),))) is CellChange.REWORDED
    assert change_of(cell, CellValue(quotes=(replace(quote, state="moved"),))) is None
    assert change_of(CellValue(fact="Phase 1"), CellValue(fact="Phase 2")) is CellChange.FACT
    assert change_of(CellValue(), CellValue(not_reported="2026-01-02")) is CellChange.ANSWER


def test_accepted_words_are_in_force() -> None:
    quote = QuoteValue("a", "160 mg", "", 1, "", "changed", "240 mg", "", "", "")
    assert quote.in_force == "160 mg"
    assert replace(quote, decided="accepted").in_force == "240 mg"
    assert replace(quote, decided="kept").in_force == "160 mg"
