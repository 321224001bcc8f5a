"""A small world for the question who may do what.

Alice shares a note, which Bob and a guest have each answered, and another one by another link, which Erin and a stranger
have answered. Charlie has an account and no link.

The whole world stands in one place, so that one can see what each sentence in it is for: hence more than 300 lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import Cookie

from annotate import clock
from annotate.accounts import access_tokens
from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.database import Base, Database, new_id
from annotate.notes.labels import create_label
from annotate.notes.models import Note, NoteRevision
from annotate.replies.models import Reply, ReplyRevision, Thread
from annotate.settings import Settings
from annotate.shares import actions, guessing, passcodes
from annotate.shares.models import Share, Unlock
from annotate.shares.tokens import Link, Tokens
from annotate.trials.models import Trial, TrialVersion
from tests.cast import Cast
from tests.changing import keep_choice
from tests.databases import empty
from tests.programs import token_of
from tests.sharing import Shared, share
from tests.texts import SECTIONS, keep_version

NOTE = "Alice's own words on the dose"
OTHER = "Alice's words in another link"
KEPT = "what Alice keeps to herself"
EARLIER = "what Alice had written first"
THROWN = "what Alice threw away"
TO_BOB = "Alice's answer for Bob alone"
TO_BOB_EARLIER = "what Alice had answered first"
FROM_BOB = "Bob's answer for Alice alone"
FROM_GUEST = "the guest's answer for Alice alone"
FROM_ERIN = "Erin's answer by another link"
FROM_STRANGER = "a stranger's answer by another link"

ACTORS = ("anonymous", "charlie", "stranger", "erin", "guest", "bob", "alice")
"""From the one with the fewest rights to the owner, so that nobody's refusal rests on what another has just done."""

TWINS = {"stranger": "anonymous", "erin": "charlie"}
"""Who came by another link of Alice's, as a guest and by an account, and whose rights on this one theirs must equal."""

_READABLE = {
    "anonymous": set[str](),
    "charlie": set[str](),
    "stranger": {OTHER, FROM_STRANGER},
    "erin": {OTHER, FROM_ERIN},
    "guest": {NOTE, FROM_GUEST},
    "bob": {NOTE, FROM_BOB, TO_BOB},
    "alice": {
        NOTE,
        OTHER,
        KEPT,
        EARLIER,
        THROWN,
        TO_BOB,
        TO_BOB_EARLIER,
        FROM_BOB,
        FROM_GUEST,
        FROM_ERIN,
        FROM_STRANGER,
    },
}

ALL_WORDS = set[str]().union(*_READABLE.values())
"""Everything that somebody wrote."""


class State(StrEnum):
    """What became of the link that the addresses lead to."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"
    GUESSED = "suspended after wrong passcodes"
    SUSPENDED = "suspended by its owner"
    USED_UP = "used up"
    REISSUED = "with another address"
    RELOCKED = "with another passcode"
    DESERTED = "of somebody who left"


def readable(actor: str, state: State) -> set[str]:
    """Give which of the words above an actor may read: without the link, its visitors keep their own words alone."""
    if state is State.DESERTED:
        # Both links were Alice's, and both have ended.
        return {"bob": {FROM_BOB}, "erin": {FROM_ERIN}}.get(actor, set())
    if state in {State.LIVE, State.USED_UP} or actor not in {"guest", "bob"}:
        return _READABLE[actor]
    return {FROM_BOB} if actor == "bob" else set()


Rows = dict[str, list[dict[str, object]]]


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
    bodies: Mapping[str, Mapping[str, object]]
    """What the owner's program would send to an endpoint."""
    headers: Mapping[str, Mapping[str, str]]
    """What it would say beside."""
    written: list[str] = field(default_factory=list)
    """The statements that were committed and wrote more than when somebody was last seen."""
    changed: bool = False
    state: State | None = None
    """What the link has become; None before anybody asked."""
    _first: Rows = field(default_factory=dict)
    _saved: Rows = field(default_factory=dict)
    _cookies: dict[str, dict[tuple[str, str, str], Cookie]] = field(default_factory=dict)

    def path(self, endpoint: str, method: str) -> str:
        """Give the address of a route, with Alice's things in it."""
        rule = next(rule for rule, verb in routes(self.app) if (rule.endpoint, verb) == (endpoint, method))
        with self.app.test_request_context():
            return url_for(endpoint, **{name: self.variables[name] for name in rule.arguments})  # type: ignore[arg-type]  # its keywords are variables, too

    def save(self) -> None:
        """Remember every row and every cookie."""
        with self.database.engine.connect() as connection:
            self._saved = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in Base.metadata.sorted_tables
            }
        self._first = self._first or self._saved
        self._cookies = {name: dict(client._cookies or {}) for name, client in self.clients.items()}  # noqa: SLF001 - werkzeug gives no other way to copy them

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


