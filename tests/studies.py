"""Trials for tests, made of records in the registry's own shape."""

from copy import deepcopy
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.core.document import Document, Section, document_from_json, document_to_json
from annotate.core.editions import document_as_read_by
from annotate.core.record import record_from_json
from annotate.registry.reading import prepared
from annotate.trials import indexing
from annotate.trials.actions import Stored, store_prepared
from annotate.trials.compression import pack_record
from annotate.trials.indexed_text import index_entry
from annotate.trials.models import Trial, TrialVersion
from tests.unit.registry.studies import API, as_bytes

REGISTRY_ID = "NCT04561557"


def numbered(number: int) -> str:
    """Give the registry id of a test's nth trial."""
    return f"NCT{number:08d}"


def study(registry_id: str = REGISTRY_ID, **said: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """Give a record that says what is named here, and else what the common one says."""
    made = deepcopy(API)
    protocol = made["protocolSection"]
    protocol["identificationModule"]["nctId"] = registry_id
    places = {
        "former_ids": (protocol["identificationModule"], "nctIdAliases"),
        "title": (protocol["identificationModule"], "briefTitle"),
        "status": (protocol["statusModule"], "overallStatus"),
        "updated": (protocol["statusModule"]["lastUpdatePostDateStruct"], "date"),
        "sponsor": (protocol["sponsorCollaboratorsModule"], "leadSponsor"),
        "summary": (protocol["descriptionModule"], "briefSummary"),
        "conditions": (protocol["conditionsModule"], "conditions"),
        "keywords": (protocol["conditionsModule"], "keywords"),
        "interventions": (protocol["armsInterventionsModule"], "interventions"),
        "contacts": (protocol["contactsLocationsModule"], "centralContacts"),
        "places": (protocol["contactsLocationsModule"], "locations"),
        "results": (made, "hasResults"),
        "more": (made, "resultsSection"),
        "sample": (made, "annotateSample"),
    }
    for name, value in said.items():
        if name in {"terms", "ancestors"}:
            browse = made["derivedSection"]["conditionBrowseModule"]
            browse["meshes" if name == "terms" else "ancestors"] = [{"id": "", "term": term} for term in value]
        else:
            part, key = places[name]
            part[key] = value
    return made


def keep_study(session: Session, registry_id: str = REGISTRY_ID, **said: Any) -> Stored:  # noqa: ANN401 - any JSON value
    """Import such a record."""
    raw = as_bytes(study(registry_id, **said))
    return store_prepared(session, prepared(raw))


def read_by_earlier_edition(session: Session, *, whole: bool = False) -> None:
    """Let every record here look as the first edition stored it; ``whole``: as if that had read all of it."""
    trials = session.scalars(select(Trial)).all()
    indexing.take_out(session, [trial.id for trial in trials])
    for version in session.scalars(select(TrialVersion)):
        record = version.record
        now = document_from_json(version.document, version.text)
        read = now if whole else rebuilt(document_as_read_by(now, 1))
        version.text, version.document, version.edition = read.text, document_to_json(read), 1
        version.raw = pack_record(record, read.text)
    for trial in trials:
        trial.edition = 1
    session.flush()
    for trial in trials:
        current = session.scalars(
            select(TrialVersion).where(TrialVersion.trial_id == trial.id, TrialVersion.number == trial.current_number)
        ).one()
        shown = record_from_json(current.facts, document_from_json(current.document, current.text))
        entry = indexing.IndexedVersion(trial.id, current.number, index_entry(shown))
        indexing.index(session, [entry], anew=True)


def rebuilt(document: Document) -> Document:
    """Give a document whose text is that of its blocks."""
    sections, texts, offset = [], [], 0
    for section in document.sections:
        blocks = []
        for block in section.blocks:
            blocks.append(block._replace(start=offset))
            texts.append(block.text)
            offset += len(block.text) + 1
        sections.append(Section(section.key, section.title, tuple(blocks)))
    return Document(tuple(sections), "\n".join(texts))
