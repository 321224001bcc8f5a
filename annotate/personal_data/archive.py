"""Everything that a person has stored as one zip archive, made while it is sent: JSON to be read by programs, Markdown by people."""

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain, groupby
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.access_tokens import live_tokens
from annotate.accounts.models import Account
from annotate.accounts.presenters import device_words
from annotate.accounts.queries import living_sign_ins
from annotate.core.instants import write_day, write_second
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.notes.models import Note
from annotate.notifications.queries import frequencies_of
from annotate.participation.queries import my_enquiries
from annotate.personal_data import queries
from annotate.personal_data.entries import anchor_entry, enquiry_entry, volunteer_entry
from annotate.personal_data.happened import activity_entry, event_entry, last_read_entry
from annotate.personal_data.lists import (
    following_entries,
    label_entries,
    note_search_entries,
    search_entries,
    tag_entries,
)
from annotate.personal_data.pipe import MUCH, Pipe
from annotate.personal_data.readme import README
from annotate.personal_data.rounds import round_entries
from annotate.personal_data.tables import frozen_entries, table_entries
from annotate.replies.bounded import Shown
from annotate.replies.models import Reply
from annotate.replies.presenters import ReplyView, ThreadPage, thread_page
from annotate.replies.withdrawing import words_by_reply
from annotate.shares.models import Share

Text = Generator[str, None, None]

_ENCODER = json.JSONEncoder(ensure_ascii=False, indent=1)


def stream(database: Database, viewer: Viewer) -> Generator[bytes, None, None]:
    """Give the archive's bytes, from one look at the database, a part of it in memory at a time."""
    at, pipe = clock.now(), Pipe()
    with database.long_reader() as session, ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
        for name, text in _members(session, viewer, at):
            entry = ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with archive.open(entry, "w") as member, closing(text):
                for part in text:
                    member.write(part.encode())
                    if pipe.full:
                        yield pipe.take()
    yield pipe.take()


def _members(session: Session, viewer: Viewer, at: datetime) -> Iterator[tuple[str, Text]]:
    yield "README.txt", (words for words in [README.format(at=write_second(at))])
    yield "account.json", _json([_account(session, viewer)])
    yield "notes.md", _notes_to_read(session, viewer)
    yield "notes.json", _json(_note(session, note) for note in queries.every_note(session, viewer))
    yield (
        "anchors.json",
        _json(anchor_entry(anchor, number) for anchor, number in queries.every_anchor(session, viewer)),
    )
    yield "labels.json", _json(label_entries(session, viewer))
    yield "tags.json", _json(tag_entries(session, viewer))
    yield "note_searches.json", _json(note_search_entries(session, viewer))
    yield "tables.json", _json(table_entries(session, viewer))
    yield "frozen_tables.json", _json(frozen_entries(session, viewer))
    yield "links.json", _json(_link(session, share) for share in queries.every_link(session, viewer))
    yield "rounds.json", _json(round_entries(session, viewer))
    yield "replies.md", _replies_to_read(session, viewer)
    yield "replies.json", _json(_thread(session, page, said) for page, said in _threads(session, viewer))
    yield "following.json", _json(following_entries(session, viewer))
    yield "searches.json", _json(search_entries(session, viewer))
    yield "enquiries.json", _json(map(enquiry_entry, my_enquiries(session, viewer)))
    yield "volunteer.json", _json(map(volunteer_entry, queries.own_volunteers(session, viewer)))
    yield "last_reads.json", _json(last_read_entry(*row) for row in queries.every_last_read(session, viewer))
    yield "activity.json", _json(activity_entry(row) for row in queries.every_activity(session, viewer))


class _AsItComes(list[object]):
    """What is written as a list, and never held as one."""

    def __init__(self, items: Iterable[object]) -> None:
        super().__init__()
        self._items = items

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[object]:
        return iter(self._items)


def _json(items: Iterable[object]) -> Text:
    """Write a list, item by item, and a long item in parts."""
    opening = "[\n"
    for item in items:
        yield opening
        parts, size = [], 0
        for part in _ENCODER.iterencode(item):
            parts.append(part)
            size += len(part)
            if size > MUCH:
                yield "".join(parts)
                parts, size = [], 0
        yield "".join(parts)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _account(session: Session, viewer: Viewer) -> dict[str, object]:
    account = session.get_one(Account, viewer.id)
    return {
        "name": account.name,
        "email": account.email,
        "email_confirmed_at": write_second(account.confirmed_at),
        "signed_up_at": write_second(account.created_at),
        "notifications": frequencies_of(session, viewer.id),
        "devices": [
            {
                "device": device_words(row.user_agent),
                "network": row.net,
                "signed_in_at": write_second(row.created_at),
                "last_seen_at": write_second(row.last_seen_at),
            }
            for row in living_sign_ins(session, viewer.id)
        ],
        "access_tokens": [
            {
                "name": row.name,
                "scopes": row.scopes.split(),
                "made_at": write_second(row.created_at),
                "expires_at": write_second(row.expires_at),
                "last_used_at": write_second(row.last_used_at),
            }
            for row in live_tokens(session, viewer)
        ],
    }