def make_world(app: Flask, database: Database, cast: Cast, settings: Settings) -> World:
    """Let everybody do what they did before the question is asked."""
    alice = cast.viewer("alice")
    shared = share(database, alice, bodies=(NOTE,))
    other = share(database, alice, bodies=(OTHER,), trial_id=shared.trial_id)
    tokens = Tokens(settings.share_keys)
    token = tokens.link(Link(shared.id, 1))
    clients = {
        "anonymous": app.test_client(),
        "charlie": cast.client("charlie"),
        "stranger": app.test_client(),
        "erin": cast.client("erin"),
        "guest": app.test_client(),
        "bob": cast.client("bob"),
        "alice": cast.client("alice"),
    }
    for name, words in (("bob", FROM_BOB), ("guest", FROM_GUEST)):
        _answer(clients[name], token, shared, words)
    for name, words in (("erin", FROM_ERIN), ("stranger", FROM_STRANGER)):
        _answer(clients[name], tokens.link(Link(other.id, 1)), other, words)
    programs = _tokens(database, cast)
    with database.transaction() as session:
        version = session.scalars(select(TrialVersion).where(TrialVersion.trial_id == shared.trial_id)).one()
        _keep_earlier(session, version)
        note = session.get_one(Note, shared.note_ids[0])
        thrown = _keep_another(note, THROWN)
        thrown.deleted_at = clock.now()
        session.add_all([_keep_another(note, KEPT), thrown])
        _rewrite(session, note)
        anchor = keep_choice(session, note)
        label = create_label(session, alice, name="Dose", hue=2)
        bobs = Thread.respondent_account_id == cast.viewer("bob").id
        thread = session.scalars(select(Thread).where(bobs)).one()
        unlock_id = session.scalars(select(Unlock.id).where(Unlock.account_id == cast.viewer("bob").id)).one()
        reply = _answer_back(session, thread)
        world = World(
            app,
            database,
            clients,
            {
                "registry_id": shared.registry_id,
                "number": version.number,
                "old": version.number + 1,
                "new": version.number,
                "note_id": note.id,
                "anchor_id": anchor.id,
                "label_id": label.id,
                "share_id": shared.id,
                "token": token,
                "unlock_id": unlock_id,
                "thread_id": thread.id,
                "reply_id": reply.id,
                "deleted_id": thrown.id,
                "sign_in_id": alice.sign_in_id,
                "token_id": access_tokens.live_tokens(session, alice)[0].id,
                "key": "no-such-condition",
                "digest": app.config["STATIC_DIGEST"],
                "name": "css/main.css",
            },
            {**_forms(alice, note, version), "notes.decide": {"anchor": anchor.id}},
            shared.passcode,
            alice.id,
            programs,
            _bodies(note, version),
            {
                "api.change_note": {"If-Match": f'"n-{note.id}-2"'},
                "api.delete_note": {"If-Match": f'"n-{note.id}-2"'},
                "api.change_reply": {"If-Match": f'"r-{reply.id}-2"'},
            },
        )
    world.save()
    return world


