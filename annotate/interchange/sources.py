"""Which trial, and which of its versions, the address in an annotation's target names."""

import re
from dataclasses import dataclass

_HERE = re.compile(r"/trials/(?P<id>NCT[0-9]{8})(?:/versions/(?P<number>[1-9][0-9]{0,8}))?")
_REGISTRY = re.compile(
    r"(?:https?://(?:www\.)?clinicaltrials\.gov/(?:study|ct2/show)/)?(?P<id>NCT[0-9]{8})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NamedSource:
    """What a target is about."""

    registry_id: str
    number: int | None
    """Number of the version; None for the current one."""


def read_source(address: str, site: str) -> NamedSource | None:
    """Read our address of a trial or version, the registry's address of a record, or its number; None for all else.

    ``site`` is the address of this site, without a slash at its end.
    """
    if address.startswith(f"{site}/"):
        found = _HERE.fullmatch(address.removeprefix(site))
        return NamedSource(found["id"], int(found["number"]) if found["number"] else None) if found else None
    found = _REGISTRY.fullmatch(address)
    return NamedSource(found["id"].upper(), None) if found else None
