"""Tags as they are typed."""

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.tags import clean_tags, in_order, key_of, read_tags, write_tags

TYPED = st.text("aAß#, \n", max_size=20)


def test_tags_stand_between_commas_each_once() -> None:
    assert read_tags(" #Dose , to  discuss,,dose, # ") == ("Dose", "to discuss")


def test_they_are_ordered_whatever_their_capitals() -> None:
    assert in_order(["b", "A", "a", "B"]) == ("A", "a", "B", "b")


@given(TYPED)
def test_what_was_read_is_written_and_read_again(typed: str) -> None:
    tags = read_tags(typed)
    assert read_tags(write_tags(tags)) == tags
    assert len({key_of(tag) for tag in tags}) == len(tags)


@given(st.lists(TYPED, max_size=4))
def test_clean_tags_stay_as_they_are(names: list[str]) -> None:
    tags = clean_tags(names)
    assert clean_tags(tags) == tags
