"""POST /s/<token>: the right passcode opens, a wrong one counts."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from annotate.activity.models import Activity
from annotate.database import Database
from annotate.shares import actions
from annotate.shares.models import Share, Unlock
from annotate.throttle import Counter
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, address, change_share, share, try_passcode

VIEWS = ("POST shares.unlock",)


def test_works__the_right_passcode_leads_to_the_shared_page(client: FlaskClient, app: Flask, shared: Shared) -> None:
    answer = try_passcode(client, app, shared)
    assert (answer.status_code, answer.location) == (303, f"/shared/{shared.id}")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("unlock="))
    assert f"Path=/shared/{shared.id}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "Is this dose right?" in page.text


def test_validates__a_wrong_passcode_is_said_and_counted(
    client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    answer = try_passcode(client, app, shared, "four quite other words")
    assert answer.status_code == 422
    assert "This is not the passcode of this link" in answer.text
    assert "four quite other words" in answer.text, "what was typed can be corrected"
    assert "unlock=" not in str(answer.headers)
    with database.reader() as session:
        assert session.get_one(Share, shared.id).failures == 1
        kinds = select(Activity.kind).where(Activity.subject_id == shared.id).order_by(Activity.seq)
        assert session.scalars(kinds).all()[-1] == "link.failed"


@pytest.mark.parametrize("text", ["x" * 100_000, "a\x00b", "\ud800", "𐀀" * 300])
def test_validates__unlikely_passcodes_are_wrong_ones(
    client: FlaskClient, app: Flask, shared: Shared, text: str
) -> None:
    data = {"passcode": text.encode("utf-8", "surrogatepass")}
    assert client.post(address(app, shared.id), data=data).status_code == 422


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.parametrize("way", ["capitals", "hyphens", "run together", "pasted from a mail"])
def test_a_generated_passcode_is_taken_as_people_type_it(
    client: FlaskClient, app: Flask, shared: Shared, way: str
) -> None:
    code = shared.passcode
    typed = {
        "capitals": code.upper(),
        "hyphens": code.replace(" ", "-"),
        "run together": f" {code.replace(' ', '')} ",
        "pasted from a mail": code.replace(" ", "\u200b\u00a0").join("\u201c\u201d") + ".\r\n",
    }
    assert try_passcode(client, app, shared, typed[way]).status_code == 303


def test_an_own_passcode_is_taken_exactly(client: FlaskClient, app: Flask, database: Database, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"), passcode="Otters juggle Quietly at 5")
    assert try_passcode(client, app, shared, "otters juggle quietly at 5").status_code == 422
    assert try_passcode(client, app, shared, " Otters juggle Quietly at 5").status_code == 422
    assert try_passcode(client, app, shared).status_code == 303


def test_an_empty_passcode_counts_as_nothing(
    client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    assert client.post(address(app, shared.id), data={"passcode": ""}).status_code == 422
    with database.reader() as session:
        assert session.get_one(Share, shared.id).failures == 0


def test_after_five_wrong_ones_the_right_one_has_to_wait(client: FlaskClient, app: Flask, shared: Shared) -> None:
    for _ in range(5):
        assert try_passcode(client, app, shared, "wrong").status_code == 422
    answer = try_passcode(client, app, shared)
    assert answer.status_code == 429
    assert 1790 <= int(answer.headers["Retry-After"]) <= 1800
    assert client.get(address(app, shared.id)).status_code == 429
    assert try_passcode(client, app, shared, REMOTE_ADDR="203.0.113.9").status_code == 303


def test_forwarded_addresses_are_not_believed(client: FlaskClient, app: Flask, shared: Shared) -> None:
    page = address(app, shared.id)
    statuses = []
    for last in range(7):
        headers = {
            "X-Forwarded-For": f"203.0.113.{last}",
            "Forwarded": f"for=203.0.113.{last}",
            "X-Real-IP": "192.0.2.1",
        }
        statuses.append(client.post(page, data={"passcode": "wrong"}, headers=headers).status_code)
    assert statuses == [422] * 5 + [429] * 2


def test_a_right_one_clears_what_this_network_tried(client: FlaskClient, app: Flask, shared: Shared) -> None:
    for _ in range(3):
        for _ in range(4):
            assert try_passcode(client, app, shared, "wrong").status_code == 422
        assert try_passcode(client, app, shared).status_code == 303


def test_no_hash_is_computed_for_a_locked_client(
    client: FlaskClient, app: Flask, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        try_passcode(client, app, shared, "wrong")
    monkeypatch.setattr("annotate.shares.passcodes.matches", lambda *_args, **_more: pytest.fail("hashed"))
    assert try_passcode(client, app, shared).status_code == 429


def test_too_many_at_once_are_put_off_and_not_counted(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.shares.passcodes._hasher._turns.acquire", lambda timeout: False)
    for _ in range(6):
        answer = try_passcode(client, app, shared)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    with database.reader() as session:
        assert session.get_one(Share, shared.id).failures == 0


@pytest.mark.parametrize("state", ["revoked_at", "suspended_at", "paused_at", "expires_at"])
def test_a_share_that_has_ended_is_gone(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, state: str
) -> None:
    with database.reader() as session:
        made = session.get_one(Share, shared.id).created_at
    change_share(database, shared.id, **{state: made + timedelta(microseconds=1)})
    assert try_passcode(client, app, shared).status_code == 410


def test_the_unlock_lives_no_longer_than_twelve_hours(
    client: FlaskClient, app: Flask, database: Database, shared: Shared
) -> None:
    try_passcode(client, app, shared)
    with database.reader() as session:
        unlock = session.scalars(select(Unlock)).one()
    assert unlock.expires_at - unlock.created_at == timedelta(hours=12)


def test_the_unlock_lives_no_longer_than_the_share(
    client: FlaskClient, app: Flask, database: Database, cast: Cast
) -> None:
    shared = share(database, cast.viewer("alice"), lives=timedelta(hours=1))
    try_passcode(client, app, shared)
    with database.reader() as session:
        assert session.scalars(select(Unlock.expires_at)).one() == session.get_one(Share, shared.id).expires_at


def test_a_passcode_that_changes_while_it_is_checked_opens_nothing(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_args: object, **_more: object) -> bool:
        change_share(database, shared.id, passcode_hash="another", unlock_epoch=2)
        return True

    monkeypatch.setattr("annotate.shares.passcodes.matches", meanwhile)
    answer = try_passcode(client, app, shared)
    assert answer.status_code == 422
    assert "was changed just now" in answer.text


def test_a_share_that_is_revoked_while_its_passcode_is_checked_opens_nothing(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_args: object, **_more: object) -> bool:
        with database.reader() as session:
            change_share(database, shared.id, revoked_at=session.get_one(Share, shared.id).created_at)
        return True

    monkeypatch.setattr("annotate.shares.passcodes.matches", meanwhile)
    assert try_passcode(client, app, shared).status_code == 410


def test_an_address_that_is_replaced_while_a_passcode_is_checked_opens_nothing(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_args: object, **_more: object) -> bool:
        with database.transaction() as session:
            actions.reissue(session, session.get_one(Share, shared.id))
        return True

    with monkeypatch.context() as patch:
        patch.setattr("annotate.shares.passcodes.matches", meanwhile)
        assert try_passcode(client, app, shared).status_code == 410
    with database.reader() as session:
        assert session.scalars(select(Unlock)).all() == []
        assert session.get_one(Share, shared.id).failures == 0, "the passcode was right"
    new = address(app, shared.id, epoch=2)
    assert client.post(new, data={"passcode": shared.passcode}).status_code == 303


@pytest.mark.parametrize("right", [True, False])
def test_a_link_that_is_deleted_while_a_passcode_is_checked_is_not_found(
    client: FlaskClient, app: Flask, database: Database, shared: Shared, monkeypatch: pytest.MonkeyPatch, *, right: bool
) -> None:
    def deleted(*_args: object, **_more: object) -> bool:
        with database.transaction() as session:
            session.execute(delete(Share).where(Share.id == shared.id))
        return right

    monkeypatch.setattr("annotate.shares.passcodes.matches", deleted)
    assert try_passcode(client, app, shared).status_code == 404


@pytest.mark.parametrize("meanwhile", ["revoked_at", "paused_at"])
def test_a_right_passcode_that_came_too_late_counts_as_no_guess(
    client: FlaskClient,
    app: Flask,
    database: Database,
    shared: Shared,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: str,
) -> None:
    def ended(*_args: object, **_more: object) -> bool:
        with database.reader() as session:
            change_share(database, shared.id, **{meanwhile: session.get_one(Share, shared.id).created_at})
        return True

    monkeypatch.setattr("annotate.shares.passcodes.matches", ended)
    assert try_passcode(client, app, shared).status_code == 410
    with database.reader() as session:
        assert session.get_one(Share, shared.id).failures == 0
        assert set(session.scalars(select(Counter.tries))) <= {0}


def test_a_signed_in_colleague_keeps_their_account(app: Flask, database: Database, cast: Cast, shared: Shared) -> None:
    try_passcode(cast.client("bob"), app, shared)
    with database.reader() as session:
        assert session.scalars(select(Unlock.account_id)).one() == cast.viewer("bob").id
        opened = session.scalars(select(Activity).where(Activity.kind == "link.opened")).one()
    assert (opened.actor, opened.net) == ("Bob", "127.0.0.0/24")


def test_an_old_address_ends_by_the_clock(client: FlaskClient, app: Flask, database: Database, shared: Shared) -> None:
    old = address(app, shared.id)
    with database.reader() as session:
        made = session.get_one(Share, shared.id).created_at
    change_share(database, shared.id, expires_at=made + timedelta(days=100), renewed_at=made + timedelta(days=20))
    with time_machine.travel(made + timedelta(days=89), tick=False):
        assert client.get(old).status_code == 200
    with time_machine.travel(made + timedelta(days=91), tick=False):
        assert client.get(old).status_code == 410
        assert client.get(address(app, shared.id)).status_code == 200
