"""What the page and the command say of an import before it is done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.core.numbers import many, written
from annotate.core.text import isolated, one_line
from annotate.interchange.foreign import ForeignNote
from annotate.interchange.planning import ImportPlan, NotImported
from annotate.notes.actions import LONGEST_BODY

EXAMPLES = 3
"""Notes that are shown for each reason."""

MOST_TRIALS = 30
"""Trials that are listed."""

_SHOWN = 80  # code points of an example's words
_NAMES = 5


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why some notes do not come in."""

    words: str
    examples: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TrialView:
    """A trial with notes that come in."""

    registry_id: str
    title: str
    notes: int


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do."""

    kind: str
    ready: int
    present: int
    in_trash: int
    trials: tuple[TrialView, ...]
    more_trials: int
    reasons: tuple[ReasonView, ...]
    told: tuple[str, ...]
    """What else is to be known."""


def preview_of(plan: ImportPlan) -> ImportPreview:
    """Say what an import would do."""
    counts = Counter(note.trial.id for note in plan.ready)
    trials = {note.trial.id: note.trial for note in plan.ready}
    views = [TrialView(each.registry_id, each.current_version.title, counts[each.id]) for each in trials.values()]
    reasons = [_reason(reason, notes) for reason, notes in plan.refused.items() if notes]
    if plan.file.unreadable:
        words = f"{_notes(plan.file.unreadable)} not read: not what the format says, or a passage without a quote."
        reasons.append(ReasonView(words, (), 0))
    return ImportPreview(
        kind=plan.file.kind.value,
        ready=len(plan.ready),
        present=plan.present,
        in_trash=plan.in_trash,
        trials=tuple(views[:MOST_TRIALS]),
        more_trials=max(0, len(views) - MOST_TRIALS),
        reasons=tuple(reasons),
        told=tuple(_told(plan)),
    )


def said_of(preview: ImportPreview) -> list[str]:
    """Return the same as lines, for a terminal."""
    lines = [f"{many(preview.ready, 'note')} of {preview.kind} to import."]
    lines += [f"  {each.registry_id}: {many(each.notes, 'note')}" for each in preview.trials]
    if preview.more_trials:
        lines.append(f"  and {many(preview.more_trials, 'more trial')}")
    if preview.present:
        lines.append(f"{_notes(preview.present)} there already.")
    if preview.in_trash:
        lines.append(f"{_notes(preview.in_trash)} in the trash, and will not come back by this.")
    for reason in preview.reasons:
        lines.append(reason.words)
        lines += [f"  {example}" for example in reason.examples]
    return [*lines, *preview.told]


def _notes(count: int) -> str:
    return f"{many(count, 'note')} {'is' if count == 1 else 'are'}"


def _reason(reason: NotImported, notes: Sequence[ForeignNote]) -> ReasonView:
    examples = tuple(_example(note) for note in notes[:EXAMPLES])
    one, several = _WORDS[reason]
    words = f"{_notes(len(notes))} {one if len(notes) == 1 else several or one}"
    return ReasonView(words, examples, max(0, len(notes) - EXAMPLES))


_WORDS = {
    NotImported.REPLY: ("a reply. Replies are not imported.", "replies. Replies are not imported."),
    NotImported.NO_RECORD: ("on a page that is not a trial’s record.", "on pages that are not a trial’s record."),
    NotImported.NOT_HELD: (
        "on a trial that is not here. Add the trial first, then import the file again.",
        "on trials that are not here. Add the trials first, then import the file again.",
    ),
    NotImported.GONE: ("on words that no version of the record here has.", ""),
    NotImported.ELSEWHERE: ("on words that stand here in other surroundings, so the place is not sure.", ""),
    NotImported.SEVERAL: ("on words that stand here more than once, so the place is not sure.", ""),
    NotImported.UNSURE: (
        "on a passage that programs count in different ways (line ends, rare characters), so the place is not sure.",
        "on passages that programs count in different ways (line ends, rare characters), so the places are not sure.",
    ),
    NotImported.EMPTY: ("on a whole trial, without words.", "on whole trials, without words."),
    NotImported.TOO_LONG: (f"too long: a note can have {LONGEST_BODY:,} characters.", ""),
    NotImported.TWICE: ("in the file a second time. The first one counts.", ""),
    NotImported.ERASED: ("deleted for good here, by you.", ""),
    NotImported.NO_ROOM: ("more than your account can hold.", ""),
}
"""What is said of one note, and of several where that is not the same."""


def _example(note: ForeignNote) -> str:
    where = note.registry_id or one_line(note.address, _SHOWN)
    words = one_line(note.quote.exact if note.quote else note.body, _SHOWN)
    return f"{where}: “{isolated(words)}”" if words else where


def _told(plan: ImportPlan) -> list[str]:
    """Say what else happens to notes on the way."""
    marks, told = plan.marks, []
    if marks.new_labels:
        told.append(f"{many(len(marks.new_labels), 'new label')}: {_names(marks.new_labels)}.")
    if marks.no_labels:
        told.append(f"Notes come without labels that cannot be made here: {_names(marks.no_labels)}.")
    if marks.new_tags:
        told.append(f"{many(len(marks.new_tags), 'new tag')}.")
    if marks.no_tags:
        told.append(f"Tags that are too long or too many stay behind: {_names(marks.no_tags)}.")
    if plan.without_time:
        told.append(f"{many(plan.without_time, 'note')} without a usable time will have the time of the import.")
    if replies := sum(note.replies for note in plan.file.notes):
        told.append(f"{many(replies, 'reply', 'replies')} under these notes: replies are not imported.")
    authors = tuple(dict.fromkeys(note.author for note in plan.file.notes if note.author and not note.is_reply))
    if len(authors) > 1:
        told.append(
            f"{written(len(authors))} people wrote these notes ({_names(authors)}). Here all of them will be yours."
        )
    return told


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{isolated(one_line(name, _SHOWN))}”" for name in names[:_NAMES])
    left = len(names) - _NAMES
    return f"{shown} and {written(left)} more" if left > 0 else shown
