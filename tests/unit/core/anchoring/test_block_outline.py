import pytest

from annotate.core.anchoring.block_outline import outline
from annotate.core.anchoring.ownership import Belonging, arm_label, inline_side, leads_in, list_side
from annotate.core.document import DocumentBuilder
from annotate.core.words import Spellings

TEXT = """Brief Summary
Gout hurts.
Arms
Arm A: 5 mg daily
Placebo arm
Starch tablets, taken with water.
Primary Outcomes
Pain is measured.
Time frame: 3 weeks
Sleep
Time frame: 4 weeks
Eligibility Criteria
Inclusion Criteria:
Adults
Cohort 2:
Gout
Key Exclusion Criteria:
Stroke"""


def test_a_plain_text_says_by_its_headings_what_belongs_where() -> None:
    belongs = {entry.words: entry.belongs for entry in outline(TEXT, Spellings()).entries}

    assert belongs["Gout hurts."] == Belonging("summary")
    assert belongs["Arm A: 5 mg daily"] == Belonging("arms", ("arm a",))
    assert belongs["Starch tablets, taken with water."] == Belonging("arms", ("placebo arm",))
    assert belongs["Time frame: 3 weeks"] == Belonging("outcomes", ("primary", "pain is measured."))
    assert belongs["Time frame: 4 weeks"] == Belonging("outcomes", ("primary", "sleep"))
    assert belongs["Adults"] == Belonging("eligibility", (), "inclusion")
    assert belongs["Gout"] == Belonging("eligibility", ("cohort 2",), "inclusion")
    assert belongs["Stroke"] == Belonging("eligibility", (), "exclusion")


def test_a_document_says_it_by_its_structure() -> None:
    builder = DocumentBuilder()
    builder.section("arms", "Arms")
    path = builder.heading("a", "Arm A")
    builder.paragraph(f"{path}/p1", "5 mg")
    builder.section("eligibility", "Eligibility")
    builder.paragraph("p1", "Inclusion Criteria:")
    builder.item("i1", "One of:")
    builder.item("i2", "Gout", depth=2)
    builder.row("sex", "Sex", "All")
    entries = outline(builder.build(), Spellings()).entries
    found = {entry.words: entry for entry in entries}

    assert found["5 mg"].belongs == Belonging("arms", ("arm a",))
    assert found["Gout"].belongs == Belonging("eligibility", (), "inclusion")
    assert entries[found["Gout"].parent].words == "One of:"
    assert found["All"].belongs == Belonging("eligibility", ("sex",))


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Inclusion Criteria:", "inclusion"),
        ("Key exclusion criteria", "exclusion"),
        ("Main Inclusion:", "inclusion"),
        ("Inclusion and exclusion criteria", ""),
        ("Inclusion of women and minorities", ""),
        ("Patients who met an exclusion criterion of the first study and were told so by their own doctor", ""),
        ("Adults", ""),
    ],
)
def test_a_heading_of_a_list_names_its_side(text: str, side: str) -> None:
    assert list_side(text) == side


def test_one_block_may_hold_both_lists() -> None:
    assert inline_side("Inclusion criteria: gout. Exclusion criteria: stroke", "") == "exclusion"
    assert inline_side("Gout", "inclusion") == "inclusion"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Arm B: 5 mg", "arm b"),
        ("Experimental: Cohort 2 (closed)", "cohort 2"),
        ("Part 1 - dose finding", "part 1"),
        ("All patients of arm B who were seen in the clinic before the visit", ""),
        ("Pain", ""),
    ],
)
def test_the_first_words_of_a_block_may_name_an_arm(text: str, label: str) -> None:
    assert arm_label(text) == label


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Patients must have one of the following conditions, seen by a specialist:", True),
        ("Life expectancy", True),
        ("Prior concurrent therapy", True),
        ("Able to consent.", False),
        ("Subjects with a chronic illness are excluded", False),
        ("Non-adherence to an earlier prescription", True),
    ],
)
def test_a_paragraph_leads_in_by_a_colon_or_as_a_title(text: str, *, leads: bool) -> None:
    assert leads_in(text) is leads
