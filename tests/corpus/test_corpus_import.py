from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from annotate import schema
from annotate.app import create_app
from annotate.database import Database
from annotate.registry.files import find_files
from annotate.registry.importing import Imported, ImportOutcome, import_files
from annotate.settings import Settings
from annotate.trials import lists, presenters, queries
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.views import shown_record
from tests.databases import forget_safety
from tests.rendered import blocks_of

pytestmark = [pytest.mark.corpus, pytest.mark.slow]

MOST_MARKUP = 100_000
"""Bytes of HTML over the text itself."""
MOST_MARKUP_OF_CELL = 240
"""Bytes for each block besides, where a record has results: thousands of short cells."""
WORST_PAGES = 40


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_environ({"ANNOTATE_DATA": str(tmp_path_factory.mktemp("corpus"))})


@pytest.fixture(scope="module")
def kept(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    forget_safety(database)
    schema.upgrade(database)
    yield database
    database.engine.dispose()


@pytest.fixture(scope="module")
def first(kept: Database, corpus: Path) -> list[ImportOutcome]:
    """What became of each record of the corpus."""
    return list(import_files(kept, find_files([corpus])))


@pytest.fixture(scope="module")
def corpus_app(settings: Settings, kept: Database, first: list[ImportOutcome]) -> Flask:
    """The application over the whole corpus."""
    assert first
    return create_app(settings, kept)


def test_every_record_is_kept_and_a_second_import_changes_nothing(
    kept: Database, corpus: Path, first: list[ImportOutcome]
) -> None:
    counts = Counter(each.result.stored.value if isinstance(each.result, Imported) else "refused" for each in first)
    assert counts["refused"] == 0
    assert counts["new"] > 1000
    assert counts["new version"] > 100

    again = Counter(
        each.result.stored.value if isinstance(each.result, Imported) else "refused"
        for each in import_files(kept, find_files([corpus]))
    )
    assert set(again) == {"unchanged"}


def test_a_version_s_page_holds_its_text_exactly_and_little_else(corpus_app: Flask) -> None:
    with corpus_app.test_request_context(), corpus_app.extensions["annotate.database"].reader() as session:
        for version in session.scalars(select(TrialVersion).where(TrialVersion.id < "H")):  # a random quarter
            article = shown_record(session, version).article
            blocks = blocks_of(article)
            assert "\n".join(text for _, text in blocks) == version.text
            ends = accumulate((len(text) + 1 for _, text in blocks), initial=0)
            assert all(start == end for (start, _), end in zip(blocks, ends, strict=False))
            assert len(article.encode()) - len(version.text.encode()) < MOST_MARKUP + MOST_MARKUP_OF_CELL * len(blocks)
            session.expunge(version)


def test_the_heaviest_pages_stay_light(corpus_app: Flask) -> None:
    """The records with most places, contacts and text: the whole page, whatever stands around the record."""
    with corpus_app.test_request_context(), corpus_app.extensions["annotate.database"].reader() as session:
        sizes = {}
        for trial in session.scalars(select(Trial)):
            content = queries.version_content(session, trial.current_version.id)
            sizes[trial.registry_id] = (len(str(content.facts)) + len(content.text), len(content.text.encode()))
        worst = sorted(sizes, key=lambda registry_id: sizes[registry_id], reverse=True)[:WORST_PAGES]
    client = corpus_app.test_client()
    for registry_id in worst:
        page = client.get(f"/trials/{registry_id}")
        assert page.status_code == 200
        cells = page.data.count(b"data-start")
        assert len(page.data) - sizes[registry_id][1] < MOST_MARKUP + MOST_MARKUP_OF_CELL * cells, registry_id
        assert client.get(f"/trials/{registry_id}/places").status_code == 200
        assert client.get(f"/trials/{registry_id}/participation").status_code == 200


def test_every_trial_can_be_listed(corpus_app: Flask) -> None:
    with corpus_app.extensions["annotate.database"].reader() as session:
        listing = lists.recent_trials(session, size=10_000)

    lines = presenters.present_lines(listing.lines)
    assert len(lines) > 1000
    assert all(line.title and line.status.words and line.sponsor for line in lines)
