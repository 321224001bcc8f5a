import re
from pathlib import Path

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from annotate.database import Database
from annotate.registry.digest import record_digest
from annotate.registry.shapes import read_record
from annotate.trials import jobs
from annotate.trials.actions import store_new
from annotate.trials.conditions import find_condition
from annotate.trials.grammar import read_words
from annotate.trials.indexed_text import index_entry
from annotate.trials.indexing import IndexedVersion, count_missing, empty_index, index, index_missing
from annotate.trials.lists import list_trials
from annotate.trials.matching import searchable_trials
from annotate.trials.models import Condition, IndexedTrial, SearchableWord, Trial
from annotate.trials.preparing import prepare
from annotate.trials.search import TrialSearch
from tests.command import Command
from tests.studies import keep_study, numbered, study
from tests.unit.registry.studies import as_bytes


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


def test_a_batch_is_indexed_as_its_records_one_by_one(database: Database) -> None:
    named = {1: ["Gout"], 2: ["Gout", "Asthma"], 3: ["Asthma"]}
    again = {1: ["Scurvy"], 2: ["Gout"], 3: ["Gout", "Scurvy"]}

    def indexed(session: Session) -> list[object]:
        rows = session.execute(select(IndexedTrial.number, IndexedTrial.facets).order_by(IndexedTrial.number)).all()
        counts = session.execute(
            select(Condition.key, Condition.name, Condition.is_heading, Condition.named, Condition.trials).order_by(
                Condition.key
            )
        ).all()
        words = session.scalars(select(SearchableWord.word).order_by(SearchableWord.word)).all()
        hits = [sorted(found(session, word)) for word in ("gout", "asthma", "scurvy")]
        return [rows, counts, words, hits]

    with database.transaction() as session:
        for number, conditions in named.items():
            keep_study(session, numbered(number), conditions=conditions)
        one_by_one = indexed(session)
        trials = session.execute(select(Trial.id, Trial.registry_id).order_by(Trial.registry_id)).all()
        made = {
            number: index_entry(read_record(as_bytes(study(numbered(number), conditions=conditions))))
            for number, conditions in named.items()
        }
        batch = [IndexedVersion(trial.id, 1, made[place]) for place, trial in enumerate(trials, start=1)]
        empty_index(session)
        index(session, batch, anew=True)
        assert indexed(session) == one_by_one

        for number, conditions in again.items():
            keep_study(session, numbered(number), conditions=conditions, updated="2026-06-01")
        one_by_one = indexed(session)
        numbers = [number for number, _ in session.execute(select(IndexedTrial.number, IndexedTrial.facets))]
        index(
            session,
            [
                IndexedVersion(
                    trial.id, 2, index_entry(read_record(as_bytes(study(numbered(place), conditions=again[place]))))
                )
                for place, trial in enumerate(trials, start=1)
            ],
            anew=False,
        )
        later = indexed(session)
        assert later[1:] == one_by_one[1:]
        assert [number for number, _ in later[0]] == [max(numbers) + place for place in (1, 2, 3)]  # type: ignore[attr-defined]  # a statement's parameters


def test_a_batch_takes_few_statements(database: Database) -> None:
    asked: list[str] = []
    with database.transaction() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *words: asked.append(words[2]))
        for size in (1, 60):
            asked.clear()
            raws = [as_bytes(study(numbered(size + number), conditions=[f"C{number}"])) for number in range(size)]
            store_new(session, [prepare(read_record(raw), raw, record_digest(raw)) for raw in raws])
            aliases = sum("trial_aliases" in each for each in asked)
            waiting = sum("timeout" in each for each in asked)  # PostgreSQL's lock is waited for longer than others
            assert len(asked) - aliases - waiting <= 9
