"""The migration of scopes: tokens that are there go on reading and writing, and none comes to write on the way back."""

from pathlib import Path

from sqlalchemy import text

from annotate import schema
from annotate.accounts import access_tokens
from annotate.accounts import actions as accounts
from annotate.core.scopes import EVERY_SCOPE, Scope
from annotate.database import Database, opened
from tests.cast import PASSWORD
from tests.databases import new_url

_BEFORE = "0033"


def test_no_token_comes_to_write_by_going_back_and_forth(tmp_path: Path) -> None:
    with opened(new_url(tmp_path)) as database:
        schema.upgrade(database)
        reads, writes = _tokens(database)
        assert _scopes(database, reads) == frozenset({Scope.READ})

        schema.downgrade(database, _BEFORE)
        with database.reader() as session:
            rows = session.execute(text("SELECT name, ended_at IS NULL FROM access_tokens ORDER BY name"))
            assert [(name, bool(lives)) for name, lives in rows] == [("reads", False), ("writes", True)]

        schema.upgrade(database)
        assert _scopes(database, reads) is None, "it has ended"
        assert _scopes(database, writes) == frozenset({Scope.READ, Scope.WRITE}), "more than earlier releases allowed"


def _tokens(database: Database) -> tuple[str, str]:
    with database.transaction() as session:
        accounts.sign_up(session, accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD))
        made = [
            access_tokens.issue_token(session, "alice@example.org", name=name, days=3, scopes=scopes).token
            for name, scopes in (("reads", {Scope.READ}), ("writes", EVERY_SCOPE))
        ]
    return made[0], made[1]


def _scopes(database: Database, token: str) -> frozenset[Scope] | None:
    with database.reader() as session:
        access = access_tokens.find_access(session, token)
        return access.bearer.scopes if access else None
