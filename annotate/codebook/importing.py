"""What a file of labels would make, change or not, row by row; and doing it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from annotate.accounts.queries import hold_account
from annotate.clock import now
from annotate.codebook import queries
from annotate.codebook.actions import MOST_LABELS, begin_labels, put_in_order, tidy_label
from annotate.codebook.codes import code_of, remember
from annotate.codebook.file_labels import FileLabel
from annotate.codebook.models import HUE_NAMES, Label, LabelDraft
from annotate.codebook.queries import HasNotes
from annotate.codebook.starters import Starter
from annotate.core.refi.codes import Code
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.errors import Invalid

_LONGEST_ORDER = 6  # digits


class ImportKind(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What becomes of a row of a file."""

    number: int
    kind: ImportKind
    words: str
    """The same in a sentence."""
    draft: LabelDraft
    label_id: str = ""
    """The label that it is about; empty for a new one and a refused row."""
    order: int | None = None
    code: Code | None = None
    """The code that the file has for it, if it is one of codes."""
    unit: str = "row"
    """What the file calls it."""


def plan_import(rows: Sequence[FileLabel], existing: Sequence[Label | Starter]) -> tuple[ImportedRow, ...]:
    """Tell for each row what would become of it. Nothing is changed."""
    known = {label.name.casefold(): label for label in existing}
    seen: dict[str, int] = {}
    room = MOST_LABELS - len(existing)
    planned = []
    for row in rows:
        result = _planned(row, known, seen)
        if result.kind is ImportKind.NEW:
            room -= 1
            if room < 0:
                result = _refused(row, f"You would have more than {MOST_LABELS} labels, which is the most.")
        planned.append(result)
    return tuple(planned)


def import_labels(
    session: Session, viewer: Viewer, has_notes: HasNotes, rows: Sequence[FileLabel]
) -> tuple[ImportedRow, ...]:
    """Make and change labels as a file says; refused rows are left out. Labels that it does not name stay."""
    hold_account(session, viewer.id)
    begin_labels(session, viewer, has_notes)
    existing = queries.labels_of(session, viewer)
    plan = plan_import(rows, existing)
    by_id = {label.id: label for label in existing}
    placed: list[tuple[int, Label]] = []
    for row in plan:
        if row.kind is ImportKind.REFUSED:
            continue
        label = _taken_over(row, by_id) or _made(session, viewer, row.draft, len(by_id))
        by_id[label.id] = label
        if row.code is not None and not _is_another(row.code, label, by_id.values()):
            remember(label, row.code, row.draft)
        if row.order is not None:
            placed.append((row.order, label))
    put_in_order(_ordered(placed, by_id.values()))
    session.flush()
    return plan


def _planned(row: FileLabel, known: dict[str, Label | Starter], seen: dict[str, int]) -> ImportedRow:
    try:
        order = _order(row.order)
        present = known.get(tidy_label(LabelDraft(row.name, 1)).name.casefold())
        draft = tidy_label(_draft(row, present))
    except Invalid as refusal:
        return _refused(row, next(iter(refusal.fields.values()), refusal.message))
    earlier = seen.setdefault(draft.name.casefold(), row.number)
    if earlier != row.number:
        return _refused(row, f"{row.unit.capitalize()} {earlier} has this name already.")
    if present is None:
        return _result(row, ImportKind.NEW, "A new label.", draft, order=order)
    changed = _changes(_former(present), draft)
    if not changed:
        words = "You have this label already." if order is None else "You have this label; the file says its place."
        return _result(row, ImportKind.SAME, words, draft, present.id, order)
    return _result(row, ImportKind.CHANGED, f"Changes its {' and '.join(changed)}.", draft, present.id, order)


def _draft(row: FileLabel, present: Label | Starter | None) -> LabelDraft:
    """Give what a row says of a label; what it does not say stays as it is."""
    former = _former(present) if present is not None else LabelDraft(row.name, 1)
    return LabelDraft(
        row.name,
        _hue(row.colour) or former.hue,
        former.description if row.description is None else row.description,
        former.when_not if row.when_not is None else row.when_not,
    )


def _former(label: Label | Starter) -> LabelDraft:
    return LabelDraft(label.name, label.hue, label.description, label.when_not)


def _hue(colour: str | None) -> int | None:
    words = (colour or "").strip()
    if not words:
        return None
    for hue, name in HUE_NAMES.items():
        if words.casefold() in {name.casefold(), str(hue)}:
            return hue
    raise Invalid.field("hue", f"The colour is none of {', '.join(HUE_NAMES.values())}.")


def _order(order: str | None) -> int | None:
    words = (order or "").strip()
    if not words:
        return None
    if not (words.isascii() and words.isdecimal() and len(words) <= _LONGEST_ORDER):
        raise Invalid.field("order", "The order is no whole number.")
    return int(words)


def _changes(former: LabelDraft, draft: LabelDraft) -> list[str]:
    said: dict[str, Callable[[LabelDraft], object]] = {
        "spelling": lambda each: each.name,
        "colour": lambda each: each.hue,
        "description": lambda each: each.description,
        "words on when not to use it": lambda each: each.when_not,
    }
    return [words for words, part in said.items() if part(former) != part(draft)]


def _refused(row: FileLabel, words: str) -> ImportedRow:
    return _result(row, ImportKind.REFUSED, words, LabelDraft(row.name, 1))


def _result(
    row: FileLabel, kind: ImportKind, words: str, draft: LabelDraft, label_id: str = "", order: int | None = None
) -> ImportedRow:
    return ImportedRow(row.number, kind, words, draft, label_id, order, row.code, row.unit)


def _taken_over(row: ImportedRow, by_id: dict[str, Label]) -> Label | None:
    label = by_id.get(row.label_id)
    if label is not None and row.kind is ImportKind.CHANGED:
        label.former, label.changed_at = asdict(label.draft()), now()
        label.take(row.draft)
    return label


def _is_another(code: Code, label: Label, labels: Iterable[Label]) -> bool:
    """True if another label is this code already: one that was renamed since."""
    return any(each is not label and code_of(each).guid == code.guid for each in labels)


def _made(session: Session, viewer: Viewer, draft: LabelDraft, position: int) -> Label:
    label = Label(id=new_id(), account_id=viewer.id, position=position, created_at=now())
    label.take(draft)
    session.add(label)
    return label


def _ordered(placed: list[tuple[int, Label]], labels: Iterable[Label]) -> list[Label]:
    """Return the labels whose order the file names, in that order, and then the others as they were."""
    first = [label for _, label in sorted(placed, key=lambda each: each[0])]
    named = {label.id for label in first}
    return [*first, *(label for label in labels if label.id not in named)]
