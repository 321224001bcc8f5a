"""What the page of a round's agreement shows: counts, measures with unit, interval and seed, for all readers and label by label."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from annotate.core.agreement import (
    AgreementReport,
    BootstrapInterval,
    Figure,
    JointAgreement,
    Measure,
    NotDefined,
    PairAgreement,
    TooFewUnits,
    Unit,
)
from annotate.core.numbers import many, written
from annotate.reviews.agreement.explanations import EXPLANATIONS, NAMES, ORDER
from annotate.reviews.agreement.plot import AgreementPlot, plot_of


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure: its value and interval as words."""

    key: str
    """For the page's ids: "kappa"."""
    name: str
    unit: str
    value: str
    interval: str
    """Empty if none was asked for, or there is no value."""
    note: str
    """Why there is no value or interval, and what a measure leaves out; may be empty."""
    explanation: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """Counts of two readers on one label or on all: answers, passages, or code points."""

    name: str
    hue: int | None
    both: int
    first_only: int
    second_only: int
    neither: int | None
    """None where nothing can be counted: nobody marks what is no passage."""


@dataclass(frozen=True, slots=True)
class PairSection:
    """Two readers."""

    first: str
    second: str
    trials: str
    """"12 trials read by both; 1 trial lacks an answer"."""
    answers: tuple[CountLine, ...]
    exact: tuple[CountLine, ...]
    overlap: tuple[CountLine, ...]
    measures: tuple[MeasureLine, ...]
    plot: AgreementPlot | None


