"""What a token allows, as its row has it: nothing unknown allows anything, and reading is always allowed."""

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.scopes import EVERY_SCOPE, Scope, read_scopes, write_scopes


@given(st.sets(st.sampled_from(Scope)))
def test_what_is_written_reads_the_same(scopes: set[Scope]) -> None:
    assert read_scopes(write_scopes(scopes)) == scopes | {Scope.READ}


@given(st.text())
def test_words_that_are_no_scopes_allow_nothing(words: str) -> None:
    assert read_scopes(words) <= {Scope.READ, *(scope for scope in Scope if scope in words.split())}
    assert Scope.READ in read_scopes(words)


def test_it_is_always_written_in_the_same_order() -> None:
    assert write_scopes([Scope.WRITE, Scope.READ]) == write_scopes({Scope.WRITE}) == "read write"
    assert write_scopes(EVERY_SCOPE) == " ".join(Scope)
