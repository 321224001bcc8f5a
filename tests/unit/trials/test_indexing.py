import re
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotate.database import Database
from annotate.trials import jobs
from annotate.trials.conditions import find_condition
from annotate.trials.grammar import read_words
from annotate.trials.indexing import count_missing, empty_index, index_missing
from annotate.trials.lists import list_trials
from annotate.trials.matching import searchable_trials
from annotate.trials.models import IndexedTrial
from annotate.trials.search import TrialSearch
from tests.command import Command
from tests.studies import keep_study, numbered


def found(session: Session, query: str) -> list[str]:
    return [line.registry_id for line in list_trials(session, TrialSearch(read_words(query))).lines]


def test_an_empty_index_is_filled_again_the_earliest_records_first(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), updated="2026-01-01", conditions=["Gout"])
        keep_study(session, numbered(2), updated="2020-01-01", conditions=["Gout"])
        empty_index(session)
    (job,) = jobs.JOBS
    assert job.waits
    with database.reader() as session:
        assert job.waits(session)
        assert found(session, "gout") == searchable_trials(session) == []

    assert job.work(database) == "2 trials indexed"
    assert job.work(database) == ""

    with database.reader() as session:
        assert not job.waits(session)
        assert set(found(session, "gout")) == set(searchable_trials(session)) == {numbered(1), numbered(2)}
        assert session.scalars(select(IndexedTrial.updated).order_by(IndexedTrial.number)).all()[0] == "2020-01-01"
        assert find_condition(session, "gout").trials == 2


def test_what_other_rules_indexed_is_indexed_again_and_counted_once(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), conditions=["Gout"])
        session.execute(update(IndexedTrial).values(edition=0))
        assert count_missing(session) == 1
    assert index_missing(database) == 1
    with database.reader() as session:
        assert found(session, "gout") == [numbered(1)]
        assert find_condition(session, "gout").trials == 1


def test_the_index_is_made_again_by_hand(tmp_path: Path) -> None:
    annotate = Command(tmp_path)
    taken = annotate("trials", "samples")
    assert taken.exit_code == 0, taken.output
    assert annotate("trials", "index").output == "0 trials indexed.\n"
    again = annotate("trials", "index", "--anew")
    assert again.exit_code == 0, again.output
    assert re.fullmatch(r"[1-9][0-9]* trials? indexed\.\n", again.output)
    assert annotate("check-data").exit_code == 0