def _note(session: Session, note: Note) -> dict[str, object]:
    passage = None
    if note.start_offset is not None:
        passage = {
            "start": note.start_offset,
            "end": note.end_offset,
            "exact": note.exact,
            "prefix": note.prefix,
            "suffix": note.suffix,
        }
    return {
        "id": note.id,
        "trial": note.trial.registry_id,
        "title": note.version.title,
        "version": {
            "number": note.version.number,
            "record_updated": note.version.record_updated,
            "imported_at": write_second(note.version.imported_at),
        },
        "passage": passage,
        "markdown": note.body,
        "label": note.label.name if note.label else None,
        "tags": list(note.tags),
        "edits": note.revision - 1,
        "earlier": _earlier(session, note),
        "created_at": write_second(note.created_at),
        "updated_at": write_second(note.updated_at),
        "deleted_at": write_second(note.deleted_at),
    }


def _earlier(session: Session, written: Note | Reply) -> list[object]:
    texts = queries.earlier_texts(session, written)
    first = next(texts, None)
    if first is None:
        return []
    return _AsItComes(
        {"markdown": text.body, "written_at": write_second(text.written_at)} for text in chain([first], texts)
    )


def _link(session: Session, share: Share) -> dict[str, object]:
    return {
        "for": share.recipient,
        "trial": share.trial.registry_id,
        "trials": list(queries.trials_in(session, share)),
        "replies": share.can_reply,
        "notes": list(queries.notes_in(session, share)),
        "created_at": write_second(share.created_at),
        "expires_at": write_second(share.expires_at),
        "revoked_at": write_second(share.revoked_at),
        "events": [event_entry(row) for row in queries.events_of(session, share)],
    }


def _threads(session: Session, viewer: Viewer) -> Iterator[tuple[ThreadPage, Sequence[Reply]]]:
    for row, said in queries.every_thread(session, viewer):
        yield thread_page(row, Shown(list(said))), said


def _thread(session: Session, page: ThreadPage, said: Sequence[Reply]) -> dict[str, object]:
    withdrawn = _withdrawn(session, page, said)
    return {
        "trial": page.registry_id,
        "title": page.trial_title,
        "with": page.thread.other,
        "note_is_mine": page.thread.as_author,
        "note": {"exact": page.quote, "markdown": page.body} if page.given else None,
        "replies": [
            {
                "from": shown.who,
                "at": write_second(shown.at),
                "edited_at": write_second(shown.edited_at),
                "withdrawn_at": write_second(shown.withdrawn_at),
                "markdown": withdrawn.get(shown.id, shown.body),
                "earlier": _earlier(session, reply) if shown.mine else [],
            }
            for shown, reply in zip(page.thread.replies, said, strict=True)
        ],
    }


def _withdrawn(session: Session, page: ThreadPage, said: Sequence[Reply]) -> dict[str, str]:
    """Give the words of the person's own withdrawn replies, as long as they are kept."""
    return {} if page.thread.as_author else words_by_reply(session, said)


def _notes_to_read(session: Session, viewer: Viewer) -> Text:
    yield "# Notes\n"
    for registry_id, notes in groupby(queries.every_note(session, viewer), lambda note: note.trial.registry_id):
        heading = f"\n## {registry_id}\n"
        for note in notes:
            if heading:
                yield f"{heading}{_to_the_letter(note.version.title)}"
                heading = ""
            yield _note_to_read(note)


def _note_to_read(note: Note) -> str:
    deleted = ", deleted" if note.deleted_at else ""
    return (
        f"\n### {write_day(note.created_at)}, version {note.version.number}{deleted}\n"
        + (_to_the_letter(note.label.name) if note.label else "")
        + _to_the_letter(" ".join(f"#{tag}" for tag in note.tags))
        + (_to_the_letter(note.exact, quoted=True) or "\nOn the whole record.\n")
        + _to_the_letter(note.body)
    )


def _replies_to_read(session: Session, viewer: Viewer) -> Text:
    yield "# Replies\n"
    for page, said in _threads(session, viewer):
        withdrawn = _withdrawn(session, page, said)
        yield f"\n## {page.registry_id}\n{_to_the_letter(f'With {page.thread.other}')}"
        yield _to_the_letter(page.quote, quoted=True)
        for reply in page.thread.replies:
            yield _reply_to_read(reply, withdrawn.get(reply.id, reply.body))


def _reply_to_read(reply: ReplyView, words: str) -> str:
    withdrawn = ", withdrawn" if reply.withdrawn_at else ""
    when = f"\n### {write_day(reply.at)}, {reply.at:%H:%M} UTC{withdrawn}\n"
    return when + _to_the_letter(reply.who) + _to_the_letter(words, quoted=True)


def _to_the_letter(text: str, *, quoted: bool = False) -> str:
    """Return a text as a Markdown block that shows each sign: it forges no line of the file's own, and fetches no image."""
    before = ">     " if quoted else "    "
    lines = "".join(f"{before}{line}\n" for line in text.splitlines())
    return f"\n{lines}" if lines else ""
