"""How the small world of ``tests.security.world`` comes about: what everybody does before the question is asked."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import access_tokens
from annotate.codebook.actions import create_label
from annotate.codebook.tags.actions import take_tags
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.notes.acts.models import ActKind, NoteAct
from annotate.notes.labelled import put_tags
from annotate.notes.models import Note, NoteRevision
from annotate.notes.queries import has_notes
from annotate.replies.models import Reply, ReplyRevision, Thread
from annotate.settings import Settings
from annotate.shares.models import Unlock
from annotate.shares.tokens import Link, Tokens
from annotate.trials.models import Condition, Trial, TrialTopic, TrialVersion
from tests.cast import Cast
from tests.changing import keep_choice
from tests.foreign import annotation, exported
from tests.programs import token_of
from tests.security.rights import (
    EARLIER,
    FROM_BOB,
    FROM_ERIN,
    FROM_GUEST,
    FROM_STRANGER,
    KEPT,
    NOTE,
    OTHER,
    TAGGED,
    THROWN,
    TO_BOB,
    TO_BOB_EARLIER,
)
from tests.security.world import World
from tests.security.world_private import CONDITION, make_private, make_tables, open_study
from tests.security.world_rounds import make_round
from tests.sharing import Shared, share
from tests.texts import SECTIONS, keep_version


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
        open_study(version)
        _keep_earlier(session, version)
        session.add(TrialTopic(trial_id=shared.trial_id, kind="condition", key=CONDITION, name="A condition"))
        session.add(Condition(key=CONDITION, name="A condition", is_heading=False, named=1, trials=1))
        note = session.get_one(Note, shared.note_ids[0])
        thrown = _keep_another(note, THROWN)
        thrown.deleted_at = clock.now()
        session.add_all([_keep_another(note, KEPT), thrown])
        _rewrite(session, note)
        anchor = keep_choice(session, note)
        act = NoteAct(id=new_id(), account_id=alice.id, kind=ActKind.DELETE, at=clock.now())
        session.add(act)
        label, other_label = (create_label(session, alice, has_notes, name=name, hue=2) for name in ("Dose", "Arms"))
        tag, other_tag = take_tags(session, alice, [TAGGED, "another"])
        put_tags(session, note, [tag])
        bobs = Thread.respondent_account_id == cast.viewer("bob").id
        thread = session.scalars(select(Thread).where(bobs)).one()
        unlock_id = session.scalars(select(Unlock.id).where(Unlock.account_id == cast.viewer("bob").id)).one()
        reply = _answer_back(session, thread)
        private = make_private(app, session, alice, session.get_one(Trial, shared.trial_id))
        tables = make_tables(session, alice, session.get_one(Trial, shared.trial_id), label, shared.id)
        rounds = make_round(session, alice, cast.viewer("bob"), session.get_one(Trial, shared.trial_id), label.id)
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
                "group_id": "__world__",
                "anchor_id": anchor.id,
                "act_id": act.id,
                "label_id": label.id,
                "tag_id": tag.id,
                "share_id": shared.id,
                "token": token,
                "unlock_id": unlock_id,
                "thread_id": thread.id,
                "reply_id": reply.id,
                "deleted_id": thrown.id,
                **private.variables,
                **tables.variables,
                **rounds.variables,
                "sign_in_id": alice.sign_in_id,
                "token_id": access_tokens.live_tokens(session, alice)[0].id,
                "key": CONDITION,
                "digest": app.config["STATIC_DIGEST"],
                "name": "css/main.css",
            },
            {
                **_forms(alice, note, version),
                "notes.decide": {"anchor": anchor.id},
                "codebook.merge_label": {"into": other_label.id},
                "codebook.merge_tag": {"into": other_tag.id},
                **private.forms,
                **tables.forms,
                **rounds.forms,
            },
            shared.passcode,
            alice.id,
            programs,
            _bodies(note, version),
            {
                "api.change_note": {"If-Match": f'"n-{note.id}-2"'},
                "api.delete_note": {"If-Match": f'"n-{note.id}-2"'},
                "api.change_reply": {"If-Match": f'"r-{reply.id}-2"'},
                "api.withdraw_reply": {"If-Match": f'"r-{reply.id}-2"'},
                "api.bring_back_reply": {"If-Match": f'"r-{reply.id}-2"'},
            },
            private.tokens,
        )
    _add_annotation(world)
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
    return Note(**{**copied, "id": new_id(), "client_key": new_id(), "body": body, "updated_at": clock.now()})


def _rewrite(session: Session, note: Note) -> None:
    """Give the note an earlier text."""
    at = clock.now()
    session.add(NoteRevision(written_id=note.id, number=1, body=EARLIER, written_at=at, kept_at=at))
    note.revision, note.edited_at = 2, at


def _answer_back(session: Session, thread: Thread) -> Reply:
    """Let Alice have answered, and changed her answer."""
    at = clock.now()
    reply = Reply(
        thread_id=thread.id, from_author=True, body=TO_BOB, client_key=new_id(), revision=2, created_at=at, edited_at=at
    )
    session.add(reply)
    session.flush()
    session.add(ReplyRevision(written_id=reply.id, number=1, body=TO_BOB_EARLIER, written_at=at, kept_at=at))
    return reply


def _bodies(note: Note, version: TrialVersion) -> dict[str, Mapping[str, object]]:
    passage = {"start": note.start_offset, "end": note.end_offset, "exact": note.exact}
    words: dict[str, object] = {"client_key": new_id(), "body": "more words"}
    return {
        "api.create_note": {**words, "version": version.number, "passage": passage, "label": None},
        "api.change_note": {"body": "more words", "label": None},
        "api.create_reply": words,
        "api.change_reply": {"body": "more words"},
        "api.create_label": {"name": "Another label", "hue": 2},
        "api.change_label": {"hue": 3},
        "api.rename_tag": {"name": "another tag"},
        "api.create_link": {
            "client_key": new_id(),
            "name": "Bob",
            "notes": [note.id],
            "expires_at": (clock.now() + timedelta(days=7)).isoformat(),
        },
        "api.change_link": {"can_reply": True},
        "api.new_passcode": {},
        "api.make_new_table": {
            "client_key": new_id(),
            "name": "Doses",
            "columns": ["phase"],
            "trials": [note.trial.registry_id],
        },
    }


def _add_annotation(world: World) -> None:
    """Let Alice's program send her note as a Web Annotation, as it reads it."""
    path, shown = world.path("w3c.annotation", "GET"), {"Authorization": f"Bearer {world.tokens['alice']}"}
    read = world.app.test_client(use_cookies=False).get(path, headers=shown)
    annotation = read.get_json()
    words = {"type": "TextualBody", "value": "more words"}
    world.bodies |= {"w3c.create": {**annotation, "id": "", "body": [words]}, "w3c.replace": annotation}
    world.bodies["hypothesis.create"] = {"uri": annotation["target"]["source"], "text": "more words"}
    world.bodies["hypothesis.change"] = {"tags": ["dose"]}
    world.headers |= {endpoint: {"If-Match": read.headers["ETag"]} for endpoint in ("w3c.replace", "w3c.delete")}


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
        "codebook.create_label": {"name": "Visits", "hue": "3"},
        "codebook.edit_label": {"name": "Doses", "hue": "3"},
        "codebook.move_label": {"direction": "up"},
        "codebook.edit_tag": {"name": "doses"},
        "codebook.import_file": {"file_text": "name\nArms of the study"},
        "interchange.import_notes_file": {"notes": exported(annotation(on="", text="Of the whole")).decode()},
        "shares.create": links,
        "shares.create_over_trials": links,
        "shares.choose_notes": {"notes": note.id},
        "shares.extend": {"expiry": "7d"},
        "shares.limit_openings": {"most_openings": "3"},
        "shares.new_passcode": {"kind": "generated"},
        "replies.answer": words,
        "replies.respond": words,
        "accounts.password": {"current": "", "password": "words that nobody guesses"},
        "accounts.end_device": {"account": alice.id},
    }
