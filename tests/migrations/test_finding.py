"""The migration of the search index."""

from pathlib import Path

from sqlalchemy import text

from annotate import schema
from annotate.database import opened
from annotate.trials.conditions import find_condition
from annotate.trials.grammar import read_words
from annotate.trials.indexing import count_missing, index_missing
from annotate.trials.lists import list_trials
from annotate.trials.search import TrialSearch
from tests.databases import new_url
from tests.studies import keep_study, numbered

_BEFORE = "0021"


def test_the_search_index_is_made_anew_and_was_one_of_texts_before(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        with database.transaction() as session:
            keep_study(session, numbered(1), title="Gout", summary="About colchicine.", conditions=["Gout"])
            keep_study(session, numbered(1), title="Gout again", summary="About febuxostat.", conditions=["Gout"])
        schema.downgrade(database, _BEFORE)
        with database.reader() as session:
            (row,) = session.execute(text("SELECT registry_id, title, topics, body FROM trial_search")).all()
        assert (row.registry_id, row.title) == (numbered(1), "Gout again")
        assert "Gout" in row.topics.splitlines()
        assert "febuxostat" in row.body

        schema.upgrade(database)
        search = TrialSearch(read_words("febuxostat"))
        with database.reader() as session:
            assert count_missing(session) == 1
            assert list_trials(session, search).total == 0
        assert index_missing(database) == 1
        assert index_missing(database) == 0
        with database.reader() as session:
            assert count_missing(session) == 0
            assert list_trials(session, search).total == 1
            assert find_condition(session, "gout").trials == 1
