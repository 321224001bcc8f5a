"""What the registry's API says of itself and of what changed: answers checked for their shape before anything is used.

Source: the registry's OpenAPI description 2.0.x, ``GET /version`` and ``GET /studies``. A page may be empty and smaller than
asked for; only the missing ``nextPageToken`` ends a list.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json

from annotate.core.record import normalise_registry_id
from annotate.errors import Unavailable
from annotate.registry.client import Answer, RegistryClient

LARGEST_PAGE = 24 * 1024 * 1024
"""Bytes of one page of records; 50 of them usually have one megabyte. Of a larger page, fewer records are asked for."""

LIST_SIZE = 1000
"""Ids on a page of changes, the most that the registry gives."""

_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}Z?", re.ASCII)
_LONGEST_TOKEN = 2_000

_STRANGE = "The registry's answer has another shape than expected, so nothing of it was taken. A newer release of annotate may read it."


@dataclass(frozen=True, slots=True)
class DataVersion:
    """The state of the registry's data, by its own name, with the ETag of the answer."""

    timestamp: str
    etag: str

    @property
    def day(self) -> str:
        """The day of the data."""
        return self.timestamp[:10]


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """Ids of changed trials with the dates of their last updates, and the token of the next page; empty at the end."""

    dates: Mapping[str, str]
    next_token: str


def data_version(client: RegistryClient, etag: str = "") -> DataVersion | None:
    """Return the version of the registry's data; None if it is still the one of the ETag. Raises Unavailable."""
    answer = client.ask("/version", etag=etag, what="its version")
    if not answer.changed:
        return None
    data = _object(answer)
    timestamp = data.get("dataTimestamp")
    if not isinstance(timestamp, str) or _TIMESTAMP.fullmatch(timestamp) is None:
        raise Unavailable(_STRANGE)
    return DataVersion(timestamp, answer.etag)


def changed_page(client: RegistryClient, since: str, token: str) -> ChangedPage:
    """Return a page of what was updated on the day or later. Raises Unavailable; QuestionRefused for a dead token too."""
    query = {
        "filter.advanced": f"AREA[LastUpdatePostDate]RANGE[{since},MAX]",
        "fields": "NCTId|LastUpdatePostDate",
        "pageSize": str(LIST_SIZE),
    }
    data = _object(_page(client, query, token))
    dates = {}
    for study in _studies(data):
        registry_id, date = _identity(study)
        if registry_id:
            dates[registry_id] = date
    return ChangedPage(dates, _token(data))


def records_of(client: RegistryClient, registry_ids: Sequence[str]) -> list[bytes]:
    """Return the records of these ids, as many as the registry has. Raises Unavailable, AnswerTooLarge."""
    query = {"filter.ids": ",".join(registry_ids), "pageSize": str(len(registry_ids))}
    records: list[bytes] = []
    token = ""
    for _ in range(len(registry_ids) + 1):  # a page holds one record at least
        data = _object(_page(client, query, token))
        records += [to_json(study) for study in _studies(data)]
        token = _token(data)
        if not token:
            break
    return records


def _page(client: RegistryClient, query: Mapping[str, str], token: str) -> Answer:
    asked = {**query, "pageToken": token} if token else query
    return client.ask("/studies", asked, largest=LARGEST_PAGE, what="changed records")


def _object(answer: Answer) -> dict[str, Any]:
    try:
        data = from_json(answer.body)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise Unavailable(_STRANGE)
    return data


def _studies(data: Mapping[str, Any]) -> list[Any]:
    studies = data.get("studies")
    if not isinstance(studies, list):
        raise Unavailable(_STRANGE)
    return studies


def _token(data: Mapping[str, Any]) -> str:
    token = data.get("nextPageToken") or ""
    if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
        raise Unavailable(_STRANGE)
    return token


def _identity(study: Any) -> tuple[str, str]:  # noqa: ANN401 - any JSON value
    """Return a listed study's id and date; an empty id if it has none."""
    try:
        protocol = study["protocolSection"]
        registry_id = normalise_registry_id(protocol["identificationModule"]["nctId"])
    except (KeyError, TypeError, AttributeError, ValueError):
        return "", ""
    try:
        date = protocol["statusModule"]["lastUpdatePostDateStruct"]["date"]
    except (KeyError, TypeError):
        date = ""
    return registry_id, date if isinstance(date, str) else ""
