"""Outcomes of two versions: the same one, reworded, another one; and what no change of spelling may hide."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.core.document import BlockKind as Kind
from annotate.core.document import Document, DocumentBuilder, UnplacedBlock
from annotate.core.outcomes import (
    ComparedOutcome,
    OutcomeGroup,
    OutcomeVerdict,
    PlannedOutcome,
    compare_outcomes,
    judge_pair,
    outcomes_of,
)
from annotate.core.outcomes import pairing as pairing_rules

PRIMARY, SECONDARY, OTHER = OutcomeGroup
few = settings(max_examples=40)
"""Of lists, each of which is many pairs of texts."""
MIRRORED = {
    OutcomeVerdict.ADDED: OutcomeVerdict.DROPPED,
    OutcomeVerdict.DROPPED: OutcomeVerdict.ADDED,
    OutcomeVerdict.TO_PRIMARY: OutcomeVerdict.TO_SECONDARY,
    OutcomeVerdict.TO_SECONDARY: OutcomeVerdict.TO_PRIMARY,
}
WORDS = (
    "pain score at week 12 24 ≥ >= > < 5 mg 10⁹/L 10^9/L not change in mean percent number of upper lower limb liver scan tumour response "
    "survival adverse events ’ ' “ \" – - , . ; ( ) \\> &gt; 1. 1,000 1000 AUC Cmax drug-a drug-b \n Six-minute 6-minute"
).split(" ")
phrases = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
anything = st.text(max_size=60) | phrases
outcomes = st.builds(
    PlannedOutcome, st.sampled_from(OutcomeGroup), phrases, phrases | st.just(""), phrases | st.just("")
)
lists = st.lists(outcomes, max_size=4)


def outcome(measure: str, description: str = "", time_frame: str = "", group: OutcomeGroup = PRIMARY) -> PlannedOutcome:
    return PlannedOutcome(group, measure, description, time_frame)


def verdict(old: str, new: str) -> OutcomeVerdict:
    return judge_pair(outcome(old), outcome(new))[0]


def as_texts(
    found: tuple[ComparedOutcome, ...], old: list[PlannedOutcome], new: list[PlannedOutcome]
) -> list[tuple[object, object, str]]:
    """What was paired with what, by their texts, for outcomes may be equal."""
    pairs = [
        (
            old[each.old].texts if each.old is not None else (),
            new[each.new].texts if each.new is not None else (),
            each.verdict.value,
        )
        for each in found
    ]
    return sorted(pairs)


@few
@given(lists)
def test_a_version_is_identical_to_itself(those: list[PlannedOutcome]) -> None:
    found = compare_outcomes(those, those)

    assert [each.verdict for each in found] == [OutcomeVerdict.IDENTICAL] * len(those)
    assert as_texts(found, those, those) == sorted((each.texts, each.texts, "identical") for each in those)


@few
@given(lists, lists)
def test_every_outcome_is_there_once(old: list[PlannedOutcome], new: list[PlannedOutcome]) -> None:
    found = compare_outcomes(old, new)

    assert sorted(each.old for each in found if each.old is not None) == list(range(len(old)))
    assert sorted(each.new for each in found if each.new is not None) == list(range(len(new)))
    assert all((each.new is None) == (each.verdict is OutcomeVerdict.DROPPED) for each in found)
    assert all((each.old is None) == (each.verdict is OutcomeVerdict.ADDED) for each in found)


@few
@given(lists, lists)
def test_backwards_the_same_pairs_have_the_mirrored_verdicts(
    old: list[PlannedOutcome], new: list[PlannedOutcome]
) -> None:
    there = as_texts(compare_outcomes(old, new), old, new)
    back = [
        (then, now, MIRRORED.get(OutcomeVerdict(name), OutcomeVerdict(name)).value)
        for now, then, name in as_texts(compare_outcomes(new, old), new, old)
    ]

    assert sorted(back) == there


@few
@given(lists, lists, st.randoms(use_true_random=False))
def test_the_order_of_outcomes_says_nothing(
    old: list[PlannedOutcome], new: list[PlannedOutcome], chance: Random
) -> None:
    other_old, other_new = chance.sample(old, len(old)), chance.sample(new, len(new))

    assert as_texts(compare_outcomes(old, new), old, new) == as_texts(
        compare_outcomes(other_old, other_new), other_old, other_new
    )


@given(anything, anything, anything, anything)
def test_no_text_raises(one: str, other: str, frame: str, more: str) -> None:
    found = compare_outcomes([outcome(one, more, frame)], [outcome(other, frame, more, SECONDARY), outcome(more)])

    assert found
    assert all(each.wording in OutcomeVerdict for each in found)


def test_lone_surrogates_and_controls_do_not_raise() -> None:
    assert verdict("\ud800 pain\0", "\ud800 pain") in (OutcomeVerdict.COSMETIC, OutcomeVerdict.IDENTICAL)


def test_a_time_frame_alone_is_said_with_both() -> None:
    found, evidence = judge_pair(outcome("Pain score", "", "12 weeks"), outcome("pain score.", "", "24 weeks"))

    assert found is OutcomeVerdict.TIME_FRAME
    assert (evidence[-1].what, evidence[-1].then, evidence[-1].now) == ("Time frame", "12 weeks", "24 weeks")


def test_a_time_frame_that_is_spelled_otherwise_is_cosmetic() -> None:
    found, _ = judge_pair(outcome("Pain score", "", "Twelve Weeks"), outcome("Pain score", "", "12 weeks"))

    assert found is OutcomeVerdict.COSMETIC


def test_other_words_and_another_time_frame_are_substantive() -> None:
    found, _ = judge_pair(outcome("To assess pain", "", "12 weeks"), outcome("Pain", "", "24 weeks"))

    assert found is OutcomeVerdict.SUBSTANTIVE


def test_a_definition_that_was_not_there_is_substantive() -> None:
    found, evidence = judge_pair(outcome("Overall survival"), outcome("Overall survival", "Until death of any cause."))

    assert found is OutcomeVerdict.SUBSTANTIVE
    assert "Description: stated" in [each.what for each in evidence]


def test_words_that_moved_into_the_description_are_reworded() -> None:
    found, _ = judge_pair(outcome("Pain score of the back"), outcome("Pain score", "of the back"))

    assert found is OutcomeVerdict.REWORDED


def test_the_evidence_names_what_changed() -> None:
    _, evidence = judge_pair(outcome("Percent with SpO2 ≥ 94"), outcome("Number with SpO2 > 95"))
    said = {each.what: (each.then, each.now) for each in evidence}

    assert said["Measure: numbers or signs"] == ("≥, 94", ">, 95")
    assert said["Measure: words that turn the meaning"] == ("percent", "number")


def test_outcomes_cross_between_the_lists() -> None:
    old = [outcome("Overall survival"), outcome("Pain", group=SECONDARY), outcome("Sleep", group=OTHER)]
    new = [outcome("Pain"), outcome("Overall survival", group=SECONDARY), outcome("Sleep", group=SECONDARY)]

    found = compare_outcomes(old, new)

    assert [(each.old, each.new, each.verdict) for each in found] == [
        (1, 0, OutcomeVerdict.TO_PRIMARY),
        (0, 1, OutcomeVerdict.TO_SECONDARY),
        (2, 2, OutcomeVerdict.OTHER_LIST),
    ]
    assert found[0].evidence[0].then == "secondary"
    assert found[0].wording is OutcomeVerdict.IDENTICAL


def test_outcomes_that_differ_in_the_drug_alone_keep_apart() -> None:
    drugs = ("drug A", "drug B", "drug C", "the antibody")
    old = [outcome(f"Cmax of {drug}", time_frame="59 months") for drug in drugs]
    new = [outcome(f"Cmax of {drug}", time_frame="58 months") for drug in reversed(drugs)]

    found = compare_outcomes(old, new)

    assert all(old[each.old or 0].measure == new[each.new or 0].measure for each in found)
    assert {each.verdict for each in found} == {OutcomeVerdict.TIME_FRAME}


def test_what_was_merged_and_split_says_so() -> None:
    old = [outcome("Percentage of responders"), outcome("Use of rescue medication")]
    new = [outcome("Percentage of responders by the site, and use of rescue medication")]

    merged, split = compare_outcomes(old, new), compare_outcomes(new, old)

    (dropped,) = (each for each in merged if each.verdict is OutcomeVerdict.DROPPED)
    assert dropped.kin == (0,)
    (added,) = (each for each in split if each.verdict is OutcomeVerdict.ADDED)
    assert added.kin == (0,)


def test_a_lone_outcome_of_a_subject_is_paired_and_said_to_be() -> None:
    (found,) = compare_outcomes([outcome("Toxicity.")], [outcome("Safety and Adverse Events")])

    assert found.verdict is OutcomeVerdict.SUBSTANTIVE
    assert found.evidence[0].what.startswith("Paired by its subject alone")


def test_thousands_alike_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing_rules, "MOST_PAIRS", 3)
    old = [outcome(f"Score {number}") for number in range(4)]

    found = compare_outcomes(old, [*reversed(old), outcome("Another")])

    assert [each.verdict for each in found] == [OutcomeVerdict.IDENTICAL] * 4 + [OutcomeVerdict.ADDED]


def record() -> Document:
    builder = DocumentBuilder()
    builder.section("outcomes", "Outcomes")
    builder.heading("primary", "Primary outcomes")
    builder.heading("primary/pain", "Pain", depth=4)
    builder.parts(
        "primary/pain", [UnplacedBlock(Kind.PARAGRAPH, "By a scale."), UnplacedBlock(Kind.ITEM, "0 is none", 1)]
    )
    builder.paragraph("primary/pain/time-frame", "Time frame: 12 weeks")
    builder.heading("primary/pain", "Pain", depth=4)
    builder.heading("other", "Other outcomes")
    builder.heading("other/sleep", "Sleep", depth=4)
    builder.paragraph("other/sleep/time-frame", "Time frame: a year")
    builder.section("eligibility", "Eligibility")
    builder.item("i1", "Adults")
    return builder.build()


def test_outcomes_are_read_from_a_document() -> None:
    document = record()

    pain, again, sleep = outcomes_of(document)

    assert pain.texts == ("primary", "Pain", "By a scale.\n0 is none", "12 weeks")
    assert again.texts == ("primary", "Pain", "", "")
    assert sleep.texts == ("other", "Sleep", "", "a year")
    assert document.text[pain.start : pain.end] == "Pain\nBy a scale.\n0 is none\nTime frame: 12 weeks"


def test_a_document_without_outcomes_has_none() -> None:
    assert outcomes_of(DocumentBuilder().build()) == ()
