import pytest
from sqlalchemy.orm import Session

from annotate.errors import NotFound
from annotate.trials import likeness, lists, presenters, queries
from annotate.trials.conditions import ConditionCount, find_condition, top_conditions
from annotate.trials.grammar import read_words
from annotate.trials.likeness import similar_trials
from annotate.trials.lists import PAGE_SIZE
from annotate.trials.search import TrialSearch
from tests.studies import REGISTRY_ID, keep_study, numbered


@pytest.mark.parametrize("spelling", ["NCT04561557", "nct04561557", " nct 04561557 ", "NCT04561557)", "NCT04561557."])
def test_a_trial_is_found_however_its_id_is_written(session: Session, spelling: str) -> None:
    keep_study(session)

    assert queries.find_trial(session, spelling).registry_id == REGISTRY_ID


@pytest.mark.parametrize(
    "nothing", ["", "NCT0456155", "NCT04561558", "x' OR 1=1", "NCT0456155\u0667", "\x00", "N" * 10_000]
)
def test_what_is_not_here_is_not_found(session: Session, nothing: str) -> None:
    keep_study(session)

    with pytest.raises(NotFound):
        queries.find_trial(session, nothing)


def test_a_former_id_leads_to_the_trial_that_names_it_now(session: Session) -> None:
    former, own = numbered(7), numbered(8)
    keep_study(session, numbered(1), former_ids=[former, own, "no id", former])
    keep_study(session, own)

    assert queries.find_trial(session, former).registry_id == numbered(1)
    assert queries.find_trial(session, own).registry_id == own
    assert lists.list_trials(session, TrialSearch(read_words(former))).lines[0].registry_id == numbered(1)

    keep_study(session, numbered(2), former_ids=[former])
    assert queries.find_trial(session, former).registry_id == numbered(2)

    keep_study(session, numbered(2), summary="Its former id was a mistake.", former_ids=[])
    with pytest.raises(NotFound):
        queries.find_trial(session, former)


@pytest.mark.parametrize("number", [0, 2, -1, 2**31, 2**63, 10**40])
def test_a_version_that_does_not_exist_is_not_found(session: Session, number: int) -> None:
    keep_study(session)
    trial = queries.find_trial(session, REGISTRY_ID)

    assert queries.find_version(session, trial, 1).id == trial.current_version.id
    with pytest.raises(NotFound):
        queries.find_version(session, trial, number)


def test_conditions_are_counted_by_trials_headings_first(session: Session) -> None:
    nothing: dict[str, list[str]] = {"terms": [], "ancestors": []}
    keep_study(session, numbered(1), conditions=["Lung Cancer"], **nothing)
    keep_study(session, numbered(2), conditions=["lung cancer", "Asthma"], **nothing)
    keep_study(session, numbered(3), conditions=["asthma, severe"], terms=["Asthma"], ancestors=["Lung Diseases"])

    assert [(each.key, each.name, each.trials) for each in top_conditions(session, limit=3)] == [
        ("asthma", "Asthma", 2),
        ("lung-cancer", "lung cancer", 2),
        ("asthma-severe", "asthma, severe", 1),
    ]
    assert len(top_conditions(session, limit=1)) == 1


def test_a_condition_s_trials_that_take_people_in_stand_first(session: Session) -> None:
    keep_study(session, numbered(1), conditions=["Asthma"], status="COMPLETED", updated="2026-01-01")
    keep_study(session, numbered(2), conditions=["Asthma"], status="RECRUITING", updated="2020-01-01")
    keep_study(session, numbered(3), conditions=["Other"], terms=["Asthma"], status="RECRUITING", updated="2021-01-01")
    keep_study(session, numbered(4), conditions=["Other"])

    listing = lists.condition_trials(session, "asthma")

    assert [line.registry_id for line in listing.lines] == [numbered(3), numbered(2), numbered(1)]
    assert (listing.total, listing.has_next) == (3, False)
    assert find_condition(session, "asthma") == ConditionCount("asthma", "Asthma", 3)
    with pytest.raises(NotFound):
        find_condition(session, "gout")


def test_lists_have_pages(session: Session) -> None:
    for number in range(PAGE_SIZE + 1):
        keep_study(session, numbered(number + 1), conditions=["Asthma"], updated=f"2026-01-{number % 28 + 1:02d}")

    first, second = (lists.recent_trials(session, page=page) for page in (1, 2))
    assert (len(first.lines), first.has_next) == (PAGE_SIZE, True)
    assert (len(second.lines), second.has_next) == (1, False)
    assert first.lines[0].record_updated == "2026-01-21"
    assert len({line.registry_id for line in (*first.lines, *second.lines)}) == PAGE_SIZE + 1
    assert len(lists.condition_trials(session, "asthma", page=2).lines) == 1


