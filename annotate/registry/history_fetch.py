"""Earlier versions from the registry's own history, where a setting allows it: its routes are not documented and may end any day.

``GET …/studies/NCT…/history`` lists the versions, ``GET …/studies/NCT…/history/{n}`` is one of them, from 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from annotate.core.record import normalise_registry_id
from annotate.database import Database
from annotate.errors import Unavailable
from annotate.notes.anchors.placing import AT_ONCE
from annotate.registry.client import Answer, RegistryClient
from annotate.registry.errors import UnreadableRecord
from annotate.registry.history import read_earlier, store_earlier
from annotate.registry.importing import Imported, ImportOutcome
from annotate.registry.reading import Refused
from annotate.trials.queries import known_trial

LARGEST_VERSION = 8 * 1024 * 1024
"""Bytes of one version; real ones have up to 4.2 MB."""

_MOST_VERSIONS = 2_000  # real trials have up to 297
_NOT_READ = frozenset({"Study Status", "Contacts/Locations"})
"""Parts of a record that hold no text to annotate, by the history's own labels."""


class HistoryNotAvailable(Unavailable):
    """The history does not answer as it used to; nothing else depends on it."""

    def __init__(self, reason: str) -> None:
        """Say what to do instead."""
        super().__init__(
            f"The registry's history is not available today, so no more of it was read; what came until then is here. {reason} "
            "Versions that a browser or curl saved can be imported: annotate trials history FILE"
        )


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version as the history lists it: its number, and whether a text that can be annotated changed with it."""

    number: int
    has_texts: bool


def fetch_history(database: Database, client: RegistryClient, registry_id: str) -> Iterator[ImportOutcome]:
    """Fetch the earlier versions of a trial that is here, and yield the outcome of each.

    Versions that changed places, contacts or status alone are left out. Raises HistoryNotAvailable, ValueError for an invalid id.
    """
    normal = normalise_registry_id(registry_id)
    with database.reader() as session:
        is_here = known_trial(session, normal) is not None
    if not is_here:
        yield ImportOutcome(Path(normal), Refused(f"{normal} is not here yet. Add its record first, then its history."))
        return
    for version in listed_versions(client, normal):
        if version.has_texts:
            yield ImportOutcome(Path(normal), _one(database, client, normal, version.number))


def listed_versions(client: RegistryClient, registry_id: str) -> list[ListedVersion]:
    """Return the versions before the current one, the oldest first. Raises HistoryNotAvailable."""
    data = _object(_ask(client, f"/studies/{registry_id}/history", registry_id))
    history = data.get("history", data)
    changes = history.get("changes") if isinstance(history, dict) else None
    if not isinstance(changes, list) or len(changes) > _MOST_VERSIONS:
        raise HistoryNotAvailable("Its list of versions has another shape than expected.")
    listed = sorted((_listed(change) for change in changes), key=lambda version: version.number)
    return listed[:-1]


def _one(database: Database, client: RegistryClient, registry_id: str, number: int) -> Imported | Refused:
    data = _object(_ask(client, f"/studies/{registry_id}/history/{number}", registry_id))
    study = data.get("study")
    if not isinstance(study, dict):
        raise HistoryNotAvailable(f"Version {number} has another shape than expected.")
    try:
        earlier = read_earlier(study, html=True)
    except UnreadableRecord as error:
        return Refused(f"Version {number}: {error.reason}")
    if earlier.prepared.registry_id != registry_id:
        return Refused(f"Version {number} is one of {earlier.prepared.registry_id}.")
    return database.write(lambda session: store_earlier(session, earlier, AT_ONCE))


def _ask(client: RegistryClient, path: str, registry_id: str) -> Answer:
    try:
        return client.ask(path, largest=LARGEST_VERSION, what=f"the history of {registry_id}")
    except Unavailable as error:
        raise HistoryNotAvailable(error.message) from error


def _object(answer: Answer) -> dict[str, Any]:
    try:
        data = from_json(answer.body)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise HistoryNotAvailable("Its answer has another shape than expected.")
    return data


def _listed(change: Any) -> ListedVersion:  # noqa: ANN401 - any JSON value
    number = change.get("version") if isinstance(change, dict) else None
    if not isinstance(number, int) or not 0 <= number < _MOST_VERSIONS:
        raise HistoryNotAvailable("Its list of versions has another shape than expected.")
    labels = change.get("moduleLabels")
    known = {label for label in labels if isinstance(label, str)} if isinstance(labels, list) else set()
    return ListedVersion(number, number == 0 or not known or not known <= _NOT_READ)
