"""What a program prefers of a container's answer (RFC 7240; Web Annotation Protocol, section 4.2)."""

import re
from dataclasses import dataclass

MINIMAL = "http://www.w3.org/ns/ldp#PreferMinimalContainer"
IRIS = "http://www.w3.org/ns/oa#PreferContainedIRIs"
DESCRIPTIONS = "http://www.w3.org/ns/oa#PreferContainedDescriptions"

_INCLUDED = re.compile(r'return\s*=\s*representation\s*;\s*include\s*=\s*"([^"]*)"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Preference:
    """How a container is shown."""

    minimal: bool = False
    """Without its first page."""
    iris: bool | None = None
    """Pages with the annotations' addresses alone; None where nothing was said of it."""


def read_preference(prefer: str) -> Preference:
    """Read the header ``Prefer``. One who prefers both addresses and descriptions has said nothing that can be done."""
    found = _INCLUDED.search(prefer)
    included = set(found[1].split()) if found else set()
    wanted = included & {IRIS, DESCRIPTIONS}
    return Preference(MINIMAL in included, IRIS in wanted if len(wanted) == 1 else None)
