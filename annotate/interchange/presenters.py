"""Values of an export, from rows."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import NAMESPACE_OID, uuid5

from annotate.codebook.codes import code_of
from annotate.codebook.models import HUE_NAMES
from annotate.core.anchoring import AnchorState
from annotate.interchange.addresses import Addresses
from annotate.interchange.exported import WAITING, ExportedNote, ExportedReply, ExportedVersion
from annotate.notes.anchors.presenters import place_in
from annotate.notes.models import Anchor, Note
from annotate.replies.models import Reply
from annotate.replies.presenters import writer
from annotate.replies.queries import ThreadRow
from annotate.trials.models import TrialVersion


def exported_version(version: TrialVersion, registry_id: str, addresses: Addresses) -> ExportedVersion:
    """Export what a note says of its version."""
    return ExportedVersion(
        id=version.id,
        registry_id=registry_id,
        number=version.number,
        title=version.title,
        record_updated=version.record_updated,
        stored_at=version.imported_at,
        sample=version.sample,
        address=addresses.version(registry_id, version.number),
        digest=version.digest,
    )


def exported_note(note: Note, anchor: Anchor | None, addresses: Addresses) -> ExportedNote:
    """Export a note without its replies; ``anchor`` is its place in the current version, if it was made on another one."""
    on_current = note.version.number == note.trial.current_number
    made_there = note.version_id if on_current else ""
    return ExportedNote(
        id=note.id,
        address=addresses.note(note.id),
        author=note.account.name,
        version=exported_version(note.version, note.trial.registry_id, addresses),
        quote=note.exact,
        start=note.start_offset,
        end=note.end_offset,
        prefix=note.prefix,
        suffix=note.suffix,
        body=note.body,
        label=note.label.name if note.label else "",
        colour=HUE_NAMES[note.label.hue] if note.label else "",
        tags=note.tags,
        state=_state(note, anchor, on_current=on_current),
        crossed=not on_current and anchor is not None and anchor.crossed,
        current_number=note.trial.current_number,
        place=place_in(note, made_there, anchor),
        revision=note.revision,
        created_at=note.created_at,
        updated_at=note.updated_at,
        edited_at=note.edited_at,
        iri=addresses.annotation(note.id),
        # An account's id is random: nobody who does not know it can tell whose this is.
        author_iri=uuid5(NAMESPACE_OID, note.account_id).urn,
        site_iri=f"{addresses.site}/",
        code=code_of(note.label) if note.label else None,
    )


def with_replies(note: ExportedNote, threads: Iterable[tuple[ThreadRow, Iterable[Reply]]]) -> ExportedNote:
    """Return the note with what may be read in the threads under it, in the order of writing."""
    replies = (_reply(row, reply) for row, said in threads for reply in said)
    return replace(note, replies=tuple(sorted(replies, key=lambda reply: reply.at)))


def _reply(row: ThreadRow, reply: Reply) -> ExportedReply:
    is_withdrawn = reply.withdrawn_at is not None
    return ExportedReply(
        thread=row.thread.id,
        who=writer(reply, row),
        mine=reply.from_author is row.as_author,
        at=reply.created_at,
        edited_at=None if is_withdrawn else reply.edited_at,
        withdrawn_at=reply.withdrawn_at,
        body="" if is_withdrawn else reply.body,
        id=reply.id,
    )


def _state(note: Note, anchor: Anchor | None, *, on_current: bool) -> str:
    if note.start_offset is None:
        return ""
    if on_current:
        return AnchorState.EXACT.value
    return anchor.state if anchor else WAITING
