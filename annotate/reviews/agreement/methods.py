"""A paragraph for the Methods section of a paper: what was read, by how many, which figures came out, over what, with which seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from annotate.core.agreement import FEWEST_UNITS, AgreementReport, Figure, Measure, NotDefined, TooFewUnits
from annotate.core.instants import write_day
from annotate.core.numbers import many, written
from annotate.reviews.agreement.presenters import interval_words, intervals_of, value_words


@dataclass(frozen=True, slots=True)
class MethodsParagraph:
    """What the paragraph needs beside the figures.

    ``first_version`` and ``last_version`` are the earliest and latest of the registry's dates of the versions that were read.
    ``decided`` of ``disagreements`` units have a decision.
    """

    codebook: str
    """The codebook's name and revision: "Heart failure, revision 3"."""
    first_version: date | None
    last_version: date | None
    undated: int
    """How many of the versions have no date of the registry's."""
    disagreements: int
    decided: int

    def write(self, report: AgreementReport) -> str:
        """Write the paragraph as plain sentences."""
        return " ".join((*self._read(report), *_pairs(report), *_joint(report), *self._after(report)))

    def _read(self, report: AgreementReport) -> Iterator[str]:
        joint = report.together()
        trials = joint.trials + joint.alone
        yield (
            f"{_number(len(report.readers))} readers independently marked passages of {many(trials, 'registry record')} with the"
            f" {many(len(report.labels), 'label')} of one codebook ({self.codebook}), blind to each other’s work until the round was revealed."
        )
        if self.first_version and self.last_version:
            days = write_day(self.first_version)
            if self.last_version != self.first_version:
                days = f"{days} to {write_day(self.last_version)}"
            undated = f"; {many(self.undated, 'version')} without a date" if self.undated else ""
            yield f"Each record was read in one fixed version (dates of the versions: {days}{undated})."
        if joint.alone:
            yield f"{many(joint.alone, 'record')} had the answers of fewer than two readers and {'is' if joint.alone == 1 else 'are'} in no figure."

    def _after(self, report: AgreementReport) -> Iterator[str]:
        if words := intervals_of(report):
            yield words
        if self.disagreements:
            yield (
                f"Of {many(self.disagreements, 'disagreement')} (label × record), {written(self.decided)}"
                f" {'was' if self.decided == 1 else 'were'} decided by adjudication with a reason; the readers’ own answers were left unchanged."
            )


def _number(number: int) -> str:
    return (
        ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")[number]
        if number < 10
        else str(number)
    )


def _pairs(report: AgreementReport) -> Iterator[str]:
    for pair in report.pairs:
        if pair.label is not None:
            continue
        whose = (
            ""
            if len(report.readers) == 2
            else f" Readers {_place(report, pair.first)} and {_place(report, pair.second)}:"
        )
        answers = pair.answers
        yield (
            f"{whose} Over label × record ({many(answers.units, 'unit')}: both {written(answers.both)}, one reader only"
            f" {written(answers.first_only)} and {written(answers.second_only)}, neither {written(answers.neither)}), per cent agreement was"
            f" {_words(pair.figure(Measure.PER_CENT))}, positive specific agreement {_words(pair.figure(Measure.POSITIVE))},"
            f" Cohen’s kappa {_words(pair.figure(Measure.KAPPA))} and Gwet’s AC1 {_words(pair.figure(Measure.AC1))}."
            f" Over passages, positive specific agreement was {_words(pair.figure(Measure.POSITIVE_EXACT))} for identical"
            f" ({many(pair.exact.units, 'unit')}) and {_words(pair.figure(Measure.POSITIVE_OVERLAP))} for overlapping passages"
            f" paired one to one ({many(pair.overlap.units, 'unit')})."
        ).strip()


def _joint(report: AgreementReport) -> Iterator[str]:
    joint = report.together()
    yield (
        f"Krippendorff’s nominal alpha was {_words(joint.figure(Measure.ALPHA))} over label × record and"
        f" {_words(joint.figure(Measure.ALPHA_CHARACTERS))} over code points ({written(joint.uncoded)} of {written(joint.code_points)}"
        f" marked by nobody); the unitizing coefficients of Krippendorff et al. (2016) were"
        f" |uα {_words(joint.figure(Measure.UNITIZING_BINARY))}, uα {_words(joint.figure(Measure.UNITIZING))} and"
        f" cuα {_words(joint.figure(Measure.UNITIZING_CODING))} ({many(joint.passages, 'passage')})."
    )


def _place(report: AgreementReport, reader: str) -> int:
    return report.readers.index(reader) + 1


def _words(figure: Figure) -> str:
    if isinstance(figure.value, NotDefined):
        return f"not defined ({figure.value.reason})"
    if isinstance(figure.value, TooFewUnits):
        return f"not computed (fewer than {FEWEST_UNITS} units)"
    between = interval_words(figure)
    return value_words(figure) + (f" (95 % interval {between})" if between else "")
