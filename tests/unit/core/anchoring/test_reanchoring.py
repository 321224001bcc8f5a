"""The traps in which anchors land on other words, each with other numbers, other drugs, short and long quotes.

More than 300 lines: the list of known traps stands in one place, to be read through.
"""

from collections.abc import Callable
from itertools import product

import pytest

from annotate.core.anchoring.reanchoring import (
    Ambiguous,
    Changed,
    Exact,
    Moved,
    Orphaned,
    Reanchored,
    compare,
)
from annotate.core.document import Document, DocumentBuilder
from tests.anchoring import reanchor, spans_of

DRUGS = ("varelimab", "DX-201", "interferon tosu-1a")
DOSES = (("200 mg", "400 mg"), ("5 mg/kg", "15 mg/kg"), ("0.5 µg", "2.5 µg"))


def arms_as_text(*arms: tuple[str, str]) -> str:
    return "\n".join(["Summary", "A study of skin.", "Arms", *(f"{label}: {words}" for label, words in arms)])


def arms_as_document(*arms: tuple[str, str]) -> Document:
    builder = DocumentBuilder()
    builder.section("summary", "Summary")
    builder.paragraph("brief", "A study of skin.")
    builder.section("arms", "Arms")
    for label, words in arms:
        path = builder.heading(label, label)
        builder.paragraph(f"{path}/p1", words)
    return builder.build()


def criteria(inclusion: list[str], exclusion: list[str]) -> Document:
    builder = DocumentBuilder()
    builder.section("eligibility", "Eligibility")
    builder.paragraph("inclusion", "Inclusion Criteria:")
    for number, words in enumerate(inclusion):
        builder.item(f"inclusion/i{number}", words)
    builder.paragraph("exclusion", "Exclusion Criteria:")
    for number, words in enumerate(exclusion):
        builder.item(f"exclusion/i{number}", words)
    return builder.build()


def words_of(version: Document | str) -> str:
    return version if isinstance(version, str) else version.text


def anchor(
    old: Document | str, new: Document | str, quote: str, occurrence: int = 0, drugs: tuple[str, ...] = ()
) -> Reanchored:
    text = words_of(old)
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(quote, start + 1)
    return reanchor(old, new, [(start, start + len(quote))], drugs)[0]


def quoted(reanchored: Reanchored, new: Document | str) -> list[str]:
    return [words_of(new)[span.start : span.end] for span in spans_of(reanchored)]


both_kinds = pytest.mark.parametrize("arms", [arms_as_text, arms_as_document])
Arms = Callable[..., Document | str]


@both_kinds
@pytest.mark.parametrize(("drug", "doses"), list(product(DRUGS, DOSES)))
@pytest.mark.parametrize(
    "quote", ["{dose}", "{dose} intravenously every 6 weeks", "{drug} {dose} intravenously every 6 weeks"]
)
def test_the_dose_of_a_deleted_arm_does_not_land_on_the_arm_that_is_left(
    arms: Arms, drug: str, doses: tuple[str, str], quote: str
) -> None:
    first = ("Arm A", f"{drug} {doses[0]} intravenously every 3 weeks")
    second = ("Arm B", f"{drug} {doses[1]} intravenously every 6 weeks")

    reanchored = anchor(arms(first, second), arms(first), quote.format(dose=doses[1], drug=drug), drugs=(drug,))

    assert isinstance(reanchored, Orphaned)


@both_kinds
@pytest.mark.parametrize("quote", ["10 mg daily", "mg", "10", "daily", "10 mg daily after breakfast"])
@pytest.mark.parametrize("kind", ["Cohort", "Arm", "Group", "Part"])
def test_equal_doses_stay_with_their_own_cohort(arms: Arms, quote: str, kind: str) -> None:
    first, second = (f"{kind} 1", "10 mg daily after breakfast"), (f"{kind} 2", "10 mg daily after breakfast")

    old, new = arms(first, second), arms(second)

    assert not isinstance(anchor(old, new, quote), Exact | Moved | Changed)
    kept = anchor(old, new, quote, occurrence=words_of(old).split(f"{kind} 2")[0].count(quote))
    assert isinstance(kept, Exact | Moved)
    assert quoted(kept, new) == [quote]


