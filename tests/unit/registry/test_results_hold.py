"""Results under notes and under strain: values keep their columns, and what is too long or malformed is no obstacle."""

import copy
from typing import Any

import pytest

from annotate.core.anchoring import Exact, Moved, compare
from annotate.core.document import BlockKind
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes.results import MOST_RESULTS
from tests.unit.registry.results import EVENTS, OUTCOME, document


def test_a_value_belongs_to_its_group_wherever_the_group_stands() -> None:
    """Columns that change places take their values along, and no equal number in another column is taken for one."""
    swapped = copy.deepcopy(OUTCOME)
    swapped["groups"].reverse()
    old = document(outcomeMeasuresModule={"outcomeMeasures": [OUTCOME]})
    new = document(outcomeMeasuresModule={"outcomeMeasures": [swapped]})
    start = old.text.index("\n30\n31\n") + 1
    stands = compare(old, new).reanchor(start, start + 2)
    assert isinstance(stands, Exact | Moved)
    found = next(block for block in new.blocks if block.start == stands.span.start)
    assert (found.text, found.column) == ("30", 2)


def test_a_value_of_a_group_that_is_gone_is_not_taken_for_another_s() -> None:
    alone = copy.deepcopy(OUTCOME)
    del alone["groups"][0]
    alone["denoms"][0]["counts"] = [{"groupId": "G2", "value": "30"}]
    old = document(outcomeMeasuresModule={"outcomeMeasures": [OUTCOME]})
    new = document(outcomeMeasuresModule={"outcomeMeasures": [alone]})
    start = old.text.index("\n30\n31\n") + 1
    assert compare(old, new).reanchor(start, start + 2).state in {"ambiguous", "orphaned"}


@pytest.mark.slow
def test_a_table_of_a_hundred_thousand_cells_is_shown_in_part() -> None:
    events = [
        {
            "term": f"Event {number}",
            "organSystem": "Blood",
            "stats": [{"groupId": "G1", "numAffected": 1, "numAtRisk": 2}] * 3,
        }
        for number in range(40_000)
    ]
    found = document(adverseEventsModule={**EVENTS, "seriousEvents": events, "otherEvents": events})
    (section,) = (each for each in found.sections if each.key == "results")
    assert section.is_cut
    assert len(section.blocks) <= MOST_RESULTS[0] + 1
    assert not any(each.is_cut for each in found.sections if each.key != "results")


@pytest.mark.parametrize(
    "modules",
    [
        {
            "participantFlowModule": {
                "groups": [{}] * 1100,
                "periods": [{"milestones": [{}] * 500}, {"dropWithdraws": [{}] * 500}],
            }
        },
        {"baselineCharacteristicsModule": {"groups": [{}] * 1100, "measures": [{"classes": [{}]}] * 1000}},
        {
            "outcomeMeasuresModule": {
                "outcomeMeasures": [{"groups": [{}] * 1100, "classes": [{"categories": [{}] * 999}]}]
            }
        },
        {"adverseEventsModule": {"eventGroups": [{}] * 1100, "otherEvents": [{}] * 1000}},
    ],
    ids=["flow", "baseline", "outcomes", "events"],
)
def test_tables_of_a_million_cells_are_refused(modules: dict[str, Any]) -> None:
    """A third of a megabyte can ask for 40 million blank cells, which took half a minute."""
    with pytest.raises(UnreadableRecord, match="cells"):
        document(**modules)


def test_a_number_that_is_too_long_stays_as_it_is() -> None:
    stat = {"groupId": "G1", "numEvents": "9" * 5000}
    found = document(adverseEventsModule={**EVENTS, "seriousEvents": [{"term": "Rash", "stats": [stat]}]})
    assert "9" * 5000 in found.text.split("\n")


def test_many_values_of_one_group_are_joined_in_order() -> None:
    values = [{"groupId": "G1", "value": str(number)} for number in range(1000)]
    outcome = OUTCOME | {"classes": [{"categories": [{"measurements": values}]}]}
    found = document(outcomeMeasuresModule={"outcomeMeasures": [outcome]})
    assert "; ".join(map(str, range(1000))) in found.text.split("\n")


@pytest.mark.parametrize(
    "name",
    [
        "participantFlowModule",
        "baselineCharacteristicsModule",
        "outcomeMeasuresModule",
        "adverseEventsModule",
        "moreInfoModule",
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        [],
        "words",
        {},
        {"groups": 7},
        {
            "groups": [{}],
            "periods": [{}],
            "measures": [{}],
            "outcomeMeasures": [{"groups": [{}], "classes": [7]}],
            "eventGroups": [{}],
            "seriousEvents": [{}],
        },
    ],
)
def test_results_of_another_shape_are_no_obstacle(name: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    found = document(**{name: value})
    assert found.text == "\n".join(block.text for block in found.blocks)
    assert all(block.kind is not BlockKind.COLUMN or block.text for block in found.blocks)
