"""Addresses that words of a record stand for: what it gives as an address, PubMed's pages, and the registry's files."""

import re
from urllib.parse import quote

PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
FILES = "https://cdn.clinicaltrials.gov/large-docs/"
"""The registry's files: below it a folder by the last two digits of the registry id, and one by the whole id."""

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_PMID = re.compile(r"[0-9]{1,9}", re.ASCII)
_FILE = re.compile(r"[\w.-]{1,200}\.pdf", re.ASCII | re.IGNORECASE)


def address_of(section: str, column: str, words: str, registry_id: str) -> str:
    """Return the address that a cell of a section's table stands for; empty if it is none."""
    if _ADDRESS.fullmatch(words):
        return words
    if (section, column) == ("references", "PubMed") and _PMID.fullmatch(words):
        return f"{PUBMED}{words}/"
    if (section, column) == ("documents", "File") and _FILE.fullmatch(words) and registry_id:
        return f"{FILES}{registry_id[-2:]}/{registry_id}/{quote(words)}"
    return ""