@both_kinds
def test_an_arm_whose_name_went_to_another_drug_is_not_followed(arms: Arms) -> None:
    old = arms(("Arm A", "varelimab 200 mg"), ("Arm B", "varelimab 400 mg"))
    new = arms(("Arm A", "varelimab 200 mg"), ("Arm B", "tosunib 400 mg"))

    assert isinstance(anchor(old, new, "400 mg", drugs=("varelimab", "tosunib")), Ambiguous | Orphaned)


@both_kinds
def test_arms_that_change_places_take_their_notes_along(arms: Arms) -> None:
    first, second = ("Arm A", "varelimab 200 mg every 3 weeks"), ("Arm B", "varelimab 400 mg every 6 weeks")
    new = arms(second, first)

    reanchored = anchor(arms(first, second), new, "400 mg every 6 weeks")

    assert isinstance(reanchored, Exact | Moved)
    assert words_of(new)[reanchored.span.start - 10 : reanchored.span.end] == "varelimab 400 mg every 6 weeks"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Patients are eligible after treatment.", "Patients are not eligible after treatment."),
        ("Adults with diabetes may take part.", "Adults without diabetes may take part."),
        ("Hemoglobin ≥ 9 g/dL today", "Hemoglobin > 9 g/dL today"),
        ("Hemoglobin ≥ 9 g/dL today", "Hemoglobin >= 9 g/dL today"),
        ("Hemoglobin of at least 9 g/dL today", "Hemoglobin of at most 9 g/dL today"),
        ("Infusions of 250 mg once a week", "Infusions of 250 µg once a week"),
        ("Infusions of 5 mg once a week", "Infusions of 5 mg/kg once a week"),
        ("Three kinds of arthritis", "Eight kinds of arthritis"),
        ("Written informed consent", "written informed consent"),
        ("Able to walk and to swim", "Able to walk, and to swim"),
        ("No follow up visit was missed", "No follow-up visit was missed"),
        ("A first visit", "A ﬁrst visit"),
    ],
)
def test_other_words_are_never_kept_and_the_place_is_shown(old: str, new: str) -> None:
    before, after = (
        criteria([old, "Signed consent form"], ["Dialysis"]),
        criteria([new, "Signed consent form"], ["Dialysis"]),
    )

    reanchored = anchor(before, after, old)

    assert isinstance(reanchored, Changed)
    assert quoted(reanchored, after) == [new]
    for word in set(old.split()) - set(new.replace(",", "").split()):
        assert isinstance(anchor(before, after, word), Changed | Orphaned)


def test_the_guard_that_differs_is_named() -> None:
    reanchored = anchor(
        criteria(["Patients are eligible at 18 years"], []),
        criteria(["Patients are not eligible at 21 years"], []),
        "Patients are eligible at 18 years",
    )

    assert "The negation differs: not is new." in reanchored.evidence
    assert "The number differs: 18 became 21." in reanchored.evidence


@pytest.mark.parametrize(
    ("old", "new", "quote"),
    [
        ("The tablet holds 5 mg of it.", "The tablet holds 15 mg of it.", "5 mg"),
        ("The tablet holds 5 mg of it.", "The tablet holds 2.5 mg of it.", "5 mg"),
        ("Above 1,000 cells today", "Above 11,000 cells today", "1,000"),
        ("For 12 weeks and 120 people", "For 12 weeks and 140 people", "120"),
        ("People with thymic cancer", "People with non-thymic cancer", "thymic"),
        ("The cafe is open", "The cafe\u0301 is open", "cafe"),
        ("One tablet daily", "One tablets daily", "tablet"),
        ("Better \U0001f44d\U0001f3fd now", "Better \U0001f44d now", "\U0001f44d\U0001f3fd"),
    ],
)
def test_no_number_and_no_word_is_cut_out_of_a_longer_one(old: str, new: str, quote: str) -> None:
    reanchored = anchor(f"Summary\n{old}", f"Summary\n{new}", quote)

    assert isinstance(reanchored, Changed | Orphaned)


