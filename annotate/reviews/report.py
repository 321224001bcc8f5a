"""A revealed round as the measures of agreement take it, and as the rows of its file."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.agreement import (
    AgreementReport,
    DoubleReading,
    MarkedPassage,
    TrialReading,
    TrialReadings,
    measure_agreement,
)
from annotate.core.instants import write_day, write_second
from annotate.errors import NotFound
from annotate.reviews.agreement.csv_rows import UnitAnswer, UnitRow
from annotate.reviews.agreement.methods import MethodsParagraph
from annotate.reviews.closing import FEWEST_READERS
from annotate.reviews.models import AnswerKind, ReadingRound, RoundPassage, RoundTrial
from annotate.reviews.queries import Seat
from annotate.reviews.results import ReaderAnswer, ReadUnit, RoundReader, RoundResults
from annotate.reviews.unit_pages import VERDICT_WORDS, decision_words
from annotate.trials.models import TrialVersion

ANSWER_WORDS: Mapping[AnswerKind | None, str] = {
    AnswerKind.FOUND: "found",
    AnswerKind.NOTHING: "looked for, not reported",
    None: "no answer",
}
"""What the file calls an answer."""

_MOST_REPORTS = 32

_reports: Cache[str, AgreementReport] = Cache(_MOST_REPORTS, weigh=lambda _: 1)


def report_of(session: Session, seat: Seat, results: RoundResults) -> AgreementReport:
    """Measure a revealed round, once: what was closed in it never changes. Raises NotFound for fewer than two readers."""
    if len(results.readers) < FEWEST_READERS:
        raise NotFound("Fewer than two readers closed a trial of this round, so there is no agreement to measure.")
    # Whoever left before the reveal, or was deleted with all they closed, is no part of what is measured.
    key = f"{seat.round.id} {seat.round.revealed_at} {len(results.closed)} {len(results.readers)}"
    return _reports.get(key, lambda: measure_agreement(double_reading(session, results), seed=seed_of(seat.round)))


def double_reading(session: Session, results: RoundResults) -> DoubleReading:
    """Give what the readers closed as the measures take it: who did not close a trial gave no answer on it."""
    ids = {trial.version_id for trial in results.trials}
    wanted = select(TrialVersion.id, TrialVersion.text).where(TrialVersion.id.in_(ids))
    lengths = {row[0]: len(row[1]) for row in session.execute(wanted)}
    of_trial: dict[str, list[ReadUnit]] = {trial.id: [] for trial in results.trials}
    for unit in results.units:
        of_trial[unit.trial.id].append(unit)
    return DoubleReading(
        tuple(reader.id for reader in results.readers),
        tuple(label.id for label in results.labels),
        tuple(
            TrialReadings(trial.id, lengths[trial.version_id], tuple(_readings(trial, of_trial[trial.id], results)))
            for trial in results.trials
        ),
    )


def seed_of(measured: ReadingRound) -> int:
    """Give the seed of a round's intervals: its own, and always the same."""
    return int.from_bytes(hashlib.sha256(measured.id.encode()).digest()[:4], "big")


def methods_of(seat: Seat, results: RoundResults) -> MethodsParagraph:
    """Give what a paragraph on methods says beside the figures."""
    dates = [_day(trial.version.record_updated) for trial in results.trials]
    dated = [each for each in dates if each is not None]
    different = [unit for unit in results.units if unit.is_disagreement]
    return MethodsParagraph(
        codebook=f"“{seat.round.name}”, as of {write_day(seat.round.created_at)}",
        first_version=min(dated, default=None),
        last_version=max(dated, default=None),
        undated=len(dates) - len(dated),
        disagreements=len(different),
        decided=sum(unit.decision is not None for unit in different),
    )


def unit_rows_of(results: RoundResults) -> list[UnitRow]:
    """Give every unit with all answers and the decision that holds."""
    return [_row(unit, results.readers) for unit in results.units]


def _readings(trial: RoundTrial, units: Sequence[ReadUnit], results: RoundResults) -> Iterator[TrialReading]:
    for place, reader in enumerate(results.readers):
        if (reader.id, trial.id) not in results.closed:
            continue
        marked = [(unit.label.id, passage) for unit in units for passage in unit.answers[place].passages]
        yield TrialReading(
            reader.id,
            tuple(_marked(marked)),
            frozenset(label_id for label_id, passage in marked if passage.start_offset is None),
        )


def _marked(marked: Sequence[tuple[str, RoundPassage]]) -> Iterator[MarkedPassage]:
    for label_id, passage in marked:
        if passage.start_offset is not None and passage.end_offset is not None:
            yield MarkedPassage(label_id, passage.start_offset, passage.end_offset)


def _row(unit: ReadUnit, readers: Sequence[RoundReader]) -> UnitRow:
    decided = unit.decision
    by = decided.decided_by.name if decided is not None and decided.decided_by is not None else ""
    return UnitRow(
        trial=unit.trial.trial.registry_id,
        version=unit.trial.version.record_updated,
        version_hash=unit.trial.version.digest,
        label=unit.label.name,
        answers=tuple(_answer(answer) for answer in unit.answers),
        verdict=VERDICT_WORDS[unit.verdict],
        decision=decision_words(decided, readers) if decided is not None else "",
        reason=decided.reason if decided is not None else "",
        decided_by=by,
        decided_at=(write_second(decided.made_at) or "") if decided is not None else "",
    )


def _answer(answer: ReaderAnswer) -> UnitAnswer:
    places = [
        (each.start_offset, each.end_offset, each.exact)
        for each in answer.passages
        if each.start_offset is not None and each.end_offset is not None
    ]
    return UnitAnswer(ANSWER_WORDS[answer.kind], tuple(places))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
