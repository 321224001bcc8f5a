"""Facts of a registry record besides its canonical text: people, places, terms."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from annotate.core.document import EMPTY_DOCUMENT, Document

READING_EDITION = 2
"""Edition of what is read of a record. Raised when a release reads more: stored records are then read anew.

1: the study's plan. 2: also facts, places, dates, sponsors, ids, oversight, data sharing, references, documents and results.
"""
RESULTS_EDITION = 2
"""First edition whose digests tell whether results or documents changed."""

_REGISTRY_ID = re.compile(r"nct[ -]?([0-9]{8})", re.IGNORECASE | re.ASCII)
_ADDRESS = re.compile(r"(?:[a-z]+://|www\.|[\w.-]+\.[a-z]{2,}/)\S*\Z", re.IGNORECASE | re.ASCII)
_ID_IN_ADDRESS = re.compile(r"(?<![a-z0-9])nct([0-9]{8})(?![0-9a-z])", re.IGNORECASE | re.ASCII)
_AROUND_ID = re.compile(r"\A[^a-z0-9]+|[^a-z0-9]+\Z", re.IGNORECASE | re.ASCII)
# Not the calendar module's: those follow the machine's locale.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WHOLE_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


def is_whole_date(text: str) -> bool:
    """True if a text is written as a year, month and day of digits, ``2023-12-08``: such texts sort by time."""
    return _WHOLE_DATE.fullmatch(text) is not None


def normalise_registry_id(text: str) -> str:
    """Return the registry id as the registry writes it: ``nct 04561557`` → ``NCT04561557``.

    Exactly eight digits are required: padding a shorter number, as the registry does, would turn a typing error into another
    trial. Raises ValueError.
    """
    found = _REGISTRY_ID.fullmatch(text.strip())
    if found is None:
        raise ValueError("A registry id is NCT and eight digits, such as NCT04561557.")
    return f"NCT{found[1]}"


def read_registry_id(text: str) -> str:
    """Return the one registry id in what a person typed or pasted.

    Signs around it are ignored, ``(NCT04561557).``, and so is the rest of a page's address,
    ``https://registry.example/study/NCT04561557?tab=results``. Raises ValueError for other words and for several ids.
    """
    text = _AROUND_ID.sub("", text)
    if _ADDRESS.match(text):
        ids = {f"NCT{number}" for number in _ID_IN_ADDRESS.findall(text)}
        text = ids.pop() if len(ids) == 1 else text
    return normalise_registry_id(text)


def digest_then(digest: str, edition: int) -> str:
    """Return a record's digest as versions of an edition have it: early ones know nothing of results and documents."""
    return digest if edition >= RESULTS_EDITION else digest.partition(".")[0]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as exact as the registry gives it: ``2023``, ``2023-12`` or ``2023-12-08``.

    ``kind`` is ``ACTUAL``, ``ESTIMATED`` or ``""``. A text that is not a date is stored and shown as it is.
    """

    text: str
    kind: str = ""

    def words(self) -> str:
        """Return the date in words, never with a day that the registry did not give: ``December 2023``."""
        year, month, day = self._numbers()
        if year is None:
            return self.text
        if month is None:
            return str(year)
        if day is None:
            return f"{MONTHS[month - 1]} {year}"
        return f"{day} {MONTHS[month - 1]} {year}"

    def parts(self) -> tuple[int, ...]:
        """Return year, month and day as far as the registry gave them; nothing for a text that is not a date."""
        return tuple(number for number in self._numbers() if number is not None)

    def _numbers(self) -> tuple[int | None, int | None, int | None]:
        found = _PARTIAL_DATE.fullmatch(self.text)
        year, month, day = (int(part) if part else None for part in found.groups()) if found else (None, None, None)
        if not year or (month is not None and not 1 <= month <= len(MONTHS)):
            return None, None, None
        if day is not None and month is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
            return None, None, None
        return year, month, day


@dataclass(frozen=True, slots=True)
class Intervention:
    """One treatment: the registry's code of its kind (``DRUG``), its name, and its other names."""

    kind: str
    name: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeshTerm:
    """A term of the National Library of Medicine's subject headings, with its id (``D009157``; may be empty)."""

    id: str
    term: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or office that the record names; every field but the name may be empty."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the trial."""

    facility: str = ""
    status: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication that the sponsor gave; ``kind`` is ``BACKGROUND``, ``RESULT`` or ``""``."""

    citation: str
    pmid: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One version of a trial's registry record. Codes are the registry's own; absent facts are empty or None."""

    registry_id: str
    title: str
    official_title: str = ""
    acronym: str = ""
    status: str = ""
    study_type: str = ""
    phases: tuple[str, ...] = ()
    why_stopped: str = ""
    start_date: PartialDate | None = None
    completion_date: PartialDate | None = None
    primary_completion_date: PartialDate | None = None
    enrollment: int | None = None
    enrollment_kind: str = ""
    sponsor: str = ""
    sponsor_class: str = ""
    """The registry's code of what kind of organisation the sponsor is: ``INDUSTRY``."""
    collaborators: tuple[str, ...] = ()
    last_updated: str = ""
    first_posted: str = ""
    org_id: str = ""
    secondary_ids: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    """Registry ids that the registry merged into this one."""
    keywords: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    sex: str = ""
    minimum_age: str = ""
    maximum_age: str = ""
    healthy_volunteers: bool | None = None
    condition_terms: tuple[MeshTerm, ...] = ()
    condition_ancestors: tuple[MeshTerm, ...] = ()
    intervention_terms: tuple[MeshTerm, ...] = ()
    contacts: tuple[Contact, ...] = ()
    officials: tuple[Contact, ...] = ()
    places: tuple[Site, ...] = ()
    has_results: bool = False
    references: tuple[Reference, ...] = ()
    sample: bool = False
    document: Document = field(default=EMPTY_DOCUMENT, repr=False)


