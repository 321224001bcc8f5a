"""Which versions stood at a moment: ranges, what is not known, and what never raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.moments import DatedVersion, Moment, MomentVersions, completion_of, date_range, moments
from annotate.core.record import PartialDate, TrialRecord

HELD = ["2020-01-10", "2020-03-05", "2020-03-20", "2021-06-01"]


def at(*dates: str, start: str = "", completion: str = "") -> dict[Moment, MomentVersions]:
    versions = [DatedVersion(number, PartialDate(each)) for number, each in enumerate(dates, start=1)]
    found = moments(versions, len(dates), PartialDate(start), PartialDate(completion, "ESTIMATED"))
    return {each.moment: each for each in found}


def test_first_and_now_are_the_earliest_and_the_current() -> None:
    found = at(*HELD)

    assert found[Moment.FIRST].numbers == (1,)
    assert found[Moment.NOW].numbers == (4,)


@pytest.mark.parametrize(
    ("start", "numbers", "why"),
    [
        ("2020-02-01", (1,), "1 February 2020."),
        ("2020-03-05", (2,), "5 March 2020."),
        ("2020-03", (1, 2, 3), "March 2020, without a day: the record changed within that time."),
        ("2020-02", (1,), "February 2020."),
        ("2020", (1, 2, 3), "what stood before that is not known"),
        ("2019-12", (), "Not known: December 2019 is before the earliest version here, of 10 January 2020."),
        ("2021-07", (), "Not known yet: July 2021 is after the newest version here, of 1 June 2021."),
        ("soon", (), "Not known: “soon” is not a date."),
        ("", (), "Not known: the record does not say when enrolment starts."),
    ],
)
def test_a_date_is_a_range_and_not_known_is_an_answer(start: str, numbers: tuple[int, ...], why: str) -> None:
    found = at(*HELD, start=start)[Moment.START]

    assert found.numbers == numbers
    assert why in found.why


def test_versions_without_a_date_have_no_place() -> None:
    found = at("", "2020-01", start="2020-01-05")

    assert found[Moment.FIRST].numbers == (1,)
    assert "came in first" in found[Moment.FIRST].why
    assert found[Moment.START].numbers == ()


def test_an_estimate_is_said_to_be_one() -> None:
    assert "(estimated)" in at(*HELD, completion="2021-06-02")[Moment.COMPLETION].why


def test_primary_completion_goes_before_completion() -> None:
    primary, last = PartialDate("2020-01"), PartialDate("2021-01")

    assert completion_of(TrialRecord("NCT1", "", primary_completion_date=primary, completion_date=last))[0] is primary
    assert completion_of(TrialRecord("NCT1", "", completion_date=last)) == (last, "completion")


def test_a_leap_month_ends_on_its_own_day() -> None:
    days = date_range(PartialDate("2020-02"))

    assert days is not None
    assert days[1].day == 29


dates = st.sampled_from([*HELD, "2020", "2020-03", "", "soon", "2020-02-30", "0000", "9999-12-31"]) | st.text(
    max_size=8
)


@given(st.lists(dates, min_size=1, max_size=5), dates, dates)
def test_no_date_raises_and_a_moment_has_versions_or_a_reason(held: list[str], start: str, end: str) -> None:
    for each in at(*held, start=start, completion=end).values():
        assert each.numbers or each.why.startswith("Not known")
        assert list(each.numbers) == sorted(set(each.numbers), key=list(each.numbers).index)