def similar(session: Session) -> list[str]:
    trial = queries.find_trial(session, REGISTRY_ID)
    return [line.registry_id for line in similar_trials(session, trial)]


def test_similar_trials_share_headings_conditions_or_treatments(session: Session) -> None:
    drug = [{"type": "DRUG", "name": "Xmab"}]
    other = [{"type": "DRUG", "name": "Placebo"}]
    keep_study(
        session,
        REGISTRY_ID,
        conditions=["Gout"],
        keywords=[],
        terms=["Gout"],
        ancestors=["Arthritis", "Joint Diseases"],
        interventions=drug,
    )
    nothing = {
        "conditions": ["Else"],
        "keywords": [],
        "terms": [],
        "ancestors": [],
        "interventions": other,
        "status": "COMPLETED",
    }
    keep_study(session, numbered(1), **nothing | {"terms": ["Gout"]})
    keep_study(session, numbered(2), **nothing | {"terms": ["Gout"], "ancestors": ["Arthritis"]})
    keep_study(session, numbered(3), **nothing | {"ancestors": ["Arthritis"]})
    keep_study(session, numbered(4), **nothing)
    keep_study(session, numbered(5), **nothing | {"conditions": ["Gout"], "interventions": drug})

    # The derived term of the treatment (Xmab) is everybody's here; Placebo says nothing.
    assert similar(session)[:3] == [numbered(2), numbered(1), numbered(5)]
    assert REGISTRY_ID not in similar(session)


def test_what_similar_trials_share_is_told(session: Session) -> None:
    drug = [{"type": "DRUG", "name": "Colchicine"}, {"type": "DRUG", "name": "Placebo"}]
    bare: dict[str, list[str]] = {"keywords": [], "terms": [], "ancestors": []}
    keep_study(session, REGISTRY_ID, conditions=["Gout"], interventions=drug, **bare)
    keep_study(session, numbered(1), conditions=["gout"], interventions=drug, **bare)
    keep_study(session, numbered(2), conditions=["Gout"], interventions=[], **bare)

    lines = similar_trials(session, queries.find_trial(session, REGISTRY_ID))

    (first, second) = presenters.present_lines(lines)
    assert first.reason.startswith("Same condition and treatment: gout, Colchicine")
    assert "Placebo" not in first.reason
    assert second.reason.startswith("Same condition")


def test_however_many_share_a_topic_few_are_looked_at_the_rarest_topics_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "LOOKED_AT", 4)
    nothing: dict[str, list[str]] = {"conditions": ["Gout"], "keywords": [], "terms": [], "ancestors": []}
    same = nothing | {"interventions": []}
    keep_study(session, REGISTRY_ID, **same | {"keywords": ["Colchicine"]})
    for number in range(1, 8):
        keep_study(session, numbered(number), **same)
    assert 0 < len(similar(session)) <= 4

    keep_study(session, numbered(8), **same | {"keywords": ["colchicine"], "conditions": ["Else"]})
    keep_study(session, numbered(9), **same | {"keywords": ["colchicine"]})
    assert similar(session)[0] == numbered(9), "what all share counts for those that were found"
    assert numbered(8) in similar(session)


def test_among_equals_the_trial_that_takes_people_in_stands_first(session: Session) -> None:
    keep_study(session, REGISTRY_ID)
    keep_study(session, numbered(1), status="COMPLETED")
    keep_study(session, numbered(2), status="RECRUITING")

    assert similar(session) == [numbered(2), numbered(1)]


def test_similar_trials_are_looked_for_again_once_anything_came_in(session: Session, queries: list[str]) -> None:
    keep_study(session, conditions=["Gout"])
    keep_study(session, numbered(1), conditions=["Gout"], status="COMPLETED")
    assert similar(session) == [numbered(1)]
    queries.clear()
    assert similar(session) == [numbered(1)]
    assert sum("trial_topics" in each for each in queries) == 0, "what was found is known until then"

    keep_study(session, numbered(2), conditions=["Gout"], status="RECRUITING")
    assert similar(session) == [numbered(2), numbered(1)]
    keep_study(session, numbered(2), conditions=["Gout"], status="COMPLETED", updated="2030-01-01")
    assert similar(session) == [numbered(1), numbered(2)], "it recruits no more"


def test_a_trial_alone_has_no_similar_ones(session: Session) -> None:
    keep_study(session, REGISTRY_ID)

    assert similar(session) == []
