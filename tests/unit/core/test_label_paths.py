"""Paths of labels: how a name is stored, and how a list is grouped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.label_paths import in_groups, leaf_of, tidy_path

NAMES = st.lists(st.text("ab/ ", min_size=1, max_size=6))


def grouped(*names: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(group.name, group.labels) for group in in_groups(names, str)]


def test_a_group_stands_where_its_first_label_does() -> None:
    assert grouped("Dose", "Safety/Death", "Outcome", "safety/Hospital stay") == [
        ("", ("Dose",)),
        ("Safety", ("Safety/Death", "safety/Hospital stay")),
        ("", ("Outcome",)),
    ]


def test_a_label_that_is_called_like_a_group_belongs_to_it() -> None:
    assert grouped("Safety", "Dose", "Safety/Death") == [("Safety", ("Safety", "Safety/Death")), ("", ("Dose",))]


@given(NAMES)
def test_grouping_loses_no_label_and_groups_none_twice(names: list[str]) -> None:
    groups = in_groups(names, str)
    listed = [label for group in groups for label in group.labels]
    assert sorted(listed) == sorted(names)
    assert [label for group in in_groups(listed, str) for label in group.labels] == listed
    assert all(group.name or len(group.labels) == 1 for group in groups)


def test_a_name_with_an_empty_part_from_an_earlier_release_stands_alone() -> None:
    assert grouped("/a", "/b", "c/", "/") == [("", ("/a",)), ("", ("/b",)), ("", ("c/",)), ("", ("/",))]
    assert [leaf_of(name) for name in ("/a", "c/", "/")] == ["/a", "c/", "/"]


def test_a_path_is_tidied() -> None:
    assert tidy_path("  Safety /  Death  at\nhome ") == "Safety/Death at home"
    assert tidy_path("  ") == ""
    assert leaf_of("Safety/Death/Sudden") == "Death/Sudden"
    assert leaf_of("Safety") == "Safety"


@pytest.mark.parametrize("name", ["/", "Safety/", "/Death", "a//b", "a/ /b"])
def test_an_empty_part_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        tidy_path(name)


@given(st.text(max_size=20))
def test_a_tidy_path_stays_as_it_is(name: str) -> None:
    try:
        tidy = tidy_path(name)
    except ValueError:
        return
    assert tidy_path(tidy) == tidy
