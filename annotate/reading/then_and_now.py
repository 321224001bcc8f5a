"""One trial at four moments side by side: its outcomes with verdicts, size, dates and eligibility. Made once of versions, which never change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.comparison import ComparedSection
from annotate.core.document import Document
from annotate.core.facts import facts_of
from annotate.core.merging import Fate, Piece, differences
from annotate.core.moments import DatedVersion, Moment, MomentVersions, completion_of, moments
from annotate.core.numbers import many
from annotate.core.outcomes import (
    ComparedOutcome,
    OutcomeVerdict,
    PlannedOutcome,
    compare_outcomes,
    compare_pair,
    outcomes_of,
)
from annotate.core.record import PartialDate, TrialRecord, is_whole_date
from annotate.reading import queries
from annotate.reading.comparison import section_parts
from annotate.reading.history import compare_bounded, counts_words, dated_words
from annotate.reading.sheets import (
    VERDICT_WORDS,
    EligibilityStep,
    OutcomeCell,
    OutcomeThread,
    SheetCell,
    SheetColumn,
    SheetRow,
    ThenAndNow,
    UnknownMoment,
)
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import versions_of
from annotate.trials.status import badge

ELIGIBILITY = "eligibility"
_MOST_BYTES = 16 * 1024 * 1024
_FACTS = frozenset(
    ("participants", "start", "primary-completion", "completion", "ages", "sex", "healthy-volunteers", "study-type", "why-stopped")
)  # fmt: skip

_Records = Mapping[str, TrialRecord]
"""Records by their versions' ids."""

_sheets: Cache[tuple[object, ...], ThenAndNow] = Cache(_MOST_BYTES)


def then_and_now(session: Session, trial: Trial) -> ThenAndNow:
    """Make the sheet of a trial, once for all who ask: in three statements, or one when it was made before."""
    versions = _comparable(versions_of(session, trial), trial.current_number)
    key = (trial.id, trial.current_number, *(version.id for version in versions))
    return _sheets.get(key, lambda: _make(session, trial, versions))


def _comparable(versions: Sequence[TrialVersion], current: int) -> list[TrialVersion]:
    """Versions of the same origin as the current one, each record as it was read last, the oldest first."""
    sample = next(version.sample for version in versions if version.number == current)
    latest: dict[int, TrialVersion] = {}
    for version in sorted((each for each in versions if each.sample == sample), key=lambda each: each.number):
        latest[version.record_number] = version
    return sorted(latest.values(), key=lambda each: (each.number == current, each.record_updated, each.number))


def _make(session: Session, trial: Trial, versions: Sequence[TrialVersion]) -> ThenAndNow:
    current = next(version for version in versions if version.number == trial.current_number)
    now = queries.records_of(session, [current.id])[current.id]
    completion, named = completion_of(now)
    found = moments([DatedVersion(each.number, PartialDate(each.record_updated)) for each in versions],
                    current.number, now.start_date, completion)  # fmt: skip
    ends = {number for each in found for number in (*each.numbers[:1], *each.numbers[-1:])}
    records = queries.records_of(session, [version.id for version in versions if version.number in ends])
    columns = _columns(found, versions, current.number, named, records)
    shown = [records[column.version_id] for column in columns]
    threads = _threads([outcomes_of(record.document) for record in shown])
    dated = [dated_words(each) for each in versions if is_whole_date(each.record_updated)]
    return ThenAndNow(
        registry_id=trial.registry_id,
        title=current.title,
        columns=columns,
        unknown=tuple(UnknownMoment(_title(each.moment, named), each.why) for each in found if not each.numbers),
        held=len(versions),
        held_words=_held_words(len(versions), dated),
        undated=len(versions) - len(dated),
        facts=_facts(shown),
        threads=threads,
        counts=_counts(threads),
        eligibility=_eligibility(columns, shown),
        eligibility_spans={
            column.version_id: _span(record.document) for column, record in zip(columns, shown, strict=True)
        },
    )


def _title(moment: Moment, named: str) -> str:
    return named.capitalize() if moment is Moment.COMPLETION else moment.value


def _held_words(count: int, dated: Sequence[str]) -> str:
    return many(count, "version") + (
        f", of {dated[0]} to {dated[-1]}" if len(dated) > 1 else f", of {dated[0]}" if dated else ""
    )


def _columns(
    found: Sequence[MomentVersions], versions: Sequence[TrialVersion], current: int, named: str, records: _Records
) -> tuple[SheetColumn, ...]:
    """A column for each version that stood at a moment; where several may have, for the first and the last of them."""
    titles: dict[int, list[str]] = {}
    whys: dict[int, list[str]] = {}
    numbered = {version.number: version for version in versions}
    for each in found:
        title = _title(each.moment, named)
        ends = list(dict.fromkeys((*each.numbers[:1], *each.numbers[-1:])))
        why = each.why
        if len(ends) > 1:
            of = f"{len(each.numbers)} versions"
            if len(each.numbers) == len(ends) and _said(records[numbered[ends[0]].id]) == _said(
                records[numbered[ends[1]].id]
            ):
                why += f" Versions {ends[0]} and {ends[1]} say the same of what is shown here."
                ends = [current] if current in ends else ends[:1]
            else:
                why += f" The first and the last of {of} are shown."
        for place, number in enumerate(ends):
            words = f"{title}: {('at the latest', 'at the earliest')[place == 0]}" if len(ends) > 1 else title
            titles.setdefault(number, []).append(words)
            if why and place == 0:
                whys.setdefault(number, []).append(f"{title}: {why}")
    return tuple(
        SheetColumn(version.id, version.number, version.number == current, dated_words(version),
                    tuple(titles[version.number]), tuple(whys.get(version.number, ())))
        for version in versions
        if version.number in titles
    )  # fmt: skip


