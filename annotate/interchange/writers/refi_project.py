"""Notes as a project of REFI-QDA 1.0 (``.qdpx``): the text of each version that they were made on, and the notes as coded passages.

The format wants everything in an order of its own (users, codes, sources with their passages, notes), and notes come in another. So
what is written of each goes to a spool on disk, and of a note no more than two numbers stay in memory.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotate.core.citation import ama
from annotate.core.refi.codes import Code, write_codes
from annotate.core.refi.guids import derived_guid, guid_of_id
from annotate.core.tags import key_of
from annotate.core.text import one_line
from annotate.core.xml_text import xml_attribute, xml_words
from annotate.interchange import refi_names
from annotate.interchange.exported import Export, ExportedNote, ExportedReply, ExportedVersion
from annotate.interchange.spooled import Spool, spooled
from annotate.interchange.writers.texts import iso, version_words

_SHOWN = 80  # code points of a passage that name it
_FIRST_YEAR = 1980  # of dates in archives
_LARGE = 2**30  # bytes from which on an archive needs larger numbers
_TYPES = {refi_names.NUMBER: "Integer", refi_names.STORED: "DateTime", refi_names.SAMPLE: "Boolean"}


def write(export: Export) -> Iterator[bytes]:
    """Yield the archive; it is made on disk, and sent from there."""
    return spooled(lambda path: _make(export, path))


def _make(export: Export, path: Path) -> None:
    with (
        TemporaryFile("w+b", dir=path.parent) as passages,
        TemporaryFile("w+b", dir=path.parent) as words,
        ZipFile(path, "w", ZIP_DEFLATED) as archive,
    ):
        project = _ProjectWriter(export, Spool(passages), Spool(words))
        for note in export.notes:
            project.add(note)
        named = _dated("project.qde", export.made_at)
        with archive.open(named, "w", force_zip64=project.size > _LARGE) as file:
            for part in project.parts():
                file.write(part)
        for source in project.sources.values():
            archive.writestr(
                _dated(f"sources/{source.guid}.txt", export.made_at), export.text_of(source.version.id).encode()
            )


def _dated(name: str, at: datetime) -> ZipInfo:
    utc = at.astimezone(UTC)
    info = ZipInfo(name, (max(utc.year, _FIRST_YEAR), utc.month, utc.day, utc.hour, utc.minute, utc.second))
    info.compress_type = ZIP_DEFLATED
    return info


@dataclass(slots=True)
class _WrittenSource:
    """A version on its way out, with the places of what is on it in the spool."""

    version: ExportedVersion
    name: str
    guid: str
    passages: "array[int]" = field(default_factory=lambda: array("Q"))
    codings: "array[int]" = field(default_factory=lambda: array("Q"))
    """Of notes on the whole trial."""
    references: "array[int]" = field(default_factory=lambda: array("Q"))
    """The same for those that have neither label nor tag."""


class _ProjectWriter:
    """Collects notes, and then writes them in the order of the format."""

    def __init__(self, export: Export, passages: Spool, words: Spool) -> None:
        self._export, self._passages, self._words = export, passages, words
        self.sources: dict[str, _WrittenSource] = {}
        self._users: dict[str, str] = {}
        self._codes: dict[str, Code] = {}
        self._tags: dict[str, str] = {}

    @property
    def size(self) -> int:
        """Return about how large the project will be, in bytes."""
        return self._passages.size + self._words.size

    def add(self, note: ExportedNote) -> None:
        """Take a note."""
        source = self._source(note)
        author = note.author_iri.removeprefix("urn:uuid:") or derived_guid("author", note.author)
        self._users[author] = note.author
        if note.start is None or note.end is None:
            self._add_on_whole(source, note, author)
        else:
            source.passages.extend(self._passages.add("".join(self._passage(note, author))))

    def parts(self) -> Iterator[bytes]:
        """Yield the file of the project."""
        export = self._export
        yield (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Project xmlns="{refi_names.NAMESPACE}" name={xml_attribute(export.title)} origin="{refi_names.ORIGIN}" '
            f'creationDateTime="{iso(export.made_at)}">\n'
        ).encode()
        yield from (part.encode() for part in self._head())
        if self.sources:
            yield b" <Sources>\n"
            for source in self.sources.values():
                yield from self._written(source)
            yield b" </Sources>\n"
        if self._words.size:
            yield b" <Notes>\n"
            yield from self._words.everything()
            yield b" </Notes>\n"
        yield b"</Project>\n"

    def _source(self, note: ExportedNote) -> _WrittenSource:
        version = note.version
        if version.id not in self.sources:
            name = f"{version.registry_id}, {version_words(note)}"
            self.sources[version.id] = _WrittenSource(version, name, guid_of_id(version.id))
        return self.sources[version.id]

    def _passage(self, note: ExportedNote, author: str) -> Iterator[str]:
        changed = f' modifyingUser="{author}" modifiedDateTime="{iso(note.edited_at)}"' if note.edited_at else ""
        yield (
            f'   <PlainTextSelection guid="{guid_of_id(note.id)}" name={xml_attribute(one_line(note.quote, _SHOWN))} '
            f'startPosition="{note.start}" endPosition="{note.end}"{_made(author, note.created_at)}{changed}>\n'
        )
        has_note = bool(note.replies) or "\n" in note.body
        if note.body and not has_note:
            yield f"    <Description>{xml_words(note.body)}</Description>\n"
        yield from self._codings(note, author, "    ", "")
        if has_note:
            words = derived_guid("words", note.id)
            yield f'    <NoteRef targetGUID="{words}"/>\n'
            self._add_words(words, note, author)
        yield "   </PlainTextSelection>\n"

    def _add_on_whole(self, source: _WrittenSource, note: ExportedNote, author: str) -> None:
        """Take a note on the whole trial: its codes refer to its words, as nothing else joins the two."""
        reference = f'<NoteRef targetGUID="{guid_of_id(note.id)}"/>'
        self._add_words(guid_of_id(note.id), note, author)
        if codings := "".join(self._codings(note, author, "   ", reference)):
            source.codings.extend(self._passages.add(codings))
        else:
            source.references.extend(self._passages.add(f"   {reference}\n"))

    def _codings(self, note: ExportedNote, author: str, indent: str, reference: str) -> Iterator[str]:
        for code in self._codes_of(note):
            guid = derived_guid("coding", note.id, code)
            yield (
                f'{indent}<Coding guid="{guid}"{_made(author, note.created_at)}>'
                f'<CodeRef targetGUID="{code}"/>{reference}</Coding>\n'
            )

    def _codes_of(self, note: ExportedNote) -> Iterator[str]:
        if note.code is not None:
            code = self._codes.setdefault(note.code.guid, note.code)
            if code.names != note.code.names:
                # Two labels that once came from the same code.
                guids = (*note.code.guids[:-1], derived_guid("another", *note.code.names))
                code = self._codes.setdefault(guids[-1], replace(note.code, guids=guids))
            yield code.guid
        for tag in note.tags:
            guid = derived_guid("tag", key_of(tag))
            self._tags[guid] = tag
            yield guid

    def _add_words(self, guid: str, note: ExportedNote, author: str) -> None:
        """Take the words of a note, and the replies under it: these are notes on that note, so nobody takes them for its author's."""
        replies = [derived_guid("reply", note.id, str(place)) for place in range(len(note.replies))]
        changed = f' modifyingUser="{author}" modifiedDateTime="{iso(note.edited_at)}"' if note.edited_at else ""
        made = f"{_made(author, note.created_at)}{changed}"
        self._words.add("".join(_note(guid, "Note" if note.body else "Highlight", made, note.body, replies)))
        for reply_guid, reply in zip(replies, note.replies, strict=True):
            self._words.add("".join(_reply(reply_guid, reply, author)))

    def _head(self) -> Iterator[str]:
        if self._users:
            yield " <Users>\n"
            for guid, name in self._users.items():
                yield f'  <User guid="{guid}" name={xml_attribute(name)}/>\n'
            yield " </Users>\n"
        if self._codes or self._tags:
            yield " <CodeBook>\n  <Codes>\n"
            yield from write_codes(self._codes.values(), "   ")
            yield from write_codes(self._tag_codes(), "   ")
            yield "  </Codes>\n </CodeBook>\n"
        if self.sources:
            yield " <Variables>\n"
            for name in _values(next(iter(self.sources.values())).version):
                kind = _TYPES.get(name, "Text")
                yield f'  <Variable guid="{_variable(name)}" name="{name}" typeOfVariable="{kind}"/>\n'
            yield " </Variables>\n <Cases>\n"
            yield from self._cases()
            yield " </Cases>\n"

    def _tag_codes(self) -> Iterator[Code]:
        """Yield tags as codes; the group has another name where a label of the same name stands beside it."""
        names = {code.names[0].casefold() for code in self._codes.values()}
        group = refi_names.TAGS_NAME
        while group.casefold() in names:
            group += " of annotate"
        for guid, tag in self._tags.items():
            yield Code((group, tag), (refi_names.TAGS_GUID, guid))

    def _cases(self) -> Iterator[str]:
        """Yield trials, each with its versions."""
        trials: dict[str, list[_WrittenSource]] = {}
        for source in self.sources.values():
            trials.setdefault(source.version.registry_id, []).append(source)
        for registry_id, sources in trials.items():
            name = xml_attribute(f"{registry_id}: {sources[0].version.title}")
            yield f'  <Case guid="{derived_guid("trial", registry_id)}" name={name}>\n'
            yield from (f'   <SourceRef targetGUID="{source.guid}"/>\n' for source in sources)
            yield "  </Case>\n"

    def _written(self, source: _WrittenSource) -> Iterator[bytes]:
        version, guid = source.version, source.guid
        citation = xml_words(ama(self._export.cite(version.id)))
        yield (
            f'  <TextSource guid="{guid}" name={xml_attribute(source.name)} plainTextPath="internal://{guid}.txt" '
            f'creationDateTime="{iso(version.stored_at)}">\n   <Description>{citation}</Description>\n'
        ).encode()
        for places in (source.passages, source.codings, source.references):
            yield from self._passages.some(places)
        for name, value in _values(version).items():
            kind = f"{_TYPES.get(name, 'Text')}Value"
            yield (
                f'   <VariableValue><VariableRef targetGUID="{_variable(name)}"/>'
                f"<{kind}>{xml_words(value)}</{kind}></VariableValue>\n"
            ).encode()
        yield b"  </TextSource>\n"


