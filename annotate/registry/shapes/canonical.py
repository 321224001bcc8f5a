"""One record from any format: the same words give the same canonical text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from annotate.core.codes import code_words, kind_words
from annotate.core.document import BlockKind, Document, DocumentBuilder, UnplacedBlock
from annotate.core.facts import facts_of
from annotate.core.record import TrialRecord
from annotate.core.text import slug
from annotate.registry.shapes.particulars import Particulars, write_particulars
from annotate.registry.shapes.places import MOST_PLACES, write_places
from annotate.registry.shapes.results import MOST_RESULTS, ResultPart, write_results

Parts = tuple[UnplacedBlock, ...]

_GROUP = re.compile(r"\W*(?:\w+\W+){0,3}?(inclusion|exclusion)\b", re.IGNORECASE)
MOST_FACTS = (100, 20_000)
MOST_PARTICULARS = (4_000, 300_000)
"""Most blocks and code points of the parts that are cut; of a thousand real records none is."""

_GROUP_HEADING = 80  # code points; a longer paragraph that speaks of inclusion is a sentence, not a heading


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm or cohort; ``interventions`` are names such as "Drug: X"."""

    label: str
    kind: str = ""
    description: Parts = ()
    interventions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Treatment:
    """One intervention with its description."""

    kind: str
    name: str
    description: Parts = ()
    other_names: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The kind and the name as the registry joins them: "Drug: X"."""
        return f"{kind_words(self.kind)}: {self.name}" if self.kind else self.name


@dataclass(frozen=True, slots=True)
class OutcomeMeasure:
    """One outcome measure."""

    measure: str
    description: Parts = ()
    time_frame: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of a record that are not facts of a TrialRecord; each format fills what it has."""

    summary: Parts = ()
    description: Parts = ()
    arms: tuple[Arm, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    primary_outcomes: tuple[OutcomeMeasure, ...] = ()
    secondary_outcomes: tuple[OutcomeMeasure, ...] = ()
    other_outcomes: tuple[OutcomeMeasure, ...] = ()
    criteria: Parts = ()
    gender_description: Parts = ()
    population: Parts = ()
    sampling: str = ""
    design: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Rows of the design: name, codes."""
    design_descriptions: tuple[tuple[str, Parts], ...] = field(default=())
    age_groups: tuple[str, ...] = ()
    """Codes: ``ADULT``."""
    gender_based: bool | None = None
    results: tuple[ResultPart, ...] = ()
    particulars: Particulars = field(default_factory=Particulars)


def complete(record: TrialRecord, texts: Texts) -> TrialRecord:
    """Return the record with its document."""
    return replace(record, document=_document(record, texts))


def _document(record: TrialRecord, texts: Texts) -> Document:
    builder = DocumentBuilder()
    builder.section("title", "Title")
    builder.paragraph("brief", record.title)
    builder.paragraph("official", record.official_title)
    builder.paragraph("acronym", record.acronym)
    builder.section("facts", "Key facts")
    builder.bound(*MOST_FACTS)
    for fact in facts_of(record):
        if fact.is_text:
            builder.row(fact.key, fact.name, fact.words)
    builder.bound()
    builder.section("summary", "Summary")
    builder.parts("brief", texts.summary)
    builder.section("description", "Description")
    builder.parts("detailed", texts.description)
    builder.section("conditions", "Conditions")
    _names(builder, "condition", record.conditions)
    if record.keywords:
        builder.heading("keywords", "Keywords")
        _names(builder, "keyword", record.keywords)
    builder.section("arms", "Arms")
    for arm in texts.arms:
        _arm(builder, arm)
    builder.section("treatments", "Treatments")
    for treatment in texts.treatments:
        _treatment(builder, treatment)
    builder.section("outcomes", "Outcomes")
    _outcomes(builder, "primary", "Primary outcomes", texts.primary_outcomes)
    _outcomes(builder, "secondary", "Secondary outcomes", texts.secondary_outcomes)
    _outcomes(builder, "other", "Other outcomes", texts.other_outcomes)
    builder.section("eligibility", "Eligibility")
    _eligibility(builder, record, texts)
    builder.section("design", "Design")
    _design(builder, record, texts)
    builder.bound(*MOST_RESULTS)
    write_results(builder, texts.results)
    builder.bound(*MOST_PLACES)
    write_places(builder, record.places)
    builder.bound(*MOST_PARTICULARS)
    write_particulars(builder, texts.particulars)
    return builder.build()


def _names(builder: DocumentBuilder, path: str, names: Iterable[str]) -> None:
    for name in names:
        builder.item(f"{path}/{slug(name)}", name)


def _arm(builder: DocumentBuilder, arm: Arm) -> None:
    base = builder.heading(slug(arm.label), arm.label)
    builder.paragraph(f"{base}/type", code_words(arm.kind))
    builder.parts(base, arm.description)
    _names(builder, f"{base}/treatment", arm.interventions)


def _treatment(builder: DocumentBuilder, treatment: Treatment) -> None:
    base = builder.heading(slug(treatment.full_name), treatment.full_name)
    builder.parts(base, treatment.description)
    if treatment.other_names:
        builder.paragraph(f"{base}/other-names", "Other names:")
        _names(builder, f"{base}/other-name", treatment.other_names)


def _outcomes(builder: DocumentBuilder, group: str, title: str, outcomes: tuple[OutcomeMeasure, ...]) -> None:
    if not outcomes:
        return
    builder.heading(group, title)
    for outcome in outcomes:
        base = builder.heading(f"{group}/{slug(outcome.measure)}", outcome.measure, depth=4)
        builder.parts(base, outcome.description)
        if outcome.time_frame:
            builder.paragraph(f"{base}/time-frame", f"Time frame: {outcome.time_frame}")


def _eligibility(builder: DocumentBuilder, record: TrialRecord, texts: Texts) -> None:
    for group, parts in _criteria_groups(texts.criteria):
        builder.parts(group, parts)
    builder.row("sex", "Sex", code_words(record.sex))
    builder.row("minimum-age", "Minimum age", record.minimum_age)
    builder.row("maximum-age", "Maximum age", record.maximum_age)
    if record.healthy_volunteers is not None:
        builder.row(
            "healthy-volunteers", "Healthy volunteers", "Accepted" if record.healthy_volunteers else "Not accepted"
        )
    builder.row("age-groups", "Age groups", ", ".join(map(code_words, texts.age_groups)))
    if texts.gender_based is not None:
        builder.row("gender-based", "Based on gender", "Yes" if texts.gender_based else "No")
    builder.row("sampling", "Sampling", code_words(texts.sampling))
    _described(builder, "Gender", texts.gender_description)
    _described(builder, "Study population", texts.population)


def _criteria_groups(parts: Parts) -> list[tuple[str, Parts]]:
    """Split the criteria at their own headings, for the paths only: a new inclusion criterion renames no exclusion."""
    groups: list[tuple[str, list[UnplacedBlock]]] = [("criteria", [])]
    counts: dict[str, int] = {}
    for part in parts:
        found = (
            _GROUP.match(part.text) if part.kind is BlockKind.PARAGRAPH and len(part.text) <= _GROUP_HEADING else None
        )
        if found is not None:
            name = found[1].lower()
            counts[name] = counts.get(name, 0) + 1
            groups.append((name if counts[name] == 1 else f"{name}~{counts[name]}", []))
        groups[-1][1].append(part)
    return [(name, tuple(own)) for name, own in groups]


def _design(builder: DocumentBuilder, record: TrialRecord, texts: Texts) -> None:
    builder.row("study-type", "Study type", code_words(record.study_type))
    # Some formats say "not applicable" where others are empty.
    for name, codes in (("Phase", record.phases), *texts.design):
        builder.row(slug(name), name, ", ".join(code_words(code) for code in codes if code not in ("", "NA")))
    if record.enrollment is not None:
        kind = f" ({record.enrollment_kind.lower()})" if record.enrollment_kind else ""
        builder.row("participants", "Participants", f"{record.enrollment}{kind}")
    builder.row("why-stopped", "Why the study stopped", record.why_stopped)
    for name, parts in texts.design_descriptions:
        _described(builder, name, parts)


def _described(builder: DocumentBuilder, name: str, parts: Parts) -> None:
    if parts:
        builder.parts(builder.heading(slug(name), name), parts)
