"""The sync of a registry that is down, busy, strange or refuses, and runs that are cut: what is said, and where the next one goes on."""

import gzip
import socket
import subprocess
import sys
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
import time_machine
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.errors import Conflict, Unavailable
from annotate.registry import sync as syncing
from annotate.registry.errors import RegistryRefusal
from annotate.registry.models import RegistryPending, RegistrySync
from annotate.registry.sync_run import LEASE, Synced, SyncRun
from tests.registry import Play, answers
from tests.registry_answers import PlayedRegistry, as_json
from tests.studies import numbered, study
from tests.unit.registry.syncing import A, B, C, D, Start, pending, row, titles


def test_a_dead_token_lets_the_list_begin_anew(synced: PlayedRegistry, begin: Start) -> None:
    synced.put(*(study(numbered(each), updated="2026-03-26") for each in range(100, 104)))
    synced.largest_page = 2
    synced.instead.append(("pageToken", answers(b"`pageToken` is not valid", 400, "text/plain")))

    assert begin(adds=True).run() == Synced(added=4, changed=1)
    assert len([each for each in synced.asked("filter.advanced") if "pageToken" not in each]) == 2


def test_a_list_without_an_end_is_not_read_for_ever(synced: PlayedRegistry, begin: Start, database: Database) -> None:
    circle = as_json({"studies": [], "nextPageToken": "same"})
    synced.instead += [("filter.advanced", circle)] * 5

    with pytest.raises(Unavailable, match="has no end"):
        begin().run()
    assert len(synced.asked("filter.advanced")) == 2
    synced.instead.clear()
    assert begin().run() == Synced(changed=1)


@pytest.mark.parametrize("word", ["version", "filter.advanced", "filter.ids"])
@pytest.mark.parametrize(
    ("play", "words"),
    [
        (answers(b"<html>", content_type="text/html"), "not a record"),
        (answers(b"[]"), "another shape"),
        (answers(b'{"error": "soon"}'), "another shape"),
        (answers(b'{"studies": [], "nextPage'), "another shape"),
        (answers(b'{"studies": {}, "dataTimestamp": 5}'), "another shape"),
        (answers(b"no", 400, "text/plain"), "It says: no"),
        (answers(b"no", 418, "text/plain"), "status 418"),
        (answers(gzip.compress(b"{}" * 10)[:-9], Content_Encoding="gzip"), "cut short"),
    ],
    ids=["html", "list", "other", "cut", "wrong types", "400", "418", "cut gzip"],
)
def test_a_strange_answer_stops_the_run_with_a_sentence_and_the_next_goes_on(
    synced: PlayedRegistry, begin: Start, database: Database, word: str, play: Play, words: str
) -> None:
    synced.instead.append((word, play))

    with pytest.raises(Unavailable, match=words):
        begin().run()
    assert words in row(database).failure
    assert row(database).token is None
    assert titles(database)[B] != "Another title"

    assert begin().run() == Synced(changed=1)
    assert (row(database).failure, pending(database)) == ("", [])


def test_what_came_before_a_failure_is_kept_and_not_asked_for_again(
    synced: PlayedRegistry, begin: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "GROUP", 1)
    synced.put(study(A, updated="2026-03-26", title="First"))
    synced.instead += [(f"filter.ids={B}", answers(b"", 503))] * 10

    with pytest.raises(Unavailable, match="does not answer"):
        begin().run()
    assert titles(database)[A] == "First"
    assert pending(database) == [B]
    synced.instead.clear()
    synced.stub.asked.clear()

    assert begin().run() == Synced(changed=1)
    assert [each.partition("&")[0] for each in synced.stub.asked] == [
        "/api/v2/version",
        f"/api/v2/studies?filter.ids={B}",
    ]


def test_a_refusal_is_told_with_advice_and_marked(synced: PlayedRegistry, begin: Start, database: Database) -> None:
    synced.instead.append(("filter.advanced", answers(b"Forbidden", 403, "text/html")))

    with pytest.raises(RegistryRefusal, match=r"status 403.*annotate trials import"):
        begin().run()
    assert row(database).refused_at is not None
    assert len(synced.asked("filter.advanced")) == 1, "it is not asked again"

    assert begin().run() == Synced(changed=1), "by hand"
    assert row(database).refused_at is None


