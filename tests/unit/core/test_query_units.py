"""What a search box holds, by properties."""

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.query_units import joined, read_units, straight

FIELDS = frozenset({"label", "is"})
PLAIN = st.text(alphabet="abcdefgh", min_size=1, max_size=8)


@given(st.text())
def test_no_word_is_lost_or_made_up(typed: str) -> None:
    plain = straight(typed)
    for fields in (frozenset[str](), FIELDS):
        units = read_units(plain, fields)
        assert all(unit.text in plain for unit in units)
        assert [sign for unit in units for sign in unit.field + unit.text if sign.isalnum()] == [
            sign for sign in plain if sign.isalnum()
        ] or any(unit.field for unit in units)
        assert sum(not unit.operator for unit in units) == len(list(joined(units)))


@given(PLAIN, st.sampled_from(["", "-"]), st.sampled_from(["label", "Label", "is"]))
def test_a_field_takes_the_word_or_the_phrase_behind_its_colon(value: str, minus: str, field: str) -> None:
    for written in (value, f'"{value} {value}"'):
        (unit,) = read_units(f"{minus}{field}:{written}", FIELDS)
        assert (unit.field, unit.text, unit.minus) == (field.lower(), written.strip('"'), bool(minus))
    assert read_units(f"{field}:{value}")[0].field == ""


def test_an_or_that_joins_nothing_is_known() -> None:
    assert [each.lone_or for each in joined(read_units("OR a"))] == [True]
    assert [each.lone_or for each in joined(read_units("a OR -b"))] == [False, True]
    assert [each.lone_or for each in joined(read_units("-a OR b"))] == [False, True]
    assert [each.lone_or for each in joined(read_units("a OR b"))] == [False, False]
