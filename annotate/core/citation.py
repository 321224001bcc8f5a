"""Citations of one version of a registration: ready sentences, and records for reference managers.

Wording: Citing Medicine (NLM), AMA Manual of Style (11th edition) and the recommendations of the ICMJE. Only the registry's own date
stands behind "Updated"; the day on which our copy was taken stands behind "Accessed" and "cited".
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from annotate.core.instants import write_day
from annotate.core.record import MONTHS, PartialDate
from annotate.core.text import unbroken

REGISTRY = "ClinicalTrials.gov"
KIND = "Clinical trial registration"

_SAMPLE = "Sample text written for annotate, not the registry's record."
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "%$#&_"},
}
"""Escapes of signs that TeX acts on. Escaped braces would still count as braces to BibTeX, so they have names."""


@dataclass(frozen=True, slots=True)
class CitedVersion:
    """What a citation says of one version of a trial's record. Dates are the registry's, as exact as it gives them."""

    registry_id: str
    number: int
    """1 for the first version that was imported, counting up."""
    title: str
    official_title: str
    sponsor: str
    conditions: tuple[str, ...]
    first_posted: str
    last_updated: str
    stored_at: datetime
    """When our copy was taken from the registry."""
    registry_page: str
    address: str
    """Address of this version here."""
    sample: bool = False
    """True if the text was written for this project."""

    @property
    def key(self) -> str:
        """Key of the version in files of references: ``NCT04561557v3``."""
        return f"{self.registry_id}v{self.number}"

    @property
    def whole_title(self) -> str:
        """The official title, or the short one where the record has no other."""
        return one_line(self.official_title) or one_line(self.title)

    @property
    def updated(self) -> str:
        """The registry's date of the version; empty for a sample, whose text is not the registry's."""
        return "" if self.sample else self.last_updated


@dataclass(frozen=True, slots=True)
class CitationForm:
    """One way to cite a version."""

    key: str
    name: str
    words: str


def one_line(text: str) -> str:
    """Return a text on one line, without controls: files of references give line breaks a meaning."""
    return " ".join(unbroken(text).split())


def version_words(cited: CitedVersion) -> str:
    """Say which version is cited: ``Version of 2024-10-30 (as stored 2026-11-28T09:14Z)``."""
    if cited.sample:
        return _SAMPLE.removesuffix(".")
    version = f"Version of {one_line(cited.updated)}" if cited.updated else f"Version {cited.number}"
    return f"{version} (as stored {cited.stored_at.astimezone(UTC):%Y-%m-%dT%H:%MZ})"


def quoted_version_words(last_updated: str, stored_at: datetime) -> str:
    """Name the version in the source of a copied quote; ``last_updated`` is the registry's date in words."""
    stored = stored_at.astimezone(UTC)
    return f"{last_updated}, as stored {write_day(stored)}, {stored:%H:%M} UTC" if last_updated else ""


def nlm(cited: CitedVersion) -> str:
    """Cite as a part of a database (Citing Medicine, chapter 24)."""
    posted = _nlm_date(cited.first_posted)
    dates = "; ".join(
        filter(
            None,
            (
                f"updated {_nlm_date(cited.updated)}" if cited.updated else "",
                f"cited {_nlm_date(_day(cited.stored_at))}",
            ),
        )
    )
    return (
        f"{REGISTRY} [Internet]. Bethesda (MD): National Library of Medicine (US). 2000 Feb 29 - . "
        f"Identifier {cited.registry_id}, {_sentence(cited.whole_title)} {f'{posted} ' if posted else ''}[{dates}]. "
        f"Available from: {cited.registry_page}. {version_words(cited)}: {cited.address}"
    )


def ama(cited: CitedVersion) -> str:
    """Cite as the AMA Manual of Style does a registration."""
    sponsor = f"{_sentence(one_line(cited.sponsor))} " if cited.sponsor else ""
    updated = f"Updated {_ama_date(cited.updated)}. " if cited.updated else ""
    return (
        f"{sponsor}{_sentence(cited.whole_title)} {REGISTRY} identifier: {cited.registry_id}. "
        f"{updated}Accessed {_ama_date(_day(cited.stored_at))}. {cited.registry_page}. {version_words(cited)}: {cited.address}"
    )


def icmje(cited: CitedVersion) -> str:
    """State the registration at the end of an abstract (ICMJE, Recommendations, "Clinical Trials")."""
    posted = f"; first posted {_ama_date(cited.first_posted)}" if cited.first_posted else ""
    return f"Trial registration: {REGISTRY}, {cited.registry_id}{posted}. {cited.registry_page}"


