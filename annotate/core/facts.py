"""A record's key facts in words, in the order in which pages show them."""

from dataclasses import dataclass

from annotate.core.codes import code_words
from annotate.core.record import PartialDate, TrialRecord


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact's name and value in words; the value is empty if the record does not state it.

    ``is_text`` is false for what every version states differently: it is shown, and is no part of the text.
    """

    key: str
    name: str
    words: str
    is_text: bool = True


def facts_of(record: TrialRecord) -> tuple[FactWords, ...]:
    """Return the facts that every record is expected to state, and those of the others that it does."""
    number = "" if record.enrollment is None else f"{record.enrollment:,}"
    always = (
        FactWords("registry-id", "Registry id", record.registry_id),
        FactWords("sponsor", "Sponsor", record.sponsor),
        FactWords("participants", "Participants", with_kind(number, record.enrollment_kind)),
        FactWords("start", "Start date", _dated(record.start_date)),
        FactWords("primary-completion", "Primary completion date", _dated(record.primary_completion_date)),
        FactWords("completion", "Completion date", _dated(record.completion_date)),
        FactWords("last-updated", "Last updated", PartialDate(record.last_updated).words(), is_text=False),
        FactWords("study-type", "Study type", study_type_words(record)),
        *who_can_join(record),
    )
    more_ids = dict.fromkeys(each for each in (record.org_id, *record.secondary_ids) if each)
    others = (
        FactWords("other-ids", "Other ids", ", ".join(more_ids)),
        FactWords("former-ids", "Former ids", ", ".join(record.former_ids)),
        FactWords("collaborators", "Collaborators", ", ".join(record.collaborators)),
        FactWords("why-stopped", "Why it stopped", record.why_stopped),
    )
    return (*always, *(fact for fact in others if fact.words))


def who_can_join(record: TrialRecord) -> tuple[FactWords, ...]:
    """Return ages, sex and whether healthy people can take part."""
    ages = {
        (True, True): f"{record.minimum_age} to {record.maximum_age}".lower(),
        (True, False): f"{record.minimum_age} and older".lower(),
        (False, True): f"Up to {record.maximum_age.lower()}",
        (False, False): "",
    }[bool(record.minimum_age), bool(record.maximum_age)]
    volunteers = {True: "Accepted", False: "Not accepted", None: ""}[record.healthy_volunteers]
    return (
        FactWords("ages", "Ages", ages),
        FactWords("sex", "Sex", code_words(record.sex) if record.sex else ""),
        FactWords("healthy-volunteers", "Healthy volunteers", volunteers),
    )


def study_type_words(record: TrialRecord) -> str:
    """Return the study's type and phases: ``Interventional, phase 1 and phase 2``."""
    phases = " and ".join(code_words(phase) for phase in record.phases if phase != "NA")
    return ", ".join(filter(None, (code_words(record.study_type) if record.study_type else "", phases.lower())))


def with_kind(words: str, kind: str) -> str:
    """Return a number or date with its kind, if it is known: ``170 (estimated)``."""
    return f"{words} ({kind.lower()})" if words and kind in {"ACTUAL", "ESTIMATED"} else words


def _dated(date: PartialDate | None) -> str:
    return with_kind(date.words(), date.kind) if date else ""
