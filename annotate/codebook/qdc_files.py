"""The codebook as a file of REFI-QDA 1.0 (``.qdc``): written for programs of qualitative analysis, and read as they write it."""

from collections.abc import Iterable, Mapping

from annotate.codebook.codes import code_of, hue_of, name_of, split_description
from annotate.codebook.file_labels import MOST_ROWS, FileLabel
from annotate.codebook.models import HUE_NAMES, Label
from annotate.codebook.starters import Starter
from annotate.core.refi.codes import Code, OpenCode, open_code, write_codes
from annotate.core.text import storable
from annotate.core.xml_text import XmlRefusal, visit_xml
from annotate.errors import Invalid

MEDIA_TYPE = "application/xml"

_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_UNIT = "code"


def write_qdc(labels: Iterable[Label | Starter]) -> str:
    """Write labels in their order as codes; the parts of a path are groups."""
    codes = "".join(write_codes(map(code_of, labels), "  "))
    # The schema wants a code; a codebook without one is told from a broken file by its empty list.
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<CodeBook xmlns="{_NAMESPACE}" origin="annotate">\n'
        f" <Codes>\n{codes} </Codes>\n</CodeBook>\n"
    )


def is_xml(text: str) -> bool:
    """True if a text is meant to be XML."""
    return text.lstrip().startswith("<")


def read_qdc(text: str) -> tuple[FileLabel, ...]:
    """Read the codes of a file in their order; groups that are no codes become parts of paths. Raises Invalid."""
    reader = _CodebookReader()
    try:
        visit_xml(text, reader)
    except XmlRefusal as refusal:
        raise Invalid.field("labels", f"{refusal} Nothing was changed.") from None
    if not reader.is_codebook:
        raise Invalid.field("labels", "This XML is no codebook of REFI-QDA. Nothing was changed.")
    return tuple(_file_label(number, code) for number, code in enumerate(reader.codes, 1))


def _file_label(number: int, code: Code) -> FileLabel:
    if not storable(code.description + "".join(code.names)):
        raise Invalid.field("labels", "The file holds a character that cannot be stored. Nothing was changed.")
    hue = hue_of(code)
    description, when_not = split_description(code.description)
    return FileLabel(
        number=number,
        name=name_of(code),
        colour=HUE_NAMES[hue] if hue else None,
        description=description,
        when_not=when_not,
        order=str(number),
        code=code,
        unit=_UNIT,
    )


class _CodebookReader:
    """Collects the codes of a codebook, or of the codebook in a project."""

    def __init__(self) -> None:
        self.is_codebook = False
        self._order: list[OpenCode] = []
        self._open: list[OpenCode] = []
        self._path: list[str] = []
        self._words: list[str] = []

    @property
    def codes(self) -> list[Code]:
        """The codes in the order of the file."""
        return [each.closed() for each in self._order]

    def start(self, name: str, values: Mapping[str, str]) -> None:
        """Begin an element."""
        self.is_codebook |= name == "CodeBook"
        self._path.append(name)
        self._words = []
        if name == "Code":
            code = open_code(values, self._open[-1] if self._open else None)
            self._open.append(code)
            if code.is_codable:
                self._order.append(code)
            if len(self._order) > MOST_ROWS:
                raise XmlRefusal(f"The file has more than {MOST_ROWS} codes, which is the most that are read.")

    def words(self, text: str) -> None:
        """Take text."""
        if self._path[-2:] == ["Code", "Description"]:
            self._words.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        if self._path[-2:] == ["Code", "Description"]:
            self._open[-1].description = "".join(self._words)
        elif name == "Code":
            self._open.pop()
        self._path.pop()
