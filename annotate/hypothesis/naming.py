"""Names and addresses as clients of Hypothesis know them: of people, of notes, and of the records that notes are on."""

from base64 import b32encode
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import NAMESPACE_OID, uuid5

from annotate.core.viewer import Viewer
from annotate.interchange.addresses import Addresses
from annotate.interchange.sources import NamedSource, read_source
from annotate.web.api_paths import HYPOTHESIS_ROOT

WORLD = "__world__"
"""The one group that there is. Everybody is in it alone."""

_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class HypothesisSite:
    """This site, as clients of Hypothesis are told of it."""

    addresses: Addresses

    @property
    def api(self) -> str:
        """Address of the API, with a slash at its end."""
        return f"{self.addresses.site}{HYPOTHESIS_ROOT}/"

    @property
    def authority(self) -> str:
        """Name of the site behind the ``@`` of people: its host."""
        return urlsplit(self.addresses.site).hostname or "localhost"

    def annotation(self, note_id: str) -> str:
        """Return the address of a note in the API."""
        return f"{self.api}annotations/{note_id}"

    def in_context(self, registry_id: str, note_id: str) -> str:
        """Return the address of a note in the margin of its trial."""
        return f"{self.trial(registry_id)}#note-{note_id}"

    def trial(self, registry_id: str) -> str:
        """Return the address of a trial's page."""
        return f"{self.addresses.site}/trials/{registry_id}"

    def at_registry(self, registry_id: str) -> str:
        """Return the address of a record at the registry."""
        return f"https://clinicaltrials.gov/study/{registry_id}"

    def userid(self, viewer: Viewer) -> str:
        """Name somebody: ``acct:…@host``. The name is a number that says nothing of them."""
        return f"acct:{user_name(viewer)}@{self.authority}"

    def source(self, uri: str) -> NamedSource | None:
        """Read the address of a page: ours of a trial or version, or the registry's of a record; None for all else.

        What stands behind ``?`` and ``#`` leads to a place on the same page.
        """
        try:
            parts = urlsplit(uri.strip())
        except ValueError:
            return None
        here = urlsplit(self.addresses.site)
        path = parts.path.rstrip("/")
        if parts.scheme.lower() in _SCHEMES and parts.netloc.lower() == here.netloc.lower():
            return read_source(f"{self.addresses.site}{path.removeprefix(here.path)}", self.addresses.site)
        return read_source(f"{parts.scheme}://{parts.netloc}{path}", self.addresses.site) if parts.netloc else None


def user_name(viewer: Viewer) -> str:
    """Name somebody within the site, by 26 letters and digits: the number that their Web Annotations have, too."""
    return b32encode(uuid5(NAMESPACE_OID, viewer.id).bytes).decode().rstrip("=").lower()


def names(viewer: Viewer, user: str) -> bool:
    """True if a client names this person, with or without ``acct:`` and a host: some clients put a host of their own there."""
    return user.strip().lower().removeprefix("acct:").partition("@")[0] == user_name(viewer)
