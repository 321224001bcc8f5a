import pytest
from sqlalchemy.orm import Session

from annotate.errors import NotFound
from annotate.trials.conditions import ConditionCount, condition_names, find_condition, top_conditions
from tests.studies import keep_study, numbered

BARE: dict[str, list[str]] = {"terms": [], "ancestors": []}


def keys(session: Session) -> list[str]:
    return [each.key for each in top_conditions(session, limit=2)]


def test_counts_follow_the_records(session: Session) -> None:
    assert keys(session) == []
    keep_study(session, numbered(1), conditions=["Gout"], **BARE)
    assert keys(session) == ["gout"]

    keep_study(session, numbered(2), conditions=["Asthma"], **BARE)
    assert keys(session) == ["asthma", "gout"]

    keep_study(session, numbered(2), conditions=["Scurvy"], updated="2026-11-01", **BARE)
    assert keys(session) == ["gout", "scurvy"]
    with pytest.raises(NotFound):
        find_condition(session, "asthma")


def test_a_trial_counts_for_what_its_headings_stand_under_and_is_not_named_by_it(session: Session) -> None:
    keep_study(session, numbered(1), conditions=["Asthma"], terms=["Asthma"], ancestors=["Lung Diseases"])
    keep_study(session, numbered(2), conditions=["lung diseases"], terms=[], ancestors=[])

    assert find_condition(session, "lung-diseases") == ConditionCount("lung-diseases", "Lung Diseases", 2)
    assert [(each.key, each.trials) for each in top_conditions(session, limit=9)] == [
        ("asthma", 1),
        ("lung-diseases", 1),
    ]


@pytest.mark.parametrize("key", ["", "\0", "gout", "x" * 5000])
def test_what_no_record_names_is_not_found(session: Session, key: str) -> None:
    keep_study(session, numbered(1), conditions=["Asthma"], **BARE)
    with pytest.raises(NotFound):
        find_condition(session, key)


def test_a_condition_that_no_trial_is_on_has_its_key_as_name(session: Session) -> None:
    keep_study(session, conditions=["Café disease"], terms=[], ancestors=[])
    names = condition_names(session, ["café-disease", "non-small-cell"])
    assert names == {"café-disease": "Café disease", "non-small-cell": "non small cell"}