def _values(version: ExportedVersion) -> dict[str, str]:
    return {
        refi_names.TRIAL: version.registry_id,
        refi_names.TITLE: version.title,
        refi_names.NUMBER: str(version.number),
        refi_names.DATE: version.record_updated,
        refi_names.STORED: iso(version.stored_at),
        refi_names.DIGEST: version.digest,
        refi_names.SAMPLE: "true" if version.sample else "false",
        refi_names.ADDRESS: version.address,
    }


def _variable(name: str) -> str:
    return derived_guid("variable", name)


def _made(author: str, at: datetime) -> str:
    by = f' creatingUser="{author}"' if author else ""
    return f'{by} creationDateTime="{iso(at)}"'


def _reply(guid: str, reply: ExportedReply, author: str) -> Iterator[str]:
    """Yield a reply; who of others wrote it is told by its name, as nobody knows whether two of one name are the same person."""
    changed = f' modifiedDateTime="{iso(reply.edited_at)}"' if reply.edited_at else ""
    made = f"{_made(author if reply.mine else '', reply.at)}{changed}"
    return _note(guid, f"Reply by {reply.who}", made, reply.body or "(withdrawn)", ())


def _note(guid: str, name: str, made: str, text: str, references: "list[str] | tuple[()]") -> Iterator[str]:
    yield f'  <Note guid="{guid}" name={xml_attribute(name)}{made}>\n'
    yield f"   <PlainTextContent>{xml_words(text)}</PlainTextContent>\n"
    yield from (f'   <NoteRef targetGUID="{each}"/>\n' for each in references)
    yield "  </Note>\n"