@pytest.mark.parametrize("quote", ["mg", "18", ")", "the", "18 years", "daily"])
def test_short_quotes_live_and_die_with_their_block(quote: str) -> None:
    block = "People of 18 years (adults) take the 5 mg tablet daily"
    other = "Siblings of 18 years (adults) get the 5 mg syrup daily"
    old = criteria([block, "Lives near a clinic", other], [])

    assert not isinstance(anchor(old, criteria(["Lives near a clinic", other], []), quote), Exact | Moved | Changed)
    new = criteria([other, "Lives near a clinic", block], [])
    reanchored = anchor(old, new, quote)
    assert isinstance(reanchored, Exact | Moved)
    assert new.text.index(block) <= reanchored.span.start < new.text.index(block) + len(block)


def test_words_that_went_from_inclusion_to_exclusion_are_moved_and_it_is_said() -> None:
    old = criteria(["Latent tuberculosis", "Signed consent"], ["Heart failure"])
    new = criteria(["Signed consent"], ["Heart failure", "Latent tuberculosis"])

    reanchored = anchor(old, new, "tuberculosis")

    assert isinstance(reanchored, Moved)
    assert reanchored.crossed
    assert reanchored.evidence == ("It moved from the inclusion criteria to the exclusion criteria.",)


def test_the_same_words_in_the_other_list_are_another_criterion() -> None:
    old = criteria(["Hypertension", "Signed consent"], ["Hypertension"])

    assert not isinstance(
        anchor(old, criteria(["Signed consent"], ["Hypertension"]), "Hypertension"), Exact | Moved | Changed
    )
    assert isinstance(
        anchor(old, criteria(["Signed consent"], ["Hypertension"]), "Hypertension", occurrence=1), Exact | Moved
    )


def test_swapped_criteria_are_followed() -> None:
    first, second = "Able to walk 50 metres", "Treated for 3 months"
    old, new = criteria([first, second], ["Dialysis"]), criteria([second, first], ["Dialysis"])

    for quote in ("50", "3 months", first):
        reanchored = anchor(old, new, quote)
        assert isinstance(reanchored, Moved)
        assert quoted(reanchored, new) == [quote]


@pytest.mark.parametrize("joint", ["; ", " and ", ", "])
def test_an_item_that_was_split_or_merged_is_followed_in_its_parts(joint: str) -> None:
    parts = ["measurable disease on a recent scan", "adequate liver function in two tests"]
    whole, apart = criteria([joint.join(parts), "Signed consent"], []), criteria([*parts, "Signed consent"], [])

    for old, new in ((whole, apart), (apart, whole)):
        for part in parts:
            assert isinstance(anchor(old, new, part), Exact | Moved)
        old_text, new_text = words_of(old), words_of(new)
        start, end = old_text.index("scan"), old_text.index("adequate") + len("adequate")
        reanchored = reanchor(old, new, [(start, end)])[0]
        assert isinstance(reanchored, Changed)
        assert quoted(reanchored, new) == [
            new_text[new_text.index("scan") : new_text.index("adequate") + len("adequate")]
        ]


def test_a_paragraph_that_went_from_the_summary_into_the_description_is_moved() -> None:
    moved = "Corvastat lowers uric acid by a pathway that no drug uses."
    old = f"Summary\nGout hurts.\n{moved}\nDescription\nBlood is drawn monthly."
    new = f"Summary\nGout hurts.\nDescription\nBlood is drawn monthly.\n{moved}"

    for quote in ("uric acid", moved):
        reanchored = anchor(old, new, quote)
        assert isinstance(reanchored, Moved)
        assert reanchored.crossed


