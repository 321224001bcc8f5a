"""What is stored of a record, worked out before any transaction: quick to store, and small enough for another process to send."""

from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from annotate.core.document import document_to_json
from annotate.core.record import TrialRecord, record_to_json
from annotate.trials.compression import Packed, pack_facts, pack_record, pack_structure, pack_text, unpack
from annotate.trials.indexed_text import IndexEntry, index_entry
from annotate.trials.topics import Topic, topics_of


@dataclass(frozen=True, slots=True)
class PreparedVersion:
    """A record, read and compressed, with what the indexes hold of it."""

    registry_id: str
    digest: str
    record_updated: str
    sample: bool
    title: str
    status: str
    sponsor: str
    former_ids: tuple[str, ...]
    text: Packed
    document: Packed
    facts: Packed
    raw: Packed
    topics: tuple[Topic, ...]
    entry: IndexEntry

    def shows(self, text: str, document: Any, facts: Any) -> bool:  # noqa: ANN401 - any JSON values
        """True if this is what a version shows that is stored: its text, structure and facts."""
        if unpack(self.text) != text.encode():
            return False
        return (from_json(unpack(self.document)), from_json(unpack(self.facts))) == (document, facts)


def prepare(record: TrialRecord, raw: bytes, digest: str) -> PreparedVersion:
    """Prepare a record to be stored; ``raw`` is what it was read from."""
    topics = topics_of(record)
    return PreparedVersion(
        registry_id=record.registry_id,
        digest=digest,
        record_updated=record.last_updated,
        sample=record.sample,
        title=record.title,
        status=record.status,
        sponsor=record.sponsor,
        former_ids=record.former_ids,
        text=pack_text(record.document.text),
        document=pack_structure(document_to_json(record.document)),
        facts=pack_facts(record_to_json(record)),
        raw=pack_record(raw, record.document.text),
        topics=topics,
        entry=index_entry(record, topics),
    )
