"""Common parts of the older formats: words instead of codes, dates in words."""

import re
from collections.abc import Iterable

from annotate.core.codes import code_of
from annotate.core.record import MONTHS, Intervention, PartialDate
from annotate.core.text import collapse
from annotate.registry.shapes.canonical import Arm, Parts, Treatment

_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_DATE = re.compile(r"([A-Za-z]+)(?: ([0-9]{1,2}),?)? ([0-9]{4})", re.ASCII)
_MONTH = re.compile(r"(0[1-9]|1[0-2])/([0-9]{4})", re.ASCII)
_DIGITS = 10  # a billion participants are a typing error
_MASKING = re.compile(r"([^(]*)(?:\((.*)\))?", re.DOTALL)
_MASKED = frozenset({"PARTICIPANT", "CARE_PROVIDER", "INVESTIGATOR", "OUTCOMES_ASSESSOR"})
_MASKINGS = ("", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE")
_NAMED_DESIGN = {
    "allocation": {"RANDOMIZED", "NON_RANDOMIZED"},
    "intervention model": {"PARALLEL", "SINGLE_GROUP", "CROSSOVER", "FACTORIAL", "SEQUENTIAL"},
    "primary purpose": {
        "TREATMENT",
        "PREVENTION",
        "DIAGNOSTIC",
        "SUPPORTIVE_CARE",
        "SCREENING",
        "HEALTH_SERVICES_RESEARCH",
        "BASIC_SCIENCE",
    },
    "observational model": {"COHORT", "CASE_CONTROL", "CASE_ONLY", "CASE_CROSSOVER", "FAMILY_BASED"},
    "time perspective": {"PROSPECTIVE", "RETROSPECTIVE", "CROSS_SECTIONAL"},
    "masking": {"NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"},
}
_DESIGN_LENGTH = 1_000  # code points that are read; a design is a few names and codes
_LISTED_DESIGN = re.compile(r"\s*([A-Z][A-Za-z ]+):\s*(.*?)\s*(?=,\s*[A-Z][A-Za-z ]+:|$)", re.DOTALL)


def iso_date(words: str) -> str:
    """Return "June 14, 2016" as ``2016-06-14`` and "June 2016" as ``2016-06``; other text stays as it is."""
    found = _DATE.fullmatch(words)
    month = _MONTHS.get(found[1].lower()) if found else None
    if found is None or month is None:
        return words
    return f"{found[3]}-{month:02}-{int(found[2]):02}" if found[2] else f"{found[3]}-{month:02}"


def month_of(words: str) -> str:
    """Return the month in which a result is expected, "07/2026", as ``2026-07``; other text stays as it is."""
    return _MONTH.sub(r"\2-\1", words) if _MONTH.fullmatch(words) else words


def partial_date(words: str, kind: str) -> PartialDate | None:
    """Return the date with its kind as a code; None for empty words."""
    return PartialDate(iso_date(words), code_of(kind)) if words else None


def count(words: str) -> int | None:
    """Return a number of participants; None if the words are not a plain number."""
    digits = words.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < _DIGITS else None


def yes(words: str) -> bool | None:
    """Return the older "Yes", "No" and "Accepts Healthy Volunteers" as a boolean; None for anything else."""
    known = {"yes": True, "accepts healthy volunteers": True, "y": True, "no": False, "n": False}
    return known.get(words.lower())


def sides(words: str) -> str:
    """Return the code of the sides of a confidence interval, "2-Sided"."""
    return {"1-Sided": "ONE_SIDED", "2-Sided": "TWO_SIDED"}.get(words, code_of(words))


def spread_of_estimate(words: str) -> str:
    """Return the code of an estimate's spread, "Standard Error of the Mean"."""
    code = code_of(words)
    return {"STANDARD_ERROR_OF_THE_MEAN": "STANDARD_ERROR_OF_MEAN"}.get(code, code)


def age(words: str) -> str:
    """Return an age as the API writes it ("1 Year"); empty for the older N/A."""
    if words.upper() in ("N/A", "NONE"):
        return ""
    return words.removesuffix("s") if words.startswith("1 ") else words


def phases(words: Iterable[str]) -> tuple[str, ...]:
    """Return the phases as codes: "Phase 1/Phase 2" are two, and N/A is one of its own."""
    parts = (part for each in words for part in (each.split("/") if each.upper() != "N/A" else [each]))
    return tuple(code_of(part) for part in parts if part.strip())


def masking(words: str) -> tuple[str, tuple[str, ...]]:
    """Return "Double (Participant, Investigator)" as codes: ``DOUBLE`` and who does not know."""
    found = _MASKING.match(words)
    if found is None or code_of(words) == "NONE":
        return code_of(words), ()
    masked = tuple(code_of(who) for who in (found[2] or found[1]).split(",") if who.strip())
    if not _MASKED.issuperset(masked):
        return code_of(found[1]), ()
    return (code_of(found[1]) if found[2] else _MASKINGS[min(len(masked), len(_MASKINGS) - 1)]), masked


def listed_design(words: str) -> dict[str, str]:
    """Return "Allocation: Randomized, Masking: Open Label" as names and values, names in lower case."""
    return {found[1].lower(): found[2] for found in _LISTED_DESIGN.finditer(words[:_DESIGN_LENGTH])}


def named_design(words: Iterable[str]) -> dict[str, str]:
    """Return the archive's bare design words under their names in other formats; controls and endpoints have none."""
    named: dict[str, str] = {}
    for each in words:
        code = masking(each)[0]
        for name, codes in _NAMED_DESIGN.items():
            if code in codes:
                named.setdefault(name, each)
    return named


def arms_with(
    arms: Iterable[tuple[str, str, Parts]], treatments: Iterable[tuple[Treatment, tuple[str, ...]]]
) -> tuple[Arm, ...]:
    """Return the arms, each with the names of its treatments."""
    given = tuple(treatments)
    return tuple(
        Arm(label, kind, description, tuple(each.full_name for each, labels in given if label in labels))
        for label, kind, description in arms
    )


def interventions(treatments: Iterable[Treatment]) -> tuple[Intervention, ...]:
    """Return the treatments as facts."""
    return tuple(Intervention(each.kind, each.name, each.other_names) for each in treatments if each.name)


def listed(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a list, collapsed, without empty ones."""
    return tuple(clean for each in words if (clean := collapse(each)))
