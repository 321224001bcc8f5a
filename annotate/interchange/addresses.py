"""Whole addresses of what an export names, also where no request is: on the command line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses on a site."""

    site: str
    """Address of the site, without a slash at its end."""

    def note(self, note_id: str) -> str:
        """Return the address of a note's own page."""
        return f"{self.site}/notes/{note_id}"

    def version(self, registry_id: str, number: int) -> str:
        """Return the address of a version of a trial."""
        return f"{self.site}/trials/{registry_id}/versions/{number}"

    def import_act(self, act_id: str) -> str:
        """Return the address of the list of notes that offers to undo an import."""
        return f"{self.site}/notes?did={act_id}"
