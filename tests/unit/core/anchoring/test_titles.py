"""Lines that belong to a title, and names that stand for what stands under them: made records, edited with the truth known.

Each line remembers which outcome or arm it is of. A kept passage stands on a line of its own outcome or arm, or the words
that were kept are those of a look-alike.
"""

import random
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate

import pytest

from annotate.core.anchoring.reanchoring import Ambiguous, Exact, Moved, Orphaned, Reanchored, compare
from annotate.core.document import Document, DocumentBuilder

MEASURES = (
    "Distance walked in six minutes", "Worst itch score", "Number of flares", "Hours of sleep", "Loss of work days",
    "Forced vital capacity", "Haemoglobin", "Serious infections", "Use of rescue medication", "Overall survival",
)  # fmt: skip
FRAMES = ("12 weeks", "24 weeks", "30 days", "up to 2 years")
TYPES = ("Experimental", "Active comparator", "Placebo comparator", "No intervention")
PEOPLE = (
    "Adults with newly found asthma", "Children of 6 to 11 years", "Women in the second trimester", "Miners with silicosis",
    "Veterans who came home", "Sailors after a fall", "Nurses on night duty", "Farmers stung by bees",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """An outcome or an arm: who it is, its title, and the lines below."""

    id: int
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What the lines of both versions are made of."""

    arms: tuple[Group, ...]
    outcomes: tuple[Group, ...]


Line = tuple[str, int, str]
"""The words, the group (-1 for headings of sections), and the part of the group."""


class Maker:
    """Makes outcomes and arms, no two with the same title or people."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._measures = chance.sample(MEASURES, len(MEASURES))
        self._people = chance.sample(PEOPLE, len(PEOPLE))
        self._made = 0

    def outcome(self) -> Group:
        self._made += 1
        return Group(self._made, self._measures.pop(), (f"Time frame: {self._chance.choice(FRAMES)}",))

    def arm(self) -> Group:
        self._made += 1
        return Group(self._made, "", (self._chance.choice(TYPES), self._people.pop()))

    def record(self) -> Record:
        arms = [self.arm() for _ in range(self._chance.randrange(2, 5))]
        return Record(numbered(arms), tuple(self.outcome() for _ in range(self._chance.randrange(2, 6))))


def numbered(arms: list[Group]) -> tuple[Group, ...]:
    return tuple(replace(arm, title=f"Cohort {number}") for number, arm in enumerate(arms, start=1))


def edit(record: Record, maker: Maker, chance: random.Random) -> Record:
    arms, outcomes = list(record.arms), list(record.outcomes)
    for kind in chance.sample(("replace", "replace by two", "delete", "insert", "exchange"), 2):
        groups, make = chance.choice(((arms, maker.arm), (outcomes, maker.outcome)))
        at = chance.randrange(len(groups))
        if kind == "exchange":
            groups[0], groups[at] = groups[at], groups[0]
        elif kind == "delete":
            del groups[at]
        else:
            groups[at : at + (kind != "insert")] = [make() for _ in range(1 + (kind == "replace by two"))]
        if not groups:
            groups.append(make())
    return Record(numbered(arms), tuple(outcomes))


def lines(record: Record) -> list[Line]:
    found: list[Line] = [("Arms", -1, "arms")]
    for arm in record.arms:
        found += [(arm.title, arm.id, "title"), *((words, arm.id, words) for words in arm.lines)]
    found += [("Outcomes", -1, "outcomes"), ("Primary outcomes", -1, "primary")]
    for outcome in record.outcomes:
        found += [(outcome.title, outcome.id, "title"), *((words, outcome.id, words) for words in outcome.lines)]
    return found


def as_text(record: Record) -> str:
    return "\n".join(words for words, _, _ in lines(record))


def as_document(record: Record) -> Document:
    builder = DocumentBuilder()
    builder.section("arms", "Arms")
    for arm in record.arms:
        path = builder.heading("arm", arm.title)
        for words in arm.lines:
            builder.paragraph(path, words)
    builder.section("outcomes", "Outcomes")
    builder.heading("primary", "Primary outcomes")
    for outcome in record.outcomes:
        path = builder.heading("outcome", outcome.title, depth=4)
        for words in outcome.lines:
            builder.paragraph(path, words)
    return builder.build()


@pytest.mark.parametrize("made", [as_text, as_document])
@pytest.mark.parametrize("seed", range(40))
def test_no_line_is_kept_under_another_title_or_name(made: Callable[[Record], str | Document], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - records to make, no secrets
    maker = Maker(chance)
    old = maker.record()
    new = edit(old, maker, chance)
    before, after = lines(old), lines(new)
    starts = [0, *accumulate(len(words) + 1 for words, _, _ in after)]
    comparison = compare(made(old), made(new))
    start = 0
    for words, group, part in before:
        reanchored = comparison.reanchor(start, start + len(words))
        start += len(words) + 1
        if isinstance(reanchored, Exact | Moved):
            assert after[bisect_right(starts, reanchored.span.start) - 1] == (words, group, part)


OUTCOMES = (("Overall survival", "Time frame: 12 weeks"), ("Number of flares", "Time frame: 52 weeks"))


def outcomes_as_text(*outcomes: tuple[str, ...]) -> str:
    return "\n".join(["Outcomes", "Primary outcomes", *(words for outcome in outcomes for words in outcome)])


def reanchored_in(old: str | Document, new: str | Document, quote: str, after: str = "") -> Reanchored:
    text = old if isinstance(old, str) else old.text
    start = text.index(quote, text.index(after))
    return compare(old, new).reanchor(start, start + len(quote))


@pytest.mark.parametrize("quote", ["Time frame: 12 weeks", "12 weeks", "frame: 12"])
@pytest.mark.parametrize("style", ["{}", "- {}", "{}."])
def test_an_outcome_that_two_others_replace_takes_its_time_frame_along(quote: str, style: str) -> None:
    frame = style.format("Time frame: 12 weeks")
    old = outcomes_as_text(("Change of the itch score", frame), OUTCOMES[1])
    new = outcomes_as_text(("Height of the jump", "Time frame: 4 weeks"), ("Loss of work days", frame), OUTCOMES[1])

    assert isinstance(reanchored_in(old, new, quote), Ambiguous | Orphaned)


def test_a_number_before_a_title_is_no_part_of_it() -> None:
    old = outcomes_as_text(
        ("1. Overall survival", "Time frame: 12 weeks"), ("2. Number of flares", "Time frame: 52 weeks")
    )
    new = outcomes_as_text(("1. Number of flares", "Time frame: 52 weeks"))

    assert isinstance(reanchored_in(old, new, "Time frame: 52 weeks"), Exact | Moved)
    assert isinstance(reanchored_in(old, new, "Time frame: 12 weeks"), Orphaned)


def test_a_title_of_which_a_word_changed_offers_the_line_below_it() -> None:
    old = outcomes_as_text(("Distance walked in six minutes by adults", "Time frame: 12 weeks"), OUTCOMES[1])
    new = outcomes_as_text(("Distance walked in six minutes by all adults", "Time frame: 12 weeks"), OUTCOMES[1])

    reanchored = reanchored_in(old, new, "Time frame: 12 weeks")

    assert isinstance(reanchored, Ambiguous)
    assert [new[span.start : span.end] for span in reanchored.candidates] == ["Time frame: 12 weeks"]


def cohorts(*people: str) -> str:
    return "\n".join(["Arms", *(f"Cohort {number}\n{who}" for number, who in enumerate(people, start=1))])


def test_a_name_that_others_have_now_is_in_doubt_and_where_its_own_went_is_offered() -> None:
    new = cohorts(PEOPLE[0], PEOPLE[2], PEOPLE[3])

    reanchored = reanchored_in(cohorts(*PEOPLE[:4]), new, "Cohort 3")

    assert isinstance(reanchored, Ambiguous)
    assert reanchored.evidence == ("The text under this name is different now.",)
    assert {new[span.start : span.end + 1 + len(PEOPLE[2])] for span in reanchored.candidates} >= {
        f"Cohort 2\n{PEOPLE[2]}"
    }


@pytest.mark.parametrize(
    ("people", "quote"),
    [
        ((PEOPLE[0], f"{PEOPLE[1]} or older", PEOPLE[2]), "Cohort 2"),
        ((PEOPLE[0], PEOPLE[1]), "Cohort 2"),
        ((PEOPLE[0], PEOPLE[1], PEOPLE[2], PEOPLE[3]), "Cohort 3"),
    ],
)
def test_a_name_keeps_its_place_with_what_stands_under_it(people: tuple[str, ...], quote: str) -> None:
    assert isinstance(reanchored_in(cohorts(*PEOPLE[:3]), cohorts(*people), quote), Exact | Moved)


def test_a_long_list_under_a_name_is_read_to_its_end() -> None:
    names = [f"Criterion about {who.lower()}" for who in (*PEOPLE, *MEASURES)]
    old, new = (
        ["Eligibility Criteria", "Cohort 1:", *names[:9], "Cohort 2:", *rest] for rest in (names[9:], names[10:])
    )

    reanchored = reanchored_in("\n".join(old), "\n".join(new), "Cohort 2:")

    assert isinstance(reanchored, Exact | Moved)


def eligibility(*lists: tuple[str, tuple[str, ...]], title: str = "paragraph") -> Document:
    """A document of criteria: each list below a title, which is a paragraph or an item."""
    builder = DocumentBuilder()
    builder.section("eligibility", "Eligibility")
    builder.paragraph("exclusion", "Exclusion Criteria:")
    for name, items in lists:
        if title == "paragraph":
            builder.paragraph("title", name)
        else:
            builder.item("title", name)
        for words in items:
            builder.item("item", words, depth=1 if title == "paragraph" else 2)
    return builder.build()


REST = (("Renal", ("Creatinine below 2 mg/dL",)), ("Hepatic", ("Bilirubin normal",)))


def test_a_value_below_a_title_of_criteria_is_only_as_sure_as_the_title() -> None:
    old = eligibility(("Life expectancy", ("At least 12 weeks",)), *REST)

    replaced = reanchored_in(old, eligibility(("Radiotherapy", ("At least 12 weeks",)), *REST), "At least 12 weeks")
    moved = reanchored_in(old, eligibility(*REST, ("Life expectancy", ("At least 12 weeks",))), "At least 12 weeks")

    assert isinstance(replaced, Ambiguous | Orphaned)
    assert isinstance(moved, Exact | Moved)


TELLING = "Known colitis that was treated with infliximab"


def test_two_criteria_that_exchanged_their_parents_are_in_doubt() -> None:
    other = "Known uveitis that was treated with steroids"
    old = eligibility(("Heart disease:", (TELLING, "Any device")), ("Lung disease:", (other, "Oxygen")), title="item")
    new = eligibility(("Heart disease:", (other, "Any device")), ("Lung disease:", (TELLING, "Oxygen")), title="item")

    for words in (TELLING, other):
        reanchored = reanchored_in(old, new, words)
        assert isinstance(reanchored, Ambiguous)
        assert reanchored.evidence == ("The item above it is a different one now.",)
    assert isinstance(reanchored_in(old, new, "Oxygen"), Exact | Moved)


def test_a_telling_criterion_whose_parent_was_replaced_is_moved_and_it_is_said() -> None:
    old = eligibility(("Heart disease:", (TELLING,)), ("Lung disease:", ("Oxygen",)), title="item")
    new = eligibility(("Allergy to fish:", (TELLING,)), ("Lung disease:", ("Oxygen",)), title="item")

    reanchored = reanchored_in(old, new, TELLING)

    assert isinstance(reanchored, Moved)
    assert reanchored.evidence == ("The item above it is a different one now.",)


def test_a_line_with_a_list_of_its_own_that_came_in_above_is_no_other_parent() -> None:
    first, rest = ("Heart disease:", (TELLING, "Any device")), ("Lung disease:", ("Oxygen",))
    old = eligibility(first, rest, title="item")
    builder = DocumentBuilder()
    builder.section("eligibility", "Eligibility")
    builder.paragraph("exclusion", "Exclusion Criteria:")
    builder.item("title", "Heart disease:")
    builder.item("item", "One of the following:", depth=2)
    builder.item("item", "Stroke in the past", depth=3)
    for words in first[1]:
        builder.item("item", words, depth=2)
    builder.item("title", "Lung disease:")
    builder.item("item", "Oxygen", depth=2)

    for words in (TELLING, "Any device", "Oxygen"):
        assert isinstance(reanchored_in(old, builder.build(), words), Exact | Moved)
