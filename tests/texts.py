"""Trials made for a test from plain sections of plain blocks, without a registry's record."""

import zlib
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from annotate.clock import now
from annotate.core.document import Document, DocumentBuilder, document_to_json
from annotate.core.record import TrialRecord, record_to_json
from annotate.database import Database, new_id
from annotate.trials.models import Trial, TrialVersion

REGISTRY_ID = "NCT04561557"

SECTIONS = {
    "title": ("Title", ["A study of telitacicept in generalized myasthenia gravis"]),
    "summary": ("Summary", ["Two doses are compared: 160 mg and 240 mg, once a week. \U0001f9ea e\u0301nough."]),
    "eligibility": (
        "Eligibility",
        ["ANC <LLN and platelets ‹100 x10^9/L", "5 mg/kg*2 and 3*4*5", "≥18 Years", "&lt; is no entity"],
    ),
}
"""A small record with what real ones hold: comparison signs, asterisks, an astral sign, a combining mark, an ampersand."""

Sections = Mapping[str, tuple[str, Sequence[str]]]


def document(sections: Sections = SECTIONS) -> Document:
    """Put a document together; each section is its key, its title and its paragraphs."""
    builder = DocumentBuilder()
    for key, (title, paragraphs) in sections.items():
        builder.section(key, title)
        for number, words in enumerate(paragraphs, start=1):
            builder.paragraph(f"p{number}", words)
    return builder.build()


def keep_trial(session: Session, *texts: Sections, registry_id: str = REGISTRY_ID) -> Trial:
    """Store a trial with one version for each text, the last one current."""
    at = now()
    texts = texts or (SECTIONS,)
    trial = Trial(id=new_id(), registry_id=registry_id, current_number=len(texts), created_at=at, updated_at=at)
    session.add(trial)
    for number, sections in enumerate(texts, start=1):
        keep_version(session, trial, sections, number)
    return trial


def keep_version(session: Session, trial: Trial, sections: Sections, number: int) -> TrialVersion:
    """Store a version of a trial and make it the current one."""
    whole = document(sections)
    title = sections["title"][1][0]
    record = TrialRecord(registry_id=trial.registry_id, title=title, document=whole)
    version = TrialVersion(
        id=new_id(),
        trial_id=trial.id,
        number=number,
        digest=f"{number:064x}",
        imported_at=now(),
        record_updated=f"2022-07-0{number}",
        sample=False,
        title=title,
        status="RECRUITING",
        sponsor="A sponsor",
        text=whole.text,
        document=document_to_json(whole),
        facts=record_to_json(record),
        raw=zlib.compress(b"{}"),
    )
    session.add(version)
    trial.current_number = number
    session.flush()
    return version


def kept_trial(database: Database, *texts: Sections, registry_id: str = REGISTRY_ID) -> str:
    """Store a trial for good and give the id of its current version."""
    with database.transaction() as session:
        trial = keep_trial(session, *texts, registry_id=registry_id)
        return trial.current_version.id
