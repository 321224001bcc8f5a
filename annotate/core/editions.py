"""What editions of reading a record differ in, so that versions of two editions are compared by what both read."""

from collections.abc import Mapping
from dataclasses import replace

from annotate.core.document import Document, Section
from annotate.core.record import RESULTS_EDITION, TrialRecord

PLAN = frozenset(
    {"title", "summary", "description", "conditions", "arms", "treatments", "outcomes", "eligibility", "design"}
)
"""Sections of the study's plan: all that editions before ``RESULTS_EDITION`` read."""

_NEW_ROWS: Mapping[int, tuple[str, ...]] = {
    RESULTS_EDITION: (
        "eligibility/age-groups/",
        "eligibility/gender-based/",
        "design/patient-registry/",
        "design/each-participant-is-followed-for/",
        "design/expanded-access-for/",
    )
}
"""Beginnings of the paths of rows that an edition added to sections of the plan."""

_NEW_ROLES: Mapping[int, frozenset[str]] = {RESULTS_EDITION: frozenset({"RESPONSIBLE_PARTY", "CONTACT_FOR_RESULTS"})}
"""Roles of people that an edition added."""


def document_as_read_by(document: Document, edition: int) -> Document:
    """Return a document without what editions after this one added. It has fewer blocks than its text: never store it."""
    later = [each for each in _NEW_ROWS if each > edition]
    if not later:
        return document
    rows = tuple(path for each in later for path in _NEW_ROWS[each])
    sections = (
        Section(
            section.key,
            section.title,
            tuple(block for block in section.blocks if not block.path.startswith(rows)),
            section.is_cut,
        )
        for section in document.sections
        if section.key in PLAN or edition >= RESULTS_EDITION
    )
    return Document(tuple(sections), document.text)


def record_as_read_by(record: TrialRecord, edition: int) -> TrialRecord:
    """Return a record without what editions after this one added."""
    roles = frozenset[str]().union(*(added for each, added in _NEW_ROLES.items() if each > edition))
    officials = tuple(each for each in record.officials if each.role not in roles)
    return replace(record, officials=officials, document=document_as_read_by(record.document, edition))
