"""Whole addresses of what an export names, also where no request is: on the command line."""

from dataclasses import dataclass

from annotate.web.api_paths import W3C_ROOT


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses on a site."""

    site: str
    """Address of the site, without a slash at its end."""

    def note(self, note_id: str) -> str:
        """Return the address of a note's own page."""
        return f"{self.site}/notes/{note_id}"

    @property
    def annotations(self) -> str:
        """The address of the container of one's notes, as Web Annotations."""
        return f"{self.site}{W3C_ROOT}/annotations/"

    def annotation(self, note_id: str) -> str:
        """Return the address of a note as a Web Annotation."""
        return f"{self.annotations}{note_id}"

    def version(self, registry_id: str, number: int) -> str:
        """Return the address of a version of a trial."""
        return f"{self.site}/trials/{registry_id}/versions/{number}"
