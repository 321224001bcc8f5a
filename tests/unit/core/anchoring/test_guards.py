import pytest

from annotate.core.anchoring.guards import DrugNames, GuardKind, differences, guarded


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("are eligible", "are not eligible", {GuardKind.NEGATION}),
        ("thymic", "non-thymic", {GuardKind.NEGATION}),
        ("that required steroids", "irrespective of steroids", {GuardKind.NEGATION}),
        ("three kinds", "eight kinds", {GuardKind.NUMBER}),
        ("1,000 cells", "1000 cells", set()),
        ("3 weeks", "three weeks", set()),
        ("5 mg", "5 mg/kg", {GuardKind.UNIT}),
        ("5 mcg", "5 mg", {GuardKind.UNIT}),
        ("24 weeks", "24 months", {GuardKind.UNIT}),
        ("18 year", "18 years", set()),
        ("≥ 18", ">= 18", set()),
        ("≥ 18", "at least 18", set()),
        ("18 or older", "≥ 18", set()),
        ("≤ 94 %", "</= 94 %", set()),
        ("no more than 2", "at most 2", {GuardKind.NEGATION}),
        ("≥ 18", "> 18", {GuardKind.COMPARISON}),
        ("within 14 days", "after 14 days", {GuardKind.COMPARISON}),
        ("arm A", "Arm B", {GuardKind.ARM}),
        ("dose level 1", "dose level 2", {GuardKind.ARM, GuardKind.NUMBER}),
        ("the groups differ", "the levels differ", set()),
        ("takes varelimab", "takes tosunib", {GuardKind.DRUG}),
        ("inclusion", "exclusion", {GuardKind.LIST}),
        ("walks daily", "walks weekly", set()),
    ],
)
def test_each_guard_sees_its_own_difference_and_no_other(old: str, new: str, kinds: set[GuardKind]) -> None:
    drugs = DrugNames(["Drug: Varelimab", "Tosunib 5 mg tablet"])

    assert {difference.kind for difference in differences(old, new, drugs)} == kinds


def test_a_difference_says_what_went_and_what_came() -> None:
    (became,) = differences("5 weeks", "6 weeks")
    (gone,) = differences("not at home", "at home")
    (new,) = differences("at home", "not at home")

    assert became.sentence == "The number differs: 5 became 6."
    assert gone.sentence == "The negation differs: not is gone."
    assert new.sentence == "The negation differs: not is new."


def test_drug_names_are_the_records_own_without_the_words_that_every_record_has() -> None:
    drugs = DrugNames(["Drug: Interferon-beta 1a", "Interferon", "Placebo tablet"])

    assert drugs.found_in("Interferon-beta or interferon, not placebo tablets nor interferons") == [
        "interferon-beta",
        "interferon",
    ]
    assert guarded("placebo", GuardKind.DRUG) == []
