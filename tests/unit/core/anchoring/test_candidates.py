"""What stands in the place of a passage that is gone is offered; and a record that is another one keeps nothing."""

from itertools import permutations

import pytest

from annotate.core.anchoring.reanchoring import Ambiguous, Orphaned, compare
from annotate.core.document import Document, DocumentBuilder
from tests.anchoring import spans_of

CRITERIA = (
    "Pregnant or breastfeeding women",
    "Any illness that makes a blood draw dangerous",
    "Use of a pacemaker",
    "Allergy to latex",
)


def criteria(*exclusions: str) -> Document:
    builder = DocumentBuilder()
    builder.section("eligibility", "Eligibility")
    builder.paragraph("inclusion", "Inclusion Criteria:")
    builder.item("i1", "Adults who can read")
    builder.paragraph("exclusion", "Exclusion Criteria:")
    for number, words in enumerate(exclusions):
        builder.item(f"e{number}", words)
    return builder.build()


def offered(old: Document | str, new: Document | str, quote: str) -> list[str]:
    before, after = (each if isinstance(each, str) else each.text for each in (old, new))
    start = before.index(quote)
    reanchored = compare(old, new).reanchor(start, start + len(quote))
    assert isinstance(reanchored, Ambiguous | Orphaned)
    return [after[span.start : span.end] for span in spans_of(reanchored)]


def test_a_criterion_that_was_rewritten_offers_what_stands_in_its_place() -> None:
    new = criteria(CRITERIA[0], "Bleeding disorders or anticoagulants", *CRITERIA[2:])

    assert offered(criteria(*CRITERIA), new, CRITERIA[1]) == ["Bleeding disorders or anticoagulants"]
    assert offered(criteria(*CRITERIA), new, "that makes") == [], "a few words of it have no place of their own"


def test_two_that_were_rewritten_offer_each_what_stands_in_its_own_place() -> None:
    new = criteria(CRITERIA[0], "Bleeding disorders or anticoagulants", "Metal in the body", CRITERIA[3])

    assert offered(criteria(*CRITERIA), new, CRITERIA[1]) == ["Bleeding disorders or anticoagulants"]
    assert offered(criteria(*CRITERIA), new, CRITERIA[2]) == ["Metal in the body"]


def test_where_the_gap_does_not_tell_the_likeliest_is_offered_first() -> None:
    rewritten = ("Metal in the body", "Sickness for which blood cannot be drawn", "Epilepsy")
    for order in permutations(rewritten):
        new = criteria(CRITERIA[0], *order, CRITERIA[3])
        assert offered(criteria(*CRITERIA), new, CRITERIA[1])[0] == rewritten[1]


def test_what_was_deleted_offers_nothing() -> None:
    assert offered(criteria(*CRITERIA), criteria(CRITERIA[0], *CRITERIA[2:]), CRITERIA[1]) == []


def test_the_other_list_is_no_place_for_it() -> None:
    new = criteria(*CRITERIA[:3])
    builder = DocumentBuilder()
    builder.section("eligibility", "Eligibility")
    builder.paragraph("inclusion", "Inclusion Criteria:")
    builder.item("i1", "Adults who can read")
    builder.item("i2", "Bleeding disorders or anticoagulants")
    builder.paragraph("exclusion", "Exclusion Criteria:")
    other = builder.build()

    assert offered(new, other, CRITERIA[1]) == []


def test_words_within_a_sentence_offer_what_stands_between_the_same_words() -> None:
    old = criteria("History of lung disease that required corticosteroids by mouth or by vein in the past", *CRITERIA)
    new = criteria("History of lung disease irrespective of any steroid use in the past", *CRITERIA)

    assert offered(old, new, "that required corticosteroids by mouth or by vein") == ["irrespective of any steroid use"]


PRURIGO = """Summary
Varelimab is an antibody against interleukin 31. This study asks whether it calms itch in adults with prurigo.
Arms
Arm A: varelimab 200 mg by vein every 3 weeks
Arm B: placebo every 3 weeks
Eligibility Criteria
Inclusion Criteria:
Prurigo nodularis for at least 6 months, confirmed by a dermatologist
Written informed consent
Exclusion Criteria:
Active infection that needs antibiotics
Pregnant or breastfeeding women"""
KNEE = """Summary
The trial compares a knee brace with exercises in people with arthrosis who wait for surgery.
Arms
Arm A: knee brace worn by day
Arm B: exercises three times a week
Eligibility Criteria
Inclusion Criteria:
Arthrosis of the knee on an x-ray within 2 years
Written informed consent
Exclusion Criteria:
Active infection of the joint or fever in the last week
Pregnant or breastfeeding women"""


@pytest.mark.parametrize("quote", [*PRURIGO.split("\n")[1::2], "Written informed consent", "Active infection", "Arm A"])
def test_in_another_record_nothing_is_kept(quote: str) -> None:
    start = PRURIGO.index(quote)

    reanchored = compare(PRURIGO, KNEE).reanchor(start, start + len(quote))

    assert isinstance(reanchored, Orphaned)
    assert reanchored.evidence == ("Hardly any of the text is left. This seems to be another record.",)


def test_a_record_that_gets_its_own_text_back_or_loses_most_of_it_is_the_same_one() -> None:
    for new in (PRURIGO, "\n".join(PRURIGO.split("\n")[5:])):
        start = PRURIGO.index("Written informed consent")
        assert compare(PRURIGO, new).reanchor(start, start + 24).state in ("exact", "moved")