@dataclass(frozen=True, slots=True)
class JointSection:
    """All readers, on one label or on all."""

    name: str
    hue: int | None
    text: str
    """What was compared and what was not: trials, code points, uncoded share, merged passages."""
    measures: tuple[MeasureLine, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """The whole page."""

    readers: str
    labels: int
    intervals: str
    """How intervals were made, with the seed; empty without them."""
    pairs: tuple[PairSection, ...]
    pooled: JointSection
    by_label: tuple[JointSection, ...]


@dataclass(frozen=True, slots=True)
class LabelName:
    """How a label is shown."""

    name: str
    hue: int


def present(report: AgreementReport, readers: Mapping[str, str], labels: Mapping[str, LabelName]) -> AgreementPage:
    """Present a report; ``readers`` and ``labels`` give the names that are shown, by what the report calls them."""
    return AgreementPage(
        ", ".join(readers[each] for each in report.readers),
        len(report.labels),
        intervals_of(report),
        tuple(_pair(report, pair, readers, labels) for pair in report.pairs if pair.label is None),
        _joint(report.together(), "All labels", None),
        tuple(_joint(report.together(each), labels[each].name, labels[each].hue) for each in report.labels),
    )


def intervals_of(report: AgreementReport) -> str:
    """Say how intervals were made; empty without them."""
    if not report.resamples:
        return ""
    return f"95 % intervals are percentiles of {written(report.resamples)} resamples of the trials, with replacement (seed {report.seed})."


def line_of(figure: Figure) -> MeasureLine:
    """Present one figure."""
    return MeasureLine(
        figure.measure.name.lower().replace("_", "-"),
        NAMES[figure.measure],
        figure.measure.unit.value,
        value_words(figure),
        interval_words(figure),
        " ".join(_notes(figure)),
        EXPLANATIONS[figure.measure],
    )


def value_words(figure: Figure) -> str:
    """Write a value, or what stands for it."""
    if isinstance(figure.value, NotDefined):
        return "not defined"
    if isinstance(figure.value, TooFewUnits):
        return "counts only"
    return number_words(figure.measure, figure.value)


def interval_words(figure: Figure) -> str:
    """Write an interval; empty if there is none."""
    if isinstance(figure.interval, BootstrapInterval):
        low, high = (number_words(figure.measure, end) for end in (figure.interval.low, figure.interval.high))
        return f"{low} to {high}"
    return ""


def number_words(measure: Measure, value: Fraction | float) -> str:
    """Write per cent agreement as "83.3 %", all else with three decimals."""
    return f"{float(value) * 100:.1f} %" if measure is Measure.PER_CENT else decimal(value)


def decimal(value: Fraction | float) -> str:
    """Write a number with three decimals, and a minus sign."""
    words = f"{float(value):.3f}"
    # What rounds to nothing has no sign.
    words = words.removeprefix("-") if float(words) == 0 else words
    return words.replace("-", "−")


def _notes(figure: Figure) -> Iterator[str]:
    if isinstance(figure.value, NotDefined):
        yield f"Not defined: {figure.value.reason}."
    if isinstance(figure.value, TooFewUnits):
        yield f"Only {many(figure.value.units, _NOUNS[figure.measure.unit])}: too few for a measure."
    if isinstance(figure.interval, NotDefined):
        yield f"No interval: {figure.interval.reason}."
    if isinstance(figure.interval, BootstrapInterval) and figure.interval.defined < figure.interval.resamples:
        yield f"Defined in {written(figure.interval.defined)} of {written(figure.interval.resamples)} resamples."
    if figure.compared is not None and not isinstance(figure.value, TooFewUnits):
        yield f"It looks at {float(figure.compared):.1%} of what was marked.".replace("%", " %")


_NOUNS = {Unit.ANSWER: "unit", Unit.PASSAGE: "passage", Unit.CODE_POINT: "passage"}


def _in_order(figures: tuple[Figure, ...]) -> tuple[MeasureLine, ...]:
    return tuple(line_of(each) for each in sorted(figures, key=lambda figure: ORDER.index(figure.measure)))


def _pair(
    report: AgreementReport, pooled: PairAgreement, readers: Mapping[str, str], labels: Mapping[str, LabelName]
) -> PairSection:
    scopes = [(pooled, LabelName("All labels", -1))]
    scopes += [(report.pair(pooled.first, pooled.second, each), labels[each]) for each in report.labels]
    trials = f"{many(pooled.trials, 'trial')} read by both"
    if pooled.unread:
        trials += f"; {many(pooled.unread, 'trial')} without an answer from one or both, which no figure counts"
    by_label = [(name, pair.figure(Measure.POSITIVE)) for pair, name in scopes[1:]]
    return PairSection(
        readers[pooled.first],
        readers[pooled.second],
        f"{trials}.",
        tuple(
            _count(name, each.answers.both, each.answers.first_only, each.answers.second_only, each.answers.neither)
            for each, name in scopes
        ),
        tuple(_count(name, each.exact.paired, each.exact.first_only, each.exact.second_only) for each, name in scopes),
        tuple(
            _count(name, each.overlap.paired, each.overlap.first_only, each.overlap.second_only)
            for each, name in scopes
        ),
        _in_order(pooled.figures),
        plot_of(
            [(name.name, name.hue, figure, value_words(figure), interval_words(figure)) for name, figure in by_label]
        ),
    )


def _count(name: LabelName, both: int, first_only: int, second_only: int, neither: int | None = None) -> CountLine:
    return CountLine(name.name, name.hue if name.hue >= 0 else None, both, first_only, second_only, neither)


def _joint(joint: JointAgreement, name: str, hue: int | None) -> JointSection:
    return JointSection(name, hue, " ".join(_compared(joint)), _in_order(joint.figures))


def _compared(joint: JointAgreement) -> Iterator[str]:
    yield f"{many(joint.trials, 'trial')} with answers of two readers or more, {many(joint.code_points, 'code point')}."
    if joint.alone:
        yield f"{many(joint.alone, 'trial')} with fewer cannot be compared."
    if joint.code_points:
        share = f"{joint.uncoded / joint.code_points:.1%}".replace("%", " %")
        yield f"{share} of the text nobody marked{'' if joint.label is None else ' with this label'}."
    yield f"{many(joint.passages, 'passage')}."
    if joint.merged:
        yield (
            f"{many(joint.merged, 'passage')} more lay over another of the same reader with the same label,"
            " and were merged with it for alpha."
        )
    if joint.several:
        yield (
            f"{many(joint.several, 'code point')} carry several labels of one reader; for uα and cuα a set of labels is a value of its own."
        )