def _tokens(database: Database, cast: Cast) -> dict[str, str]:
    """Give a program to each who has an account, and Alice one more, whose token she has revoked."""
    made = {name: token_of(database, cast.viewer(name)) for name in ("charlie", "erin", "bob", "alice")}
    made["revoked"] = token_of(database, cast.viewer("alice"))
    with database.transaction() as session:
        newest = access_tokens.live_tokens(session, cast.viewer("alice"))[0]
        access_tokens.revoke_token(session, cast.viewer("alice"), newest.id)
    return made


def _answer(client: FlaskClient, token: str, shared: Shared, words: str) -> None:
    opened = client.post(f"/s/{token}", data={"passcode": shared.passcode})
    assert opened.status_code == 303
    path = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies"
    answered = client.post(path, data={"name": "A guest", "body": words, "client_key": new_id()})
    assert answered.status_code == 303, answered.text


def _keep_earlier(session: Session, version: TrialVersion) -> None:
    """Give the trial another version, which came in later and is not the current one."""
    trial = session.get_one(Trial, version.trial_id)
    keep_version(session, trial, {**SECTIONS, "summary": ("Summary", ["One dose is tried."])}, version.number + 1)
    trial.current_number = version.number


def _keep_another(note: Note, body: str) -> Note:
    copied = {
        column.key: getattr(note, column.key) for column in Note.__mapper__.columns if column.key not in {"id", "body"}
    }
    return Note(**{**copied, "id": new_id(), "client_key": new_id(), "body": body})


def _rewrite(session: Session, note: Note) -> None:
    """Give the note an earlier text."""
    at = clock.now()
    session.add(NoteRevision(note_id=note.id, number=1, body=EARLIER, written_at=at, kept_at=at))
    note.revision, note.edited_at = 2, at


def _answer_back(session: Session, thread: Thread) -> Reply:
    """Let Alice have answered, and changed her answer."""
    at = clock.now()
    reply = Reply(
        thread_id=thread.id, from_author=True, body=TO_BOB, client_key=new_id(), revision=2, created_at=at, edited_at=at
    )
    session.add(reply)
    session.flush()
    session.add(ReplyRevision(reply_id=reply.id, number=1, body=TO_BOB_EARLIER, written_at=at, kept_at=at))
    return reply


def _bodies(note: Note, version: TrialVersion) -> dict[str, dict[str, object]]:
    passage = {"start": note.start_offset, "end": note.end_offset, "exact": note.exact}
    words: dict[str, object] = {"client_key": new_id(), "body": "more words"}
    return {
        "api.create_note": {**words, "version": version.number, "passage": passage, "label": None},
        "api.change_note": {"body": "more words", "label": None},
        "api.create_reply": words,
        "api.change_reply": {"body": "more words"},
    }


def _forms(alice: Viewer, note: Note, version: TrialVersion) -> dict[str, dict[str, str]]:
    words = {"body": "more words", "client_key": new_id(), "revision": str(note.revision)}
    passage = {"start": str(note.start_offset), "end": str(note.end_offset), "exact": note.exact, "version": version.id}
    links = {"recipient": "Bob", "notes": note.id, "expiry": "7d", "kind": "generated", "client_key": new_id()}
    return {
        "notes.create": {**words, **passage},
        "notes.edit": words,
        "notes.preview": words,
        "notes.relabel": {"label": ""},
        "notes.restore_revision": words,
        "replies.edit": words,
        "replies.restore": words,
        "replies.shared_edit": words,
        "replies.shared_restore": words,
        "notes.create_label": {"name": "Visits", "hue": "3"},
        "notes.edit_label": {"name": "Doses", "hue": "3"},
        "shares.create": links,
        "shares.choose_notes": {"notes": note.id},
        "shares.extend": {"expiry": "7d"},
        "shares.limit_openings": {"most_openings": "3"},
        "shares.new_passcode": {"kind": "generated"},
        "replies.answer": words,
        "replies.respond": words,
        "accounts.password": {"current": "", "password": "words that nobody guesses"},
        "accounts.end_device": {"account": alice.id},
    }
