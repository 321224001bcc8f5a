from difflib import Match, SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.diff import MOST_STEPS, Run, common_runs, increasing, settle, without_chance

members = st.lists(st.integers(0, 4), max_size=30)


@given(members, members)
def test_runs_are_equal_ordered_and_apart(old: list[int], new: list[int]) -> None:
    last_old = last_new = 0
    for run in common_runs(old, new):
        assert run.length
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
        assert run.old >= last_old
        assert run.new >= last_new
        last_old, last_new = run.old + run.length, run.new + run.length


@given(members)
def test_equal_sequences_are_one_run(sequence: list[int]) -> None:
    assert common_runs(sequence, list(sequence)) == ([Run(0, 0, len(sequence))] if sequence else [])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=20).map(sorted))
def test_the_longest_increasing_part_increases(pairs: list[tuple[int, int]]) -> None:
    seconds = [second for _, second in increasing(pairs)]

    assert seconds == sorted(set(seconds))


def test_too_many_equal_members_are_parted_at_those_that_occur_once() -> None:
    old = [0] * 1_000 + [1] + [0] * 1_000
    new = [2] + [0] * 999 + [1] + [0] * 1_001 + [3]

    assert any(run.old <= 1_000 < run.old + run.length for run in common_runs(old, new))


def test_a_deletion_that_could_lie_in_two_places_leaves_its_neighbours_in_doubt() -> None:
    old, new = [1, 2, 3, 1, 2, 4], [1, 2, 4]

    assert settle(common_runs(old, new), old, new, lambda _: False)[1] == {0, 1}


def test_a_whole_sentence_is_what_was_deleted() -> None:
    end = 9
    old, new = [5, 6, end, 1, 2, end, 1, 3, end], [5, 6, end, 1, 3, end]

    runs, doubtful = settle(common_runs(old, new), old, new, lambda member: member == end)

    assert runs == [Run(0, 0, 3), Run(6, 3, 3)]
    assert not doubtful


def test_words_that_are_equal_by_chance_are_no_run() -> None:
    runs = [Run(0, 0, 5), Run(20, 20, 1), Run(40, 40, 5)]

    def weight(first: int, last: int) -> int:
        return last - first

    assert without_chance(runs, (45, 45), weight, weight) == [Run(0, 0, 5), Run(40, 40, 5)]


def test_changes_in_every_line_take_steps_that_grow_with_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    find = SequenceMatcher.find_longest_match

    def counted(matcher: SequenceMatcher[int], old: int, end: int, new: int, end_new: int) -> Match:
        nonlocal steps
        steps += end - old
        return find(matcher, old, end, new, end_new)

    monkeypatch.setattr(SequenceMatcher, "find_longest_match", counted)
    length = 6_000
    old = [number * 7919 % 1_500 for number in range(length)]
    new = [member if place % 7 else -place - 1 for place, member in enumerate(old)]
    runs = common_runs(old, new)
    assert all(old[run.old : run.old + run.length] == new[run.new : run.new + run.length] for run in runs)
    assert 0 < steps < 2 * MOST_STEPS * 2 * length
