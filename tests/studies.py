"""Trials for tests, made of records in the registry's own shape."""

from copy import deepcopy
from typing import Any

from sqlalchemy.orm import Session

from annotate.registry.digest import record_digest
from annotate.registry.shapes import read_record
from annotate.trials.actions import Stored, store_version
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
        "summary": (protocol["descriptionModule"], "briefSummary"),
        "conditions": (protocol["conditionsModule"], "conditions"),
        "keywords": (protocol["conditionsModule"], "keywords"),
        "interventions": (protocol["armsInterventionsModule"], "interventions"),
        "contacts": (protocol["contactsLocationsModule"], "centralContacts"),
        "places": (protocol["contactsLocationsModule"], "locations"),
        "results": (made, "hasResults"),
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
    return store_version(session, read_record(raw), raw, record_digest(raw))
