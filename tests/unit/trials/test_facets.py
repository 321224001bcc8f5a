import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.record import Intervention, PartialDate, Site, TrialRecord
from annotate.trials.facets import chosen_of, count_values, facets_of, token, tokens_of, value_words
from annotate.trials.topics import Topic

RECORD = TrialRecord(
    registry_id="NCT00000001",
    title="Gout",
    status="RECRUITING",
    study_type="INTERVENTIONAL",
    phases=("PHASE1", "PHASE2"),
    interventions=(Intervention("DRUG", "X"), Intervention("DRUG", "Y")),
    places=(Site(country="Germany"), Site(country="Germany"), Site(country="")),
    sponsor_class="INDUSTRY",
    sex="ALL",
    minimum_age="18 Years",
    start_date=PartialDate("2023-12"),
    last_updated="2026-01-02",
    has_results=True,
)
TOPICS = (
    Topic("condition", "gout", "Gout"),
    Topic("ancestor", "arthritis", "Arthritis"),
    Topic("ancestor", "gout", "Gout"),
)


def test_a_record_has_each_of_its_values_once() -> None:
    assert facets_of(RECORD, TOPICS) == (
        "status=RECRUITING",
        "type=INTERVENTIONAL",
        "phase=PHASE1",
        "phase=PHASE2",
        "treatment=DRUG",
        "sponsor=INDUSTRY",
        "country=Germany",
        "age=ADULT",
        "age=OLDER_ADULT",
        "sex=ALL",
        "results=POSTED",
        "start=2023",
        "changed=2026",
        "condition=gout",
        "under=arthritis",
    )


@pytest.mark.parametrize(
    ("least", "most", "groups"),
    [
        ("", "", "CHILD ADULT OLDER_ADULT"),
        ("6 Months", "17 Years", "CHILD"),
        ("18 Years", "64 Years", "ADULT"),
        ("65 Years", "", "OLDER_ADULT"),
        ("", "12 Years", "CHILD"),
        ("N/A", "nothing", "CHILD ADULT OLDER_ADULT"),
        ("216 Months", "", "ADULT OLDER_ADULT"),
    ],
)
def test_ages_are_the_groups_that_the_limits_admit(least: str, most: str, groups: str) -> None:
    record = TrialRecord("NCT00000001", "", study_type="OBSERVATIONAL", minimum_age=least, maximum_age=most)
    ages = [each.partition("=")[2] for each in facets_of(record, ()) if each.startswith("age=")]
    assert ages == groups.split()


def test_a_record_that_says_little_has_few_values() -> None:
    assert facets_of(TrialRecord("NCT00000001", ""), ()) == ()
    assert tokens_of(()) != ""


def test_a_wider_heading_has_the_token_of_its_condition() -> None:
    assert token("under=arthritis") == token("condition=arthritis") != token("condition=gout")


@given(st.text())
def test_a_token_is_one_word_of_letters_and_digits(value: str) -> None:
    assert token(f"country={value}".encode("utf-8", "replace").decode()).isalnum()


def test_conditions_are_counted_with_those_that_only_stand_under_them() -> None:
    counts = count_values(["status=RECRUITING\ncondition=gout\nunder=arthritis", "status=COMPLETED\nunder=gout", ""])
    assert counts["condition"] == {"gout": 2}
    assert counts["status"] == {"RECRUITING": 1, "COMPLETED": 1, "OPEN": 1}


def test_values_are_said_in_words() -> None:
    assert value_words("phase", "EARLY_PHASE1") == "Early phase 1"
    assert value_words("age", "CHILD") == "Children (under 18)"
    assert value_words("country", "Côte d'Ivoire") == "Côte d'Ivoire"


def test_what_an_address_asks_beside_facets_is_ignored() -> None:
    asked = {"status": " COMPLETED ", "q": "x", "phase": "", "country": "x" * 500, "nonsense": "1"}
    assert chosen_of(asked) == {"status": "COMPLETED", "country": "x" * 80}