def ris(cited: CitedVersion) -> str:
    """Return one RIS record, with CRLF after each line; it becomes a report in Zotero."""
    fields = (
        ("TY", "RPRT"),
        ("TI", cited.whole_title),
        ("ST", cited.title),
        ("AU", cited.sponsor),
        ("PB", REGISTRY),
        ("SN", cited.registry_id),
        ("M3", KIND),
        ("PY", cited.updated[:4]),
        ("DA", cited.updated.replace("-", "/")),
        ("UR", cited.registry_page),
        ("Y2", f"{cited.stored_at.astimezone(UTC):%Y/%m/%d}"),
        *(("KW", condition) for condition in cited.conditions),
        ("DB", REGISTRY),
        ("AN", cited.registry_id),
        ("N1", f"{version_words(cited)}: {cited.address}"),
    )
    lines = [f"{tag}  - {value}" for tag, text in fields if (value := one_line(text))]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(cited: CitedVersion) -> dict[str, object]:
    """Return one item of CSL-JSON (type ``report``)."""
    item: dict[str, object] = {
        "id": cited.key,
        "type": "report",
        "genre": KIND,
        "number": cited.registry_id,
        "publisher": REGISTRY,
        "title": cited.whole_title,
        "title-short": one_line(cited.title),
        "accessed": _date_parts(_day(cited.stored_at)),
        "URL": cited.registry_page,
        "archive_location": cited.address,
        "keyword": ", ".join(map(one_line, cited.conditions)),
        "note": f"{version_words(cited)}: {cited.address}",
    }
    if cited.sponsor:
        item["author"] = [{"literal": one_line(cited.sponsor)}]
    if cited.updated:
        item["issued"] = _date_parts(cited.updated)
    if cited.first_posted:
        item["submitted"] = _date_parts(cited.first_posted)
    return item


def csl_text(cited: CitedVersion) -> str:
    """Return the item as JSON."""
    return json.dumps(csl(cited), ensure_ascii=False, indent=1)


def bibtex(cited: CitedVersion) -> str:
    """Return one BibTeX entry; its title keeps its capitals."""
    year, _, rest = cited.updated.partition("-")
    fields = (
        ("author", f"{{{_latex(cited.sponsor)}}}" if cited.sponsor else ""),
        ("title", f"{{{_latex(cited.whole_title)}}}"),
        ("shorttitle", f"{{{_latex(cited.title)}}}"),
        ("institution", REGISTRY),
        ("type", KIND),
        ("number", cited.registry_id),
        ("year", _latex(year)),
        ("date", _latex(cited.updated) if rest else ""),
        ("url", cited.registry_page),
        ("urldate", _day(cited.stored_at)),
        ("keywords", _latex(", ".join(cited.conditions))),
        ("note", _latex(f"{version_words(cited)}: {cited.address}")),
    )
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@techreport{{{cited.key},\n{lines}}}\n"


def citation_forms(cited: CitedVersion) -> tuple[CitationForm, ...]:
    """Return all six forms, in the order of the page."""
    return tuple(_forms(cited))


CITATION_FILES: dict[str, Callable[[CitedVersion], str]] = {
    "ris": ris,
    "csl-json": lambda cited: f"[\n{csl_text(cited)}\n]\n",
    "bibtex": bibtex,
}
"""Whole files of one citation, by their forms."""


def _forms(cited: CitedVersion) -> Iterator[CitationForm]:
    yield CitationForm("nlm", "NLM", nlm(cited))
    yield CitationForm("ama", "AMA", ama(cited))
    yield CitationForm("icmje", "ICMJE", icmje(cited))
    yield CitationForm("ris", "RIS", ris(cited))
    yield CitationForm("csl-json", "CSL-JSON", csl_text(cited))
    yield CitationForm("bibtex", "BibTeX", bibtex(cited))


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _nlm_date(text: str) -> str:
    match PartialDate(text).parts():
        case (year, month, day):
            return f"{year} {MONTHS[month - 1][:3]} {day}"
        case (year, month):
            return f"{year} {MONTHS[month - 1][:3]}"
        case _:
            return one_line(text)


def _ama_date(text: str) -> str:
    match PartialDate(text).parts():
        case (year, month, day):
            return f"{MONTHS[month - 1]} {day}, {year}"
        case (year, month):
            return f"{MONTHS[month - 1]} {year}"
        case _:
            return one_line(text)


def _date_parts(text: str) -> dict[str, object]:
    numbers = PartialDate(text).parts()
    return {"date-parts": [list(numbers)]} if numbers else {"literal": one_line(text)}


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in one_line(text))
