"""A small world for the question who may do what.

Alice shares a note, which Bob and a guest have each answered, and another one by another link, which Erin and a stranger
have answered. Charlie has an account and no link. What Alice and volunteers have to themselves stands in ``world_private``.

Who may read what of it stands in ``rights``, and how it comes about in ``world_making``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import Cookie

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Base, Database
from annotate.participation.volunteers.models import Volunteer, VolunteerCondition
from annotate.shares import actions, guessing, passcodes
from annotate.shares.models import Share
from tests.databases import empty
from tests.security.rights import State
from tests.security.world_private import OF_ACCOUNTS

Rows = dict[str, list[dict[str, object]]]

_PRIVATE = [model.metadata.tables[model.__tablename__] for model in (*OF_ACCOUNTS, Volunteer, VolunteerCondition)]


@dataclass(slots=True)
class World:
    """What there is, and who looks at it; it can be put back as it was."""

    app: Flask
    database: Database
    clients: Mapping[str, FlaskClient]
    variables: Mapping[str, str | int]
    """Values for the variables of routes: all of them Alice's things."""
    forms: Mapping[str, Mapping[str, str]]
    """What the owner would send to an endpoint; no more than that is needed for a refusal."""
    passcode: str
    alice_id: str
    tokens: Mapping[str, str]
    """Access tokens by whose they are; one of them is ``revoked``."""
    bodies: dict[str, Mapping[str, object]]
    """What the owner's program would send to an endpoint."""
    headers: dict[str, Mapping[str, str]]
    """What it would say beside."""
    opens: Mapping[str, str]
    """Tokens that open an address without an account, by endpoint."""
    written: list[str] = field(default_factory=list)
    """The statements that were committed and wrote more than when somebody was last seen."""
    changed: bool = False
    state: State | None = None
    """What the link has become; None before anybody asked."""
    _first: Rows = field(default_factory=dict)
    _saved: Rows = field(default_factory=dict)
    _cookies: dict[str, dict[tuple[str, str, str], Cookie]] = field(default_factory=dict)

    def path(self, endpoint: str, method: str, **others: str) -> str:
        """Give the address of a route, with Alice's things in it, or others."""
        rule = next(rule for rule, verb in routes(self.app) if (rule.endpoint, verb) == (endpoint, method))
        with self.app.test_request_context():
            return url_for(endpoint, **{name: {**self.variables, **others}[name] for name in rule.arguments})  # type: ignore[arg-type]  # its keywords are variables, too

    def save(self) -> None:
        """Remember every row and every cookie."""
        with self.database.engine.connect() as connection:
            self._saved = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in Base.metadata.sorted_tables
            }
        self._first = self._first or self._saved
        self._cookies = {name: dict(client._cookies or {}) for name, client in self.clients.items()}  # noqa: SLF001 - werkzeug gives no other way to copy them

    def private(self) -> Rows:
        """Give the rows that are Alice's alone, and those of volunteers, as they are now."""
        with self.database.engine.connect() as connection:
            return {
                table.name: self._alone([dict(row) for row in connection.execute(select(table)).mappings()])
                for table in _PRIVATE
            }

    def private_before(self) -> Rows:
        """Give the same rows as they were saved."""
        return {table.name: self._alone(self._saved[table.name]) for table in _PRIVATE}

    def _alone(self, rows: list[dict[str, object]]) -> list[dict[str, object]]:
        return sorted((row for row in rows if row.get("account_id", self.alice_id) == self.alice_id), key=repr)

    def begin_anew(self) -> None:
        """Put every row back as it was first of all."""
        self._put(self._first)

    def restore(self) -> None:
        """Put every browser's cookies back, and every row if one was changed."""
        for name, client in self.clients.items():
            client._cookies = dict(self._cookies[name])  # noqa: SLF001 - as above
        if self.changed:
            self._put(self._saved)
            self.changed = False

    def _put(self, rows: Rows) -> None:
        empty(self.database)
        with self.database.engine.begin() as connection:
            for table in Base.metadata.sorted_tables:
                if rows[table.name]:
                    connection.execute(table.insert(), rows[table.name])

    def become(self, state: State) -> None:
        """Let the link, or its owner, become what the question is about."""
        self.state = state
        with self.database.transaction() as session:
            share = session.get_one(Share, str(self.variables["share_id"]))
            match state:
                case State.LIVE:
                    pass
                case State.EXPIRED:
                    share.expires_at = share.created_at + timedelta(microseconds=1)
                case State.REVOKED:
                    actions.revoke(session, share)
                case State.GUESSED:
                    share.failures, share.suspended_at = guessing.MOST_IN_A_LIFE, clock.now()
                case State.SUSPENDED:
                    actions.pause(session, share)
                case State.USED_UP:
                    actions.limit_openings(session, share, share.openings)
                case State.REISSUED:
                    actions.reissue(session, share)
                case State.RELOCKED:
                    actions.replace_passcode(session, share, passcodes.generate())
                case State.DESERTED:
                    session.get_one(Account, self.alice_id).deactivated_at = clock.now()


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Give every route with each of its methods."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
