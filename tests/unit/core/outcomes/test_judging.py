"""What two texts of an outcome are to each other: what no change of spelling may hide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.outcomes import OutcomeGroup, OutcomeVerdict, PlannedOutcome, judge_pair

phrases = st.lists(
    st.sampled_from("pain score at week 12 ≥ >= 5 10⁹/L not upper \\> &gt; ( 1,000 Six-minute".split(" "))
).map(" ".join)


def verdict(old: str, new: str) -> OutcomeVerdict:
    return judge_pair(*(PlannedOutcome(OutcomeGroup.PRIMARY, each) for each in (old, new)))[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Pain score at week 12", "pain Score  at week 12."),
        ("Children’s “pain” score – total", 'Children\'s "pain" score - total'),
        ("SpO2 ≥ 94 %", "SpO2 >= 94 %"),
        ("SpO2 ≥ 94", "SpO2 >/= 94"),
        ("SpO2 ≥ 94", "SpO2 \\>= 94"),
        ("SpO2 ≥ 94", "SpO2 &gt;= 94"),
        ("SpO2 ≥ 94", "SpO2 &amp;gt;= 94"),
        ("counts ≥10⁹/L", "counts ≥ 10^9/L"),
        ("mg/m² of CO₂", "mg/m2 of CO2"),
        ("1. to assess the score", "To assess the score"),
        ("adverse events (AEs),\nserious ones", "adverse events (AEs), serious ones"),
        ("1,000 steps in twelve weeks", "1000 steps in 12 weeks"),
        ("Six-minute walk", "6-minute walk"),
        ("5 – 10 points", "5-10 points"),
        ("Tumour size (mm)", "Tumour size (mm);"),
    ],
)
def test_spelling_is_cosmetic(old: str, new: str) -> None:
    assert verdict(old, new) is OutcomeVerdict.COSMETIC
    assert verdict(new, old) is OutcomeVerdict.COSMETIC


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SpO2 ≥ 94", "SpO2 > 94"),
        ("SpO2 ≥ 94", "SpO2 ≤ 94"),
        ("SpO2 > 94", "SpO2 94"),
        ("platelets of 10⁹/L", "platelets of 109/L"),
        ("platelets of ³ 50", "platelets of ≥ 50"),
        ("change of -5", "change of 5"),
        ("change of - 5", "change of 5"),
        ("change of 0.5", "change of 5"),
        ("2.5 mg", "25 mg"),
        ("2.5 mg", "2,5 mg"),
        ("5 of 7 days", "7 of 5 days"),
        ("Pain at week 12", "Pain at week 24"),
        ("Pain in one year", "Pain in two years"),
        ("10 % fewer", "10 fewer"),
        ("responders with pain", "responders without pain"),
        ("with disease or death", "with disease and no death"),
        ("Percentage of those with a response", "Number of those with a response"),
        ("Strength of the upper limbs by a dynamometer, read by the site", "Strength of the lower limbs by a dynamometer, read by the site"),
        ("Systolic blood pressure at rest, sitting, by the nurse of the site", "Diastolic blood pressure at rest, sitting, by the nurse of the site"),
        ("Symptomatic infection seen by the investigator of the site", "Asymptomatic infection seen by the investigator of the site"),
        ("Pneumonitis that required steroids, by central review of scans", "Pneumonitis irrespective of steroids, by central review of scans"),
        ("Tumor Response Rate", "Tumor Response"),
    ],
)  # fmt: skip
def test_numbers_signs_and_words_that_turn_the_meaning_are_never_quiet(old: str, new: str) -> None:
    for found in (verdict(old, new), verdict(new, old)):
        assert found is OutcomeVerdict.SUBSTANTIVE


@given(
    phrases,
    st.sampled_from(["≥", ">", "<", "≤", "="]),
    st.sampled_from(["≥", ">", "<", "≤", "="]),
    st.integers(0, 99),
    st.integers(0, 99),
)
def test_another_sign_or_number_is_substantive(before: str, sign: str, other: str, one: int, two: int) -> None:
    old, new = f"{before} SpO2 {sign} {one} in rest", f"{before} SpO2 {other} {two} in rest"
    same = sign == other and one == two

    assert (verdict(old, new) is OutcomeVerdict.SUBSTANTIVE) == (not same)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("To determine the safety of the drug at this dose", "The safety of the drug at this dose"),
        ("Oncolgy group toxicity criteria for the lung and the esophagus", "Oncology group toxicity criteria for the lung and the esophagus"),
        ("Scan of the liver and bones, read by the site", "Scan of the bones and liver, read by the site"),
        ("Post-void residual bladder ultrasound", "Post-void residual bladder ultrasounds"),
    ],
)  # fmt: skip
def test_other_words_for_the_same_are_reworded(old: str, new: str) -> None:
    assert verdict(old, new) is OutcomeVerdict.REWORDED
    assert verdict(new, old) is OutcomeVerdict.REWORDED
