"""The versions that notes were made on, for reference managers: each once, and no words of anybody."""

from collections.abc import Iterator

from annotate.core import citation
from annotate.interchange.exported import Export


def write_ris(export: Export) -> Iterator[bytes]:
    """Yield RIS records."""
    return (f"{citation.ris(cited)}\r\n".encode() for cited in export.cited)


def write_csl(export: Export) -> Iterator[bytes]:
    """Yield a list of CSL-JSON items."""
    between = "[\n"
    for cited in export.cited:
        yield f"{between}{citation.csl_text(cited)}".encode()
        between = ",\n"
    yield b"[]\n" if between == "[\n" else b"\n]\n"


def write_bibtex(export: Export) -> Iterator[bytes]:
    """Yield BibTeX entries."""
    return (f"{citation.bibtex(cited)}\n".encode() for cited in export.cited)
