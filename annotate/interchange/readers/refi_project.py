"""Notes of projects of REFI-QDA (``.qdpx``), as NVivo, ATLAS.ti, MAXQDA, QualCoder and we ourselves write them."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from annotate.codebook.codes import hue_of, name_of
from annotate.codebook.models import HUE_NAMES
from annotate.core.anchoring import describe
from annotate.core.refi.guids import id_of_guid
from annotate.core.text import storable
from annotate.core.xml_text import XmlRefusal, decode_xml, visit_xml
from annotate.errors import Invalid
from annotate.interchange import refi_names
from annotate.interchange.foreign import ForeignFile, ForeignNote, ForeignQuote, ForeignVersion, NotesFileKind
from annotate.interchange.readers.archives import ArchiveRefusal, SentArchive
from annotate.interchange.readers.refi_elements import RefiCoding, RefiPassage, RefiProject, RefiSource
from annotate.interchange.readers.refi_positions import CountedText, counted_text
from annotate.interchange.readers.values import instant_of, key_of

_ARCHIVE = b"PK"
_WRITTEN = "UEs"
"""The same in base64; no JSON begins with it."""

_TRIAL = re.compile(r"(?<![A-Za-z0-9])NCT[0-9]{8}(?![0-9])", re.IGNORECASE)
_SCHEMES = ("internal://", "relative://")
_NOTHING = "Nothing was imported."


def is_project(sent: bytes) -> bool:
    """True if a file is meant to be an archive."""
    return sent.startswith(_ARCHIVE)


def project_as_text(sent: bytes) -> str:
    """Return an archive as text, for a form that carries it."""
    return base64.b64encode(sent).decode()


def is_project_text(text: str) -> bool:
    """True for the text of an archive."""
    return text.startswith(_WRITTEN)


def read_project(text: str) -> ForeignFile:
    """Read the notes of a project. Raises Invalid when it is none, or holds too much."""
    try:
        archive = SentArchive(base64.b64decode("".join(text.split()), validate=True))
        return _ProjectReading(archive).file()
    except (ArchiveRefusal, XmlRefusal) as refusal:
        raise Invalid.field("file", f"{refusal} {_NOTHING}") from None
    except binascii.Error:
        raise Invalid.field("file", f"This archive is broken. Choose the file again. {_NOTHING}") from None


class _ProjectReading:
    """One project with the texts that it refers to."""

    def __init__(self, archive: SentArchive) -> None:
        self._archive, self._project = archive, RefiProject()
        names = [name for name in archive.names() if name.endswith(".qde") and "/" not in name]
        content = archive.read(names[0]) if len(names) == 1 else None
        if content is None:
            raise ArchiveRefusal("This archive is no project of REFI-QDA: it has no file project.qde.")
        text = decode_xml(content)
        if not storable(text):
            raise ArchiveRefusal("This project holds a character that cannot be stored.")
        visit_xml(text, self._project)
        if not self._project.is_project:
            raise ArchiveRefusal("The file project.qde is no project of REFI-QDA.")
        self._unreadable = self._project.other_passages
        self._tags = {guid for guid, code in self._project.codes.items() if refi_names.TAGS_GUID in code.guids[:-1]}

    def file(self) -> ForeignFile:
        """Return the notes by source, and then those that belong to none."""
        notes = [note for source in self._project.sources for note in self._of_source(source)]
        notes += [
            self._note(guid=guid, registry_id="", address=note.name, body=self._words([guid]), codings=(), made=note)
            for guid, note in self._project.notes.items()
            if guid not in self._project.referred
        ]
        return ForeignFile(NotesFileKind.REFI_QDA, tuple(notes), self._unreadable)

    def _of_source(self, source: RefiSource) -> Iterator[ForeignNote]:
        if not (source.passages or source.codings or source.notes):
            return
        registry_id, version = self._trial(source), self._version(source)
        make = partial(self._note, registry_id=registry_id, address=source.name, version=version)
        counted = self._text(source) if source.passages else None
        if counted is None:
            self._unreadable += len(source.passages)
        else:
            counted = counted.decided((each.start, each.end, each.name) for each in source.passages)
            for passage in source.passages:
                note = self._on_passage(make, counted, passage)
                self._unreadable += note is None
                if note is not None:
                    yield note
        yield from self._on_whole(make, source)

    def _on_passage(
        self, make: "partial[ForeignNote]", counted: CountedText, passage: RefiPassage
    ) -> ForeignNote | None:
        if not passage.guid:
            return None
        notes = [*passage.notes, *(guid for coding in passage.codings for guid in coding.notes)]
        body = "\n\n".join(filter(None, (passage.description, self._words(notes))))
        note = make(guid=passage.guid, body=body, codings=passage.codings, made=passage, notes=notes)
        spans = counted.spans(passage.start, passage.end)
        if len(spans) > 1:
            return replace(note, is_unsure=True)
        if not spans:
            return None
        span = spans.pop()
        chosen = describe(counted.text, *span)
        if not chosen.exact.strip():
            return None
        quote = ForeignQuote(chosen.exact, chosen.prefix, chosen.suffix)
        return replace(note, quote=quote, start=span[0], end=span[1])

    def _on_whole(self, make: "partial[ForeignNote]", source: RefiSource) -> Iterator[ForeignNote]:
        """Yield the notes on a source as a whole; codes and words belong together where a coding refers to the words."""
        codings: dict[str, list[RefiCoding]] = {guid: [] for guid in source.notes}
        for coding in source.codings:
            codings.setdefault(coding.notes[0] if coding.notes else coding.guid, []).append(coding)
        for guid, several in codings.items():
            made = self._project.notes.get(guid) or (several[0] if several else None)
            if guid and made is not None:
                yield make(guid=guid, body=self._words([guid]), codings=several, made=made, notes=[guid])

    def _note(
        self,
        *,
        guid: str,
        registry_id: str,
        address: str,
        body: str,
        codings: Iterable[RefiCoding],
        made: RefiPassage | RefiSource | RefiCoding,
        version: ForeignVersion | None = None,
        notes: Iterable[str] = (),
    ) -> ForeignNote:
        known = [coding.code for coding in codings if coding.code in self._project.codes]
        labels = [self._project.codes[code].closed() for code in known if code not in self._tags]
        tags = [self._project.codes[code].names[-1] for code in known if code in self._tags]
        label = labels[0] if labels else None
        hue = hue_of(label) if label else None
        return ForeignNote(
            key=key_of(refi_names.ORIGIN, id_of_guid(guid)),
            id=id_of_guid(guid),
            registry_id=registry_id,
            address=address,
            body=body,
            version=version,
            label=name_of(label) if label else "",
            colour=HUE_NAMES[hue] if hue else "",
            tags=(*tags, *map(name_of, labels[1:])),
            written_at=instant_of(made.at),
            author=self._project.users.get(made.user, ""),
            replies=sum(len(self._project.notes[each].notes) for each in notes if each in self._project.notes),
            code=label,
        )

    def _words(self, guids: Iterable[str]) -> str:
        found = (self._project.notes[guid] for guid in dict.fromkeys(guids) if guid in self._project.notes)
        return "\n\n".join(filter(None, map(self._content, found)))

    def _content(self, source: RefiSource) -> str:
        return (source.content if source.content is not None else self._part(source)) or ""

    def _text(self, source: RefiSource) -> CountedText | None:
        raw = source.content if source.content is not None else self._part(source)
        return counted_text(raw, self._project.origin) if raw else None

    def _part(self, source: RefiSource) -> str | None:
        """Return the text that a source refers to: a part of this archive, and nothing else."""
        path = source.path.replace("\\", "/")
        for scheme in _SCHEMES:
            path = path.removeprefix(scheme)
        if not path or "://" in path or path.startswith("/") or ".." in path.split("/"):
            return None
        name = path.rpartition("/")[2]
        content = next(filter(None, map(self._archive.read, (f"sources/{name}", path))), None)
        if content is None:
            return None
        text = decode_xml(content)
        return text if storable(text) else None

    def _value(self, source: RefiSource, name: str) -> str:
        for guid, value in source.values.items():
            if self._project.variables.get(guid) == name:
                return value.strip()
        return ""

    def _trial(self, source: RefiSource) -> str:
        """Return the one trial that a source says it is of, by a variable of ours, its name, its file's, or its case's."""
        for said in (
            self._value(source, refi_names.TRIAL),
            source.name,
            source.path,
            self._project.cases.get(source.guid, ""),
        ):
            found = {each.upper() for each in _TRIAL.findall(said)}
            if found:
                return found.pop() if len(found) == 1 else ""
        return ""

    def _version(self, source: RefiSource) -> ForeignVersion | None:
        number, digest = self._value(source, refi_names.NUMBER), self._value(source, refi_names.DIGEST)
        if not (digest and number.isascii() and number.isdecimal() and len(number) < 9):
            return None
        return ForeignVersion(int(number), self._value(source, refi_names.DATE), digest)
