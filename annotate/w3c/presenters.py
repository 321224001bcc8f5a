"""A container of Web Annotations and its pages, as JSON-LD (Web Annotation Protocol, section 4.2 and 4.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from annotate.core.cursors import Cursor, write_cursor
from annotate.interchange.addresses import Addresses
from annotate.interchange.presenters import exported_note
from annotate.interchange.writers.web_annotation import CONTEXT, LdJson, annotation
from annotate.notes.models import Note
from annotate.w3c.queries import NotesPage

LDP_CONTEXT = "http://www.w3.org/ns/ldp.jsonld"

FIRST_PAGE = "first"
"""Stands in the address of the first page, where others have their place."""


@dataclass(frozen=True, slots=True)
class Container:
    """The container of one's notes, as one asked for it."""

    addresses: Addresses
    total: int
    iris: bool
    """Whether its pages hold the annotations' addresses alone."""

    @property
    def iri(self) -> str:
        """Its address, which tells what its pages hold."""
        return f"{self.addresses.annotations}?iris=1" if self.iris else self.addresses.annotations

    def page_iri(self, place: Cursor | None) -> str:
        """Give the address of the page after a place."""
        named = {"page": write_cursor(place) if place else FIRST_PAGE}
        return f"{self.addresses.annotations}?{urlencode({'iris': 1, **named} if self.iris else named)}"

    def described(self, last: Cursor | None, first: LdJson | None) -> LdJson:
        """Describe it; ``first`` is its first page, embedded where one prefers that."""
        written: LdJson = {
            "@context": [CONTEXT, LDP_CONTEXT],
            "id": self.iri,
            "type": ["BasicContainer", "AnnotationCollection"],
            "label": "My notes",
            "total": self.total,
        }
        if self.total:
            written["first"] = first or self.page_iri(None)
            written["last"] = self.page_iri(last)
        return written

    def page(self, page: NotesPage, notes: Sequence[Note]) -> LdJson:
        """Describe one of its pages."""
        written: LdJson = {
            "@context": CONTEXT,
            "id": self.page_iri(page.after),
            "type": "AnnotationPage",
            "partOf": {"id": self.iri, "total": self.total},
            "startIndex": page.start,
        }
        if page.after:
            written["prev"] = self.page_iri(page.before)
        if page.next:
            written["next"] = self.page_iri(page.next)
        iris = [self.addresses.annotation(note_id) for note_id in page.ids]
        written["items"] = iris if self.iris else [shown(note, self.addresses) for note in notes]
        return written


def shown(note: Note, addresses: Addresses) -> LdJson:
    """Show a note as an annotation of the version that it was made on: where it stands in later ones is not in it."""
    return annotation(exported_note(note, None, addresses))
