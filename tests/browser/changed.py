"""A small trial whose record has changed once: in words, in a whole criterion, and in a very long word."""

from tests.texts import SECTIONS, Sections

CHANGED = "NCT00000042"

_TITLE = ("Title", ["A trial whose record has changed"])

BEFORE: Sections = {
    **SECTIONS,
    "title": _TITLE,
    "summary": ("Summary", ["Two doses are compared: 80 mg and 240 mg, once a week, for the length of one year."]),
    "eligibility": ("Eligibility", ["Adults", "Able to consent", "No stroke within five years", "Weight below 90 kg"]),
}
AFTER: Sections = {
    **SECTIONS,
    "title": _TITLE,
    "summary": ("Summary", ["Two doses are compared: 160 mg and 240 mg, once a week, for the length of one year."]),
    "eligibility": (
        "Eligibility",
        ["Adults", "Able to consent", "Weight below 90 kg", f"Able to read {'w' * 90}", "Neither gout nor cancer"],
    ),
}
