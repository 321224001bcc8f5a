"""The registry's codes in words, and its older words as codes.

Codes are those of the current API (``/studies/enums``); the older XML and JSON wrote words in their place. A code that
is not known here still reads well: ``SOME_NEW_CODE`` → "Some new code".
"""

import re

_PHASE = re.compile(r"(EARLY_)?PHASE([0-9])")
_NOT_CODE = re.compile(r"[^A-Z0-9]+")

_WORDS = {
    "NA": "Not applicable",
    "ACTIVE_NOT_RECRUITING": "Active, not recruiting",
    "UNKNOWN": "Unknown status",
    "NON_RANDOMIZED": "Non-randomized",
    "NON_PROBABILITY_SAMPLE": "Non-probability sample",
    "PARALLEL": "Parallel assignment",
    "SINGLE_GROUP": "Single group assignment",
    "CROSSOVER": "Crossover assignment",
    "FACTORIAL": "Factorial assignment",
    "SEQUENTIAL": "Sequential assignment",
    "NONE": "None (open label)",
    "SAMPLES_WITH_DNA": "Samples with DNA",
    "SAMPLES_WITHOUT_DNA": "Samples without DNA",
    "CASE_CONTROL": "Case-control",
    "CASE_ONLY": "Case-only",
    "CASE_CROSSOVER": "Case-crossover",
    "CROSS_SECTIONAL": "Cross-sectional",
    "FAMILY_BASED": "Family-based",
    "ECOLOGIC_OR_COMMUNITY": "Ecologic or community",
    "DEFINED_POPULATION": "Defined population",
    "ECT": "Educational, counselling or training",
}

_CLASSES = {
    "NIH": "National Institutes of Health",
    "FED": "Federal agency of the United States",
    "OTHER_GOV": "Government elsewhere",
    "INDIV": "Individual",
    "AMBIG": "Ambiguous",
    "UNKNOWN": "Unknown",
}

# Older words whose code is not simply their capitals.
_CODES = {
    "N_A": "NA",
    "BOTH": "ALL",
    "UNKNOWN_STATUS": "UNKNOWN",
    "ANTICIPATED": "ESTIMATED",
    "ESTIMATE": "ESTIMATED",
    "PHASE_0": "EARLY_PHASE1",
    "EARLY_PHASE_1": "EARLY_PHASE1",
    "PHASE_1": "PHASE1",
    "PHASE_2": "PHASE2",
    "PHASE_3": "PHASE3",
    "PHASE_4": "PHASE4",
    "PARALLEL_ASSIGNMENT": "PARALLEL",
    "SINGLE_GROUP_ASSIGNMENT": "SINGLE_GROUP",
    "CROSSOVER_ASSIGNMENT": "CROSSOVER",
    "CROSS_OVER_ASSIGNMENT": "CROSSOVER",
    "FACTORIAL_ASSIGNMENT": "FACTORIAL",
    "SEQUENTIAL_ASSIGNMENT": "SEQUENTIAL",
    "OPEN_LABEL": "NONE",
    "NONE_OPEN_LABEL": "NONE",
    "NO_MASKING": "NONE",
    "SINGLE_BLIND": "SINGLE",
    "DOUBLE_BLIND": "DOUBLE",
    "SUBJECT": "PARTICIPANT",
    "CAREGIVER": "CARE_PROVIDER",
    "RANDOMIZED_CONTROLLED_TRIAL": "RANDOMIZED",
    "NONRANDOMIZED": "NON_RANDOMIZED",
    "EDUCATIONAL_COUNSELING_TRAINING": "ECT",
    "BIOLOGICAL_VACCINE": "BIOLOGICAL",
    "PROCEDURE_SURGERY": "PROCEDURE",
}


def code_words(code: str) -> str:
    """Return a code in words: ``EARLY_PHASE1`` → "Early phase 1", ``RECRUITING`` → "Recruiting"."""
    known = _WORDS.get(code)
    if known is not None:
        return known
    phase = _PHASE.fullmatch(code)
    if phase is not None:
        return f"Early phase {phase[2]}" if phase[1] else f"Phase {phase[2]}"
    if not code.isupper():
        return code  # not a code but words already
    return code.replace("_", " ").capitalize()


def class_words(code: str) -> str:
    """Return the registry's class of an organisation in words; empty for none."""
    return _CLASSES.get(code) or (code_words(code) if code else "")


def kind_words(code: str) -> str:
    """Return a treatment's kind as the registry prefixes it: ``DIETARY_SUPPLEMENT`` → "Dietary Supplement"."""
    return code.replace("_", " ").title() if code.isupper() else code


def code_of(words: str) -> str:
    """Return the current code of the registry's older words: "Active, not recruiting" → ``ACTIVE_NOT_RECRUITING``."""
    plain = _NOT_CODE.sub("_", words.upper()).strip("_")
    return _CODES.get(plain, plain)
