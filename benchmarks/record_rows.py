"""What the benchmark of many records fills an instance with: made-up records whose words and topics are as uneven as real ones.

The words of a text follow Zipf's law: the commonest stands in every record, half of them in a few. So do conditions; above
each stand the same few ancestors that most real records share.
"""

import random
from itertools import accumulate

from annotate.core.document import DocumentBuilder
from annotate.core.record import Intervention, MeshTerm, TrialRecord
from annotate.database import Database, new_id
from annotate.trials.actions import store_new
from annotate.trials.preparing import prepare
from tests.studies import numbered

COMMON = tuple(
    "study of the and to in with patients treatment dose or for is be at by after weeks subjects disease clinical therapy "
    "placebo adverse events will blood safety group day".split()
)
"""The commonest words, the first one in every record."""

WORDS = 30_000
WORDS_OF_A_RECORD = 600
CONDITIONS = 5_000
ANCESTORS = 60
AT_ONCE = 1_000
_SYLLABLES = tuple(
    first + last for first in "b c d f g l m n p r s st t tr v".split() for last in "a e i o u an er".split()
)
_STATES = ("RECRUITING", "COMPLETED", "COMPLETED", "UNKNOWN", "TERMINATED", "NOT_YET_RECRUITING")


class Maker:
    """Makes the same records each time, one by one."""

    def __init__(self) -> None:
        """Choose the words."""
        self._random = random.Random(1)  # noqa: S311 - what a made-up record says is no secret
        others = {"".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4))) for _ in range(2 * WORDS)}
        self._words = (*COMMON, *sorted(others)[: WORDS - len(COMMON)])
        self._weights = _uneven(WORDS)
        self._of_conditions, self._of_ancestors = _uneven(CONDITIONS), _uneven(ANCESTORS)

    def record(self, number: int) -> TrialRecord:
        """Make the nth record."""
        build = DocumentBuilder()
        title = f"Study of {self._some(6)}"
        build.section("title", "Title")
        build.paragraph("title", title)
        build.section("description", "Description")
        for place in range(5):
            build.paragraph(f"p{place}", f"Study {self._some(WORDS_OF_A_RECORD // 5)}")
        chosen = self._chosen(CONDITIONS, self._of_conditions, 2)
        above = self._chosen(ANCESTORS, self._of_ancestors, 12)
        return TrialRecord(
            registry_id=numbered(number),
            title=title,
            status=self._random.choice(_STATES),
            sponsor=f"Hospital {number % 900}",
            last_updated=f"20{10 + number % 16}-{1 + number % 12:02}-{1 + number % 28:02}",
            conditions=tuple(f"Condition {each}" for each in chosen),
            condition_terms=tuple(MeshTerm("", f"Heading {each // 3}") for each in chosen),
            condition_ancestors=tuple(MeshTerm("", f"Ancestor {each}") for each in above),
            interventions=(Intervention("DRUG", f"Drug {number % 8_000}"), Intervention("DRUG", "Placebo")),
            document=build.build(),
        )

    def _some(self, count: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))

    def _chosen(self, among: int, weights: list[float], count: int) -> set[int]:
        return set(self._random.choices(range(among), cum_weights=weights, k=count))


def fill(database: Database, records: int) -> None:
    """Store so many records, as an import would leave them."""
    maker = Maker()
    for first in range(0, records, AT_ONCE):
        made = [maker.record(number) for number in range(first + 1, min(records, first + AT_ONCE) + 1)]
        with database.transaction() as session:
            store_new(session, [prepare(record, b"{}", new_id()) for record in made])
    with database.transaction() as session:
        session.connection().exec_driver_sql("ANALYZE")


def _uneven(count: int) -> list[float]:
    """Give cumulative weights after Zipf's law."""
    return list(accumulate(1 / place for place in range(1, count + 1)))
