"""The elements of a project of REFI-QDA, collected while its XML is read: what notes are made of, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.core.numbers import written
from annotate.core.refi.codes import OpenCode, open_code
from annotate.core.refi.guids import read_guid
from annotate.core.xml_text import XmlRefusal

MOST_CODINGS = 60_000
"""Codings of one project that are read."""

MOST_PASSAGES = 20_000
"""Passages and notes of one project that are read."""

_OTHER_PASSAGES = {"PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection", "TranscriptSelection"}
_VALUES = {"TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue"}
_NAMED = {"User", "Variable", "Case", "PDFSource"}
_WORDS = {"Description", "PlainTextContent", *_VALUES}


@dataclass(slots=True)
class RefiCoding:
    """A code on a passage or source."""

    guid: str
    user: str
    at: str
    code: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RefiPassage:
    """A passage of a plain text. Positions are as written."""

    guid: str
    name: str
    start: str
    end: str
    user: str
    at: str
    description: str = ""
    codings: list[RefiCoding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RefiSource:
    """A text with its passages: a source, the text of a PDF, or a note, which has the same parts."""

    guid: str
    name: str
    path: str
    user: str
    at: str
    content: str | None = None
    passages: list[RefiPassage] = field(default_factory=list)
    codings: list[RefiCoding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    """Values of variables by the GUIDs of these."""
    description: str = ""


@dataclass(slots=True)
class _Value:
    variable: str = ""
    value: str = ""


_Open = RefiSource | RefiPassage | RefiCoding | OpenCode | _Value | None


class RefiProject:
    """A project, as a visitor of its XML."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.is_project = False
        self.origin = ""
        self.users: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.codes: dict[str, OpenCode] = {}
        self.cases: dict[str, str] = {}
        """Names of cases by the GUIDs of their sources."""
        self.sources: list[RefiSource] = []
        self.notes: dict[str, RefiSource] = {}
        self.other_passages = 0
        """Passages of pictures, sounds and pages, which no text has."""
        self.referred: set[str] = set()
        """Notes that something refers to."""
        self._passages = self._codings = 0
        self._path: list[str] = []
        self._open: list[_Open] = []
        self._words: list[str] = []
        self._case = self._pdf = ""

    def start(self, name: str, values: Mapping[str, str]) -> None:
        """Begin an element."""
        above = self._path[-1] if self._path else ""
        if not above:
            self.is_project = name == "Project"
            self.origin = values.get("origin", "")
        self._path.append(name)
        self._words = []
        self._open.append(self._opened(name, values, above))

    def words(self, text: str) -> None:
        """Take text."""
        if self._path[-1] in _WORDS:
            self._words.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        self._path.pop()
        ended = self._open.pop()
        if name in _WORDS:
            self._say(name, "".join(self._words))
            self._words = []
        elif isinstance(ended, _Value):
            owner = self._open[-1] if self._open else None
            if isinstance(owner, RefiSource):
                owner.values[ended.variable] = ended.value

    def _say(self, name: str, words: str) -> None:
        owner = self._open[-1] if self._open else None
        if name == "PlainTextContent" and isinstance(owner, RefiSource):
            owner.content = words
        elif name == "Description" and isinstance(owner, RefiSource | RefiPassage | OpenCode):
            owner.description = words
        elif name in _VALUES and isinstance(owner, _Value):
            owner.value = words

    def _opened(self, name: str, values: Mapping[str, str], above: str) -> _Open:
        """Return what an element begins, for those within it; None for one that only says something."""
        owner = self._open[-1] if self._open else None
        opened: _Open = None
        if name == "Code":
            opened = self._code(values, owner if isinstance(owner, OpenCode) else None)
        elif name in {"TextSource", "Note"}:
            opened = self._source(name, values)
        elif name == "Representation" and above == "PDFSource":
            opened = self._source(name, {**values, "name": self._pdf})
        elif name == "VariableValue":
            opened = _Value()
        elif name == "PlainTextSelection" and isinstance(owner, RefiSource):
            opened = self._passage(values, owner)
        elif name == "Coding" and isinstance(owner, RefiSource | RefiPassage):
            opened = self._coding(values, owner)
        elif name in _NAMED:
            self._name(name, values)
        else:
            self._refer(name, _target(values), owner, above)
        return opened

    def _name(self, name: str, values: Mapping[str, str]) -> None:
        called = values.get("name", "")
        match name:
            case "User":
                self.users[_guid(values)] = called
            case "Variable":
                self.variables[_guid(values)] = called
            case "Case":
                self._case = called
            case _:
                self._pdf = called

    def _refer(self, name: str, target: str, owner: _Open, above: str) -> None:
        if name in _OTHER_PASSAGES:
            self.other_passages += 1
        elif name == "SourceRef" and above == "Case":
            self.cases.setdefault(target, self._case)
        elif name == "CodeRef" and isinstance(owner, RefiCoding):
            owner.code = target
        elif name == "VariableRef" and isinstance(owner, _Value):
            owner.variable = target
        elif name == "NoteRef":
            self.referred.add(target)
            if isinstance(owner, RefiSource | RefiPassage | RefiCoding):
                owner.notes.append(target)

    def _code(self, values: Mapping[str, str], group: OpenCode | None) -> OpenCode:
        code = open_code(values, group)
        self.codes[code.guids[-1]] = code
        return code

    def _source(self, name: str, values: Mapping[str, str]) -> RefiSource:
        source = RefiSource(
            guid=_guid(values),
            name=values.get("name", ""),
            path=values.get("plainTextPath", ""),
            user=read_guid(values.get("creatingUser", "")),
            at=values.get("creationDateTime", ""),
        )
        if name == "Note":
            self._count()
            self.notes[source.guid] = source
        else:
            self.sources.append(source)
        return source

    def _passage(self, values: Mapping[str, str], source: RefiSource) -> RefiPassage:
        self._count()
        passage = RefiPassage(
            guid=_guid(values),
            name=values.get("name", ""),
            start=values.get("startPosition", ""),
            end=values.get("endPosition", ""),
            user=read_guid(values.get("creatingUser", "")),
            at=values.get("creationDateTime", ""),
        )
        source.passages.append(passage)
        return passage

    def _coding(self, values: Mapping[str, str], owner: RefiSource | RefiPassage) -> RefiCoding:
        self._codings += 1
        if self._codings > MOST_CODINGS:
            raise XmlRefusal(
                f"This project has more than {written(MOST_CODINGS)} codings, which is the most that are read."
            )
        coding = RefiCoding(
            _guid(values), read_guid(values.get("creatingUser", "")), values.get("creationDateTime", "")
        )
        owner.codings.append(coding)
        return coding

    def _count(self) -> None:
        self._passages += 1
        if self._passages > MOST_PASSAGES:
            raise XmlRefusal(
                f"This project has more than {written(MOST_PASSAGES)} passages and notes. Make smaller ones, such as one for each trial."
            )


def _guid(values: Mapping[str, str]) -> str:
    return read_guid(values.get("guid", ""))


def _target(values: Mapping[str, str]) -> str:
    return read_guid(values.get("targetGUID", ""))
