"""Identity of a record: registry id and title."""

from collections.abc import Iterable

from annotate.core.record import normalise_registry_id
from annotate.core.text import collapse
from annotate.registry.errors import UnreadableRecord


def identity_of(registry_id: str | None, title: str | None, official_title: str | None) -> tuple[str, str]:
    """Return the record's id and title (the official one if there is no brief one). Raises UnreadableRecord."""
    if not registry_id or not registry_id.strip():
        raise UnreadableRecord("The record has no registry id.")
    try:
        normal = normalise_registry_id(registry_id)
    except ValueError:
        raise UnreadableRecord(
            f"The record's registry id is not NCT and eight digits: {collapse(registry_id)[:40]}."
        ) from None
    words = collapse(title or "") or collapse(official_title or "")
    if not words:
        raise UnreadableRecord("The record has no title.")
    return normal, words


def former_ids(aliases: Iterable[str]) -> tuple[str, ...]:
    """Return the ids that were merged into the record's own, each once; invalid ids are ignored.

    Source: ``nctIdAliases`` of the registry's data structure.
    """
    ids: dict[str, None] = {}
    for alias in aliases:
        try:
            ids[normalise_registry_id(alias)] = None
        except ValueError:
            continue
    return tuple(ids)
