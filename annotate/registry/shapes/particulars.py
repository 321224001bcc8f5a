"""What a record says besides the study's plan: sponsors, ids, dates, oversight, sharing, references, documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.core.codes import class_words, code_words
from annotate.core.document import DocumentBuilder, UnplacedBlock
from annotate.core.facts import with_kind
from annotate.core.record import PartialDate
from annotate.core.text import slug

BLOCKS = tuple[UnplacedBlock, ...]

_BYTES = (("GB", 10**9), ("MB", 10**6), ("KB", 10**3))


@dataclass(frozen=True, slots=True)
class SponsorLine:
    """An organisation; ``kind`` is the registry's class (``INDUSTRY``), ``role`` is in words."""

    name: str
    role: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class IdLine:
    """An id of the study: its kind as a code, who gave it, and an address about it."""

    id: str
    kind: str = ""
    giver: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class DataSharing:
    """The statement on sharing participant data; ``plan`` is a code."""

    plan: str = ""
    description: BLOCKS = ()
    kinds: tuple[str, ...] = ()
    time_frame: BLOCKS = ()
    access: BLOCKS = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication with its id in PubMed; ``kind`` is a code, retractions are in words."""

    citation: str
    pmid: str = ""
    kind: str = ""
    retractions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSet:
    """A set of data that others can ask for."""

    id: str
    kind: str = ""
    address: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document that the registry holds as a file; ``size`` is in bytes, None if it is not stated."""

    label: str
    file: str
    date: str = ""
    size: int | None = None
    uploaded: str = ""


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """Something that happened to the record: results that were sent in and are not posted, or a violation."""

    what: str
    date: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """Everything of a record that is no part of the study's plan; each format fills what it has."""

    sponsors: tuple[SponsorLine, ...] = ()
    responsible: tuple[tuple[str, str], ...] = ()
    """Rows about the responsible party: name, words."""
    ids: tuple[IdLine, ...] = ()
    dates: tuple[tuple[str, PartialDate | None], ...] = ()
    """Dates of the record, by their names."""
    states: tuple[tuple[str, str], ...] = ()
    """Rows about what has no date of its own: an earlier status, late results, expanded access."""
    oversight: tuple[tuple[str, bool | None], ...] = ()
    """Questions with their answers."""
    unposted: tuple[RecordEvent, ...] = ()
    violations: tuple[RecordEvent, ...] = ()
    sharing: DataSharing = DataSharing()
    publications: tuple[Publication, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Addresses to see as well: label, address."""
    data_sets: tuple[DataSet, ...] = ()
    documents: tuple[DocumentLine, ...] = ()
    no_plan: bool = False
    """True if the record says that the study has no statistical analysis plan."""


def write_particulars(builder: DocumentBuilder, given: Particulars) -> None:
    """Add a section for each part that the record has."""
    _sponsors(builder, given)
    _ids(builder, given.ids)
    _dates(builder, given)
    _oversight(builder, given)
    _sharing(builder, given.sharing)
    _references(builder, given)
    _documents(builder, given)


def size_words(size: int) -> str:
    """Return a number of bytes in words: ``739 KB``."""
    for unit, factor in _BYTES:
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"


def _sponsors(builder: DocumentBuilder, given: Particulars) -> None:
    builder.section("sponsors", "Sponsors")
    _table(
        builder,
        "organisations",
        ("Organisation", "Role", "Kind"),
        [
            (f"{slug(each.role)}/{slug(each.name)}", each.name, each.role, class_words(each.kind))
            for each in given.sponsors
        ],
    )
    if any(words for _, words in given.responsible):
        builder.heading("responsible", "Responsible party")
    for name, words in given.responsible:
        builder.row(f"responsible/{slug(name)}", name, words)


def _ids(builder: DocumentBuilder, ids: tuple[IdLine, ...]) -> None:
    builder.section("ids", "Identifiers")
    rows = [(slug(each.id), each.id, _id_words(each.kind), each.giver, each.address) for each in ids]
    _table(builder, "ids", ("Id", "Kind", "Given by", "Address"), rows)


def _dates(builder: DocumentBuilder, given: Particulars) -> None:
    builder.section("dates", "Record dates")
    for name, date in given.dates:
        if date is not None:
            builder.row(slug(name), name, with_kind(date.words(), date.kind))
    for name, words in given.states:
        builder.row(slug(name), name, words)


def _oversight(builder: DocumentBuilder, given: Particulars) -> None:
    builder.section("oversight", "Oversight")
    for question, answer in given.oversight:
        if answer is not None:
            builder.row(slug(question), question, "Yes" if answer else "No")
    for title, events in (("Results not posted yet", given.unposted), ("Violations", given.violations)):
        if events:
            path = builder.heading(slug(title), title)
            rows = [(f"{path}/{slug(each.what)}", each.what, each.date, each.description) for each in events]
            _table(builder, path, ("Event", "Date", "Description"), rows)


def _sharing(builder: DocumentBuilder, sharing: DataSharing) -> None:
    builder.section("sharing", "Sharing of participant data")
    builder.row("plan", "Plan to share", code_words(sharing.plan))
    builder.row("kinds", "Also shared", ", ".join(map(_shared_words, sharing.kinds)))
    builder.row("address", "Address", sharing.address)
    for path, title, parts in (
        ("description", "What is shared", sharing.description),
        ("time-frame", "When", sharing.time_frame),
        ("access", "Who gets access, and how", sharing.access),
    ):
        if parts:
            builder.parts(builder.heading(path, title), parts)


def _references(builder: DocumentBuilder, given: Particulars) -> None:
    builder.section("references", "References")
    rows = [_publication_row(each) for each in given.publications]
    _table(builder, "publications", ("Publication", "Kind", "PubMed", "Retraction"), rows)
    if given.links:
        builder.heading("see-also", "See also")
        links = [(f"see-also/{slug(label or address)}", label, address) for label, address in given.links]
        _table(builder, "see-also", ("Page", "Address"), links)
    if given.data_sets:
        builder.heading("data-sets", "Available data and documents")
        sets = [
            (f"data-sets/{slug(each.id or each.address)}", each.id, each.kind, each.address, each.comment)
            for each in given.data_sets
        ]
        _table(builder, "data-sets", ("Id", "Kind", "Address", "Comment"), sets)


def _publication_row(each: Publication) -> tuple[str, ...]:
    path = f"pubmed-{each.pmid}" if each.pmid else slug(each.citation)
    kind = _REFERENCE_WORDS.get(each.kind) or (code_words(each.kind) if each.kind else "")
    return path, each.citation, kind, each.pmid, "; ".join(each.retractions)


def _documents(builder: DocumentBuilder, given: Particulars) -> None:
    builder.section("documents", "Documents")
    rows = [
        (
            slug(each.file or each.label),
            *(each.label, each.date, each.file, "" if each.size is None else size_words(each.size), each.uploaded),
        )
        for each in given.documents
    ]
    _table(builder, "files", ("Document", "Date", "File", "Size", "Added"), rows)
    if given.no_plan:
        builder.paragraph("no-plan", "The study has no statistical analysis plan.")


def _table(builder: DocumentBuilder, path: str, titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Add a table of rows, each a path and its cells; columns that no row fills are left out, but for the first."""
    filled = [place for place in range(len(titles)) if not place or any(row[place + 1] for row in rows)]
    if rows:
        builder.columns(path, *(titles[place] for place in filled))
    for own, *cells in rows:
        builder.cells(own, *(cells[place] for place in filled))


_REFERENCE_WORDS = {
    "BACKGROUND": "Background",
    "RESULT": "Result",
    "DERIVED": "Found in PubMed by the registry",
}

_IDS = {"EUDRACT_NUMBER": "EudraCT number", "CTIS": "EU trial number (CTIS)", "NIH": "NIH grant"}
_SHARED = {"SAP": "Statistical analysis plan", "ICF": "Consent form", "CSR": "Clinical study report"}


def _id_words(code: str) -> str:
    return _IDS.get(code) or code_words(code)


def _shared_words(code: str) -> str:
    return _SHARED.get(code) or code_words(code)