def _said(record: TrialRecord) -> tuple[object, ...]:
    """All that the sheet shows of a version."""
    facts = tuple(fact.words for fact in facts_of(record) if fact.key in _FACTS)
    outcomes = tuple(each.texts for each in outcomes_of(record.document))
    eligibility = tuple(block.text for each in _eligibility_alone(record.document).sections for block in each.blocks)
    return (record.status, facts, outcomes, eligibility)


def _facts(records: Sequence[TrialRecord]) -> tuple[SheetRow, ...]:
    stated = [
        {"Status": badge(record.status).words}
        | {fact.name: fact.words for fact in facts_of(record) if fact.key in _FACTS}
        for record in records
    ]
    names = dict.fromkeys(name for each in stated for name in each)
    rows = []
    for name in names:
        words = [each.get(name, "") for each in stated]
        if any(words):
            cells = [SheetCell(own, bool(at) and own != words[at - 1]) for at, own in enumerate(words)]
            rows.append(SheetRow(name, tuple(cells)))
    return tuple(rows)


def _threads(columns: Sequence[Sequence[PlannedOutcome]]) -> tuple[OutcomeThread, ...]:
    """Follow each outcome from column to column."""
    open_threads: dict[int, list[OutcomeCell | None]] = {
        place: [_first_cell(each)] for place, each in enumerate(columns[0])
    }
    ended: list[tuple[list[OutcomeCell | None], tuple[str, ...]]] = []
    kin: dict[int, tuple[str, ...]] = {}
    for at in range(1, len(columns)):
        old, new = columns[at - 1], columns[at]
        after: dict[int, list[OutcomeCell | None]] = {}
        kin_after: dict[int, tuple[str, ...]] = {}
        for each in compare_outcomes(old, new):
            if each.new is None and each.old is not None:
                ended.append((open_threads[each.old], tuple(new[place].measure for place in each.kin)))
            elif each.new is not None and each.old is None:
                after[each.new] = [*[None] * at, _first_cell(new[each.new])]
                kin_after[each.new] = tuple(old[place].measure for place in each.kin)
            elif each.new is not None and each.old is not None:
                after[each.new] = [*open_threads[each.old], _cell(old[each.old], new[each.new], each)]
                kin_after[each.new] = kin.get(each.old, ())
        open_threads, kin = after, kin_after
    whole = [(open_threads[place], kin.get(place, ())) for place in sorted(open_threads)]
    return tuple(_thread(cells, names, len(columns)) for cells, names in [*whole, *ended])


def _thread(cells: Sequence[OutcomeCell | None], kin: tuple[str, ...], count: int) -> OutcomeThread:
    whole = (*cells, *[None] * (count - len(cells)))
    first, last = whole[0], whole[-1]
    if first is not None and last is not None:
        judged = compare_pair(first.outcome, last.outcome)
        return OutcomeThread(judged.verdict, judged.evidence, passing=False, cells=whole, kin=kin)
    verdict = OutcomeVerdict.ADDED if last is not None else OutcomeVerdict.DROPPED
    return OutcomeThread(verdict, (), passing=first is None and last is None, cells=whole, kin=kin)


def _first_cell(outcome: PlannedOutcome) -> OutcomeCell:
    measure, description, time_frame = (_plain(text) for text in outcome.texts[1:])
    return OutcomeCell(outcome, None, measure, description, time_frame, ())


def _cell(old: PlannedOutcome, new: PlannedOutcome, judged: ComparedOutcome) -> OutcomeCell:
    measure, description, time_frame = map(differences, old.texts[1:], new.texts[1:])
    return OutcomeCell(new, judged.verdict, measure, description, time_frame, judged.evidence)


def _plain(text: str) -> tuple[Piece, ...]:
    return (Piece(Fate.SAME, text),) if text else ()


def _counts(threads: Iterable[OutcomeThread]) -> tuple[tuple[str, int], ...]:
    """How many outcomes have which verdict, in the verdicts' order."""
    counts = Counter(thread.words for thread in threads)
    named = [*VERDICT_WORDS.values(), *counts]
    return tuple((words, counts[words]) for words in dict.fromkeys(named) if counts[words])


def _eligibility(columns: Sequence[SheetColumn], records: Sequence[TrialRecord]) -> tuple[EligibilityStep, ...]:
    alone = [_eligibility_alone(record.document) for record in records]
    return tuple(
        _step(old.number, new.number, compare_bounded(before, after))
        for (old, before), (new, after) in pairwise(zip(columns, alone, strict=True))
    )


def _step(old: int, new: int, sections: Sequence[ComparedSection] | None) -> EligibilityStep:
    """Show what changed from one column to the next; no section stands where neither version has any criteria."""
    rows = [row for section in sections or () for row in section.rows[1:]]
    words = ", ".join(filter(None, (counts_words(section.counts) for section in sections or ())))
    return EligibilityStep(old, new, words, section_parts(ELIGIBILITY, rows), sections is None)


def _eligibility_alone(document: Document) -> Document:
    """The document with the one section; offsets are those of the whole text."""
    return Document(tuple(each for each in document.sections if each.key == ELIGIBILITY), document.text)


def _span(document: Document) -> tuple[int, int]:
    blocks = [block for each in document.sections if each.key == ELIGIBILITY for block in each.blocks]
    return (blocks[0].start, blocks[-1].end) if blocks else (0, 0)
