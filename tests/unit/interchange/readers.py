"""Files of exports as programs of other people read them."""

import csv
import io
import json
import re
from typing import Any, cast
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import docx
import openpyxl
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from docx.document import Document as WordDocument

from annotate.core.spreadsheets import unescape_cell
from annotate.interchange.writers.xlsx_file import LONG_TEXTS


def csv_rows(file: bytes) -> list[dict[str, str]]:
    """Read rows as Python's csv module does, without the apostrophes before formulas."""
    rows = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True)
    return [{name: unescape_cell(cell) for name, cell in row.items()} for row in rows]


def _shown(cell: object) -> Any:  # noqa: ANN401 - any value of a cell
    """Give a cell as spreadsheets show it: openpyxl leaves escapes as they are in strings that stand in the sheet itself."""
    return re.sub(r"_x005F(?=_x[0-9A-Fa-f]{4}_)", "", cell) if isinstance(cell, str) else cell


def xlsx_rows(file: bytes) -> list[dict[str, Any]]:
    """Read rows as openpyxl does, with what goes on in the second sheet."""
    book = openpyxl.load_workbook(io.BytesIO(file), read_only=True)
    names, *rows = book["Notes"].iter_rows(values_only=True)
    found = [dict(zip(map(str, names), map(_shown, row), strict=False)) for row in rows]
    for link, column, _part, text in list(book[LONG_TEXTS].iter_rows(values_only=True))[1:]:
        row = next(each for each in found if each["link"] == link)
        row[str(column)] += _shown(text)
    return found


def word(file: bytes) -> WordDocument:
    """Open a document as python-docx does."""
    return docx.Document(io.BytesIO(file))


def commented(file: bytes) -> dict[int, str]:
    """Give the words that each comment of a document stands on, read out of its XML."""
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    open_now: set[int] = set()
    found: dict[int, str] = {}
    with ZipFile(io.BytesIO(file)) as archive:
        root = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 - a file of our own
    for element in root.iter():
        number = int(element.get(f"{name}id", -1)) if element.tag.startswith(f"{name}comment") else -1
        if element.tag == f"{name}commentRangeStart":
            open_now.add(number)
        elif element.tag == f"{name}commentRangeEnd":
            open_now.discard(number)
        elif element.tag == f"{name}t":
            for each in open_now:
                found[each] = found.get(each, "") + (element.text or "")
    return found


def references(file: bytes) -> list[dict[str, Any]]:
    """Read RIS as rispy does."""
    return cast("list[dict[str, Any]]", rispy.loads(file.decode()))


def bibliography(file: bytes) -> list[dict[str, str]]:
    """Read BibTeX as bibtexparser does, with TeX's escapes undone."""
    library = parse_string(file.decode(), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return [{field.key: field.value for field in entry.fields} for entry in library.entries]


def data(file: bytes) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(file)