def test_a_passage_across_blocks_needs_all_of_them() -> None:
    old = "Summary\nGout hurts a lot.\nIt comes at night.\nIt goes by noon."
    whole = "Gout hurts a lot.\nIt comes at night.\nIt goes by noon."

    assert isinstance(anchor(old, f"Summary\nHello.\n{whole}", whole), Exact | Moved)
    assert isinstance(anchor(old, "Summary\nGout hurts a lot.\nIt goes by noon.", whole), Changed)
    assert not isinstance(
        anchor(old, "Summary\nIt goes by noon.\nIt comes at night.\nGout hurts a lot.", whole), Exact | Moved
    )


def test_a_record_replaced_whole_orphans_every_note_and_its_return_brings_all_home() -> None:
    old = criteria(["Prurigo for 6 months", "Itch score of 7"], ["Eczema"])
    other = criteria(["Hip fracture last week", "Walks with a stick"], ["Dementia"])
    passages = [(block.start, block.end) for block in old.blocks if block.text not in other.text]

    assert passages
    assert all(isinstance(reanchored, Orphaned) for reanchored in reanchor(old, other, passages))
    assert all(isinstance(reanchored, Exact) for reanchored in reanchor(old, old, passages))


def test_equal_candidates_that_nothing_parts_are_ambiguous() -> None:
    old = criteria(["Signed consent", "No surgery planned", "No surgery planned", "Adults"], [])
    new = criteria(["Signed consent", "No surgery planned", "Adults"], [])

    for occurrence in (0, 1):
        reanchored = anchor(old, new, "No surgery planned", occurrence)
        assert isinstance(reanchored, Ambiguous)
        assert quoted(reanchored, new) == ["No surgery planned"]


def test_of_equal_pairs_of_blocks_none_is_chosen() -> None:
    old = arms_as_document(
        ("Drug: DX-201", "by vein, once"), ("Drug: DX-201", "by vein, once"), ("Drug: DX-201", "by mouth, once")
    )
    new = arms_as_document(("Drug: DX-201", "by vein, once"), ("Drug: DX-201", "by mouth, once"))

    assert isinstance(anchor(old, new, "by vein"), Ambiguous)
    assert isinstance(anchor(old, new, "by vein", 1), Ambiguous)
    assert isinstance(anchor(old, new, "by mouth"), Exact | Moved)


def test_equal_details_are_parted_by_what_stands_above_them() -> None:
    old = criteria(["Cancer of the skin:", "Diagnosed last year", "Cancer of the lung:", "Diagnosed last year"], [])
    new = criteria(["Cancer of the lung:", "Diagnosed last year", "Cancer of the skin:", "Diagnosed last year"], [])

    assert spans_of(anchor(old, new, "last year"))[0].start > new.text.index("skin")
    assert spans_of(anchor(old, new, "last year", 1))[0].start < new.text.index("skin")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("200 mg every", "200\u00a0mg every"),
        ("200\u202fmg every", "200 mg every"),
        ("Sj\u00f6gren", "Sjo\u0308gren"),
        ("end\nNext", "end\r\nNext"),
    ],
)
def test_other_spellings_of_the_same_words_are_the_same_words(old: str, new: str) -> None:
    reanchored = anchor(f"Summary\nIt says {old} time.", f"Summary\nIt says {new} time.", old)

    assert isinstance(reanchored, Exact | Moved)
    assert quoted(reanchored, f"Summary\nIt says {new} time.") == [new]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (5, 2), (0, 1_000)])
def test_a_passage_outside_the_old_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no passage"):
        compare("Summary\nWords.", "Summary\nOther words.").reanchor(start, end)


def test_a_passage_of_blanks_stands_between_the_words_it_stood_between() -> None:
    old, new = "Summary\nTake it daily.", "Summary\nPlease note: Take it daily."
    place = old.index(" it")

    reanchored = reanchor(old, new, [(place, place + 1)])[0]

    assert isinstance(reanchored, Exact | Moved)
    assert reanchored.span.start == new.index(" it daily")
    assert isinstance(reanchor(old, "Summary\nTake one daily.", [(place, place + 1)])[0], Orphaned)