def test_a_busy_registry_is_asked_again_and_its_pause_kept(synced: PlayedRegistry, begin: Start) -> None:
    synced.instead += [("version", answers(b"", 429, Retry_After="1")), ("filter.advanced", answers(b"", 500))]

    assert begin().run() == Synced(changed=1)


def test_one_unreadable_record_keeps_no_other_out(synced: PlayedRegistry, begin: Start, database: Database) -> None:
    bad = study(A, updated="2026-03-26")
    bad["protocolSection"]["armsInterventionsModule"] = "none"
    synced.put(bad)

    run = begin()
    assert run.run() == Synced(changed=1, refused=1)
    assert [each[0] for each in run.reasons] == [A]
    assert "armsInterventionsModule" in run.reasons[0][1]
    assert pending(database) == []


def test_when_none_can_be_read_nothing_is_given_up(synced: PlayedRegistry, begin: Start, database: Database) -> None:
    synced.put(*(study(each, updated="2026-03-26") for each in (A, B, C)))
    synced.instead.append(
        ("filter.ids", as_json({"studies": [{"protocolSection": {"new": each}} for each in (A, B, C)]}))
    )

    with pytest.raises(Unavailable, match="may have a new format"):
        begin(adds=True).run()
    assert pending(database) == [A, B, C]


def test_a_record_too_large_is_refused_alone(
    synced: PlayedRegistry, begin: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.registry.changes.LARGEST_PAGE", 50_000)
    synced.put(study(A, updated="2026-03-26", summary="words " * 20_000), study(C, updated="2026-03-26"))

    run = begin(adds=True)
    assert run.run() == Synced(added=1, changed=1, refused=1)
    ((refused, reason),) = run.reasons
    assert refused == A
    assert "larger than" in reason


def test_a_record_of_32_megabytes_is_refused_alone(synced: PlayedRegistry, begin: Start) -> None:
    synced.put(study(A, updated="2026-03-26", summary="w" * (32 * 1024 * 1024)))

    run = begin()
    assert run.run() == Synced(changed=1, refused=1)
    ((refused, reason),) = run.reasons
    assert refused == A
    assert "larger than 24 MB" in reason


@pytest.mark.slow
def test_a_body_that_is_cut_or_drips_is_asked_for_again(synced: PlayedRegistry, begin: Start) -> None:
    synced.instead += [("filter.ids", cut), ("filter.advanced", drips)]

    assert begin().run() == Synced(changed=1)


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Promise a page and send its beginning."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"studies": [')
    handler.close_connection = True


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte, and then nothing for longer than anybody waits."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.wfile.flush()
    time.sleep(2.5)
    handler.close_connection = True


def test_what_the_registry_does_not_send_is_asked_for_in_three_runs(
    synced: PlayedRegistry, begin: Start, database: Database
) -> None:
    begin().run()
    with database.transaction() as session:
        session.add(RegistryPending(registry_id=D, tries=0))

    assert [begin().run() for _ in range(4)] == [Synced(left=1), Synced(left=1), Synced(missing=1), Synced()]
    assert len(synced.asked(f"filter.ids={D}")) == 3


def test_two_runs_are_never_at_it_at_once(synced: PlayedRegistry, begin: Start, database: Database) -> None:
    other = SyncRun(synced.stub.base_url.split("/")[2])
    database.write(other.begin)

    with pytest.raises(Conflict, match="under way"):
        begin().run()
    assert synced.stub.asked == []
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        assert begin().run() == Synced(changed=1)
    with pytest.raises(Conflict, match="taken over"):
        database.write(other.row)
    assert database.write(other.end) == Synced()
    assert row(database).failure == ""


def test_a_run_whose_process_is_gone_is_gone_on_with_at_once(
    synced: PlayedRegistry, begin: Start, database: Database
) -> None:
    database.write(SyncRun(synced.stub.base_url.split("/")[2]).begin)
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    with database.transaction() as session:
        session.scalars(select(RegistrySync)).one().run_by = f"{socket.gethostname()}/{process.pid}"

    assert begin().run() == Synced(changed=1)


def test_ctrl_c_leaves_nothing_locked(
    synced: PlayedRegistry, begin: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(syncing, "records_of", interrupted)
        with pytest.raises(KeyboardInterrupt):
            begin().run()
    assert row(database).token is None
    assert pending(database) == [B]

    assert begin().run() == Synced(changed=1)