_DATES = ("start_date", "completion_date", "primary_completion_date")
_WORDS = ("phases", "collaborators", "secondary_ids", "former_ids", "keywords", "conditions")
_ROWS: dict[str, type] = {
    "interventions": Intervention,
    "condition_terms": MeshTerm,
    "condition_ancestors": MeshTerm,
    "intervention_terms": MeshTerm,
    "contacts": Contact,
    "officials": Contact,
    "places": Site,
    "references": Reference,
}


def record_to_json(record: TrialRecord) -> dict[str, Any]:
    """Return the facts as plain JSON values, without the document, which is stored apart, and without default values."""
    facts: dict[str, Any] = _plain(record)
    return facts


def record_from_json(data: Mapping[str, Any], document: Document = EMPTY_DOCUMENT) -> TrialRecord:
    """Return the record of stored facts; unknown names are ignored. Raises ValueError for other data."""
    try:
        values = _known(TrialRecord, data)
        for name in _DATES:
            if name in values:
                values[name] = PartialDate(**_known(PartialDate, values[name]))
        for name in _WORDS:
            values[name] = tuple(values.get(name, ()))
        for name, kind in _ROWS.items():
            values[name] = tuple(_row(kind, row) for row in values.get(name, ()))
        return TrialRecord(**values, document=document)
    except (TypeError, AttributeError) as error:
        raise ValueError(f"not a stored record: {error}") from error


_FIELDS = {kind: fields(kind) for kind in (TrialRecord, PartialDate, *dict.fromkeys(_ROWS.values()))}


_STORED = {
    kind: tuple((each.name, each.default) for each in known if each.name != "document")
    for kind, known in _FIELDS.items()
}
_PLAIN = frozenset({str, int, bool})


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON values
    if isinstance(value, tuple):
        return [each if type(each) in _PLAIN else _plain(each) for each in value]
    known = _STORED.get(type(value))
    if known is None:
        return value
    stored = {}
    for name, default in known:
        own = getattr(value, name)
        if own != default:
            stored[name] = own if type(own) in _PLAIN else _plain(own)
    return stored


def _known(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: data[each.name] for each in _FIELDS[kind] if each.name in data and each.name != "document"}


def _row(kind: type, data: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an instance of the kind
    values = _known(kind, data)
    if "contacts" in values:
        values["contacts"] = tuple(_row(Contact, contact) for contact in values["contacts"])
    if "other_names" in values:
        values["other_names"] = tuple(values["other_names"])
    return kind(**values)
