"""Every outcome of two versions: the one that it was or became, the verdict, and what the verdict rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.outcomes.evidence import OutcomeEvidence
from annotate.core.outcomes.pairing import OutcomePairing
from annotate.core.outcomes.planned import OutcomeGroup, PlannedOutcome
from annotate.core.outcomes.texts import Depth, compare_texts
from annotate.core.outcomes.wording import read_words


class OutcomeVerdict(StrEnum):
    """What became of an outcome from one version to another."""

    IDENTICAL = "identical"
    COSMETIC = "cosmetic"
    TIME_FRAME = "time-frame"
    REWORDED = "reworded"
    SUBSTANTIVE = "substantive"
    ADDED = "added"
    DROPPED = "dropped"
    TO_SECONDARY = "primary-to-secondary"
    TO_PRIMARY = "secondary-to-primary"
    OTHER_LIST = "other-list"
    """It crossed to or from the list of other outcomes."""


_CROSSINGS = {
    (OutcomeGroup.PRIMARY, OutcomeGroup.SECONDARY): OutcomeVerdict.TO_SECONDARY,
    (OutcomeGroup.SECONDARY, OutcomeGroup.PRIMARY): OutcomeVerdict.TO_PRIMARY,
}
_OF_DEPTH = {
    Depth.NONE: OutcomeVerdict.IDENTICAL,
    Depth.SPELLING: OutcomeVerdict.COSMETIC,
    Depth.WORDING: OutcomeVerdict.REWORDED,
    Depth.MEANING: OutcomeVerdict.SUBSTANTIVE,
}


@dataclass(frozen=True, slots=True)
class ComparedOutcome:
    """An outcome of two versions, by its index in each; None where a version has none that it could be.

    ``wording`` is the verdict on the texts alone, whichever list they stand in. ``kin`` are outcomes of the other version by index, of
    which an added or dropped one may be a part: it was split off, or merged.
    """

    old: int | None
    new: int | None
    verdict: OutcomeVerdict
    wording: OutcomeVerdict
    evidence: tuple[OutcomeEvidence, ...] = ()
    kin: tuple[int, ...] = ()


def compare_outcomes(old: Sequence[PlannedOutcome], new: Sequence[PlannedOutcome]) -> tuple[ComparedOutcome, ...]:
    """Pair and judge all outcomes: those of the new version in its order, then the dropped ones in the old one's order.

    Total: it never raises, whatever the texts. The work is bounded (``MOST_PAIRS``).
    """
    pairing = OutcomePairing(old, new)
    by_new = {b: a for a, b in pairing.pairs.items()}
    judged = {
        a: _judged(old[a], new[b], a, b, by_subject=a in pairing.by_subject) for a, b in sorted(pairing.pairs.items())
    }
    changed = {a for a, each in judged.items() if each.wording in (OutcomeVerdict.REWORDED, OutcomeVerdict.SUBSTANTIVE)}
    found: list[ComparedOutcome] = []
    for b in range(len(new)):
        if b in by_new:
            found.append(judged[by_new[b]])
        else:
            kin = tuple(a for a in pairing.kin(new=b) if a in changed or a not in pairing.pairs)
            found.append(_alone(OutcomeVerdict.ADDED, None, b, kin))
    for a in range(len(old)):
        if a not in pairing.pairs:
            kin = tuple(b for b in pairing.kin(old=a) if b not in by_new or by_new[b] in changed)
            found.append(_alone(OutcomeVerdict.DROPPED, a, None, kin))
    return tuple(found)


def judge_pair(old: PlannedOutcome, new: PlannedOutcome) -> tuple[OutcomeVerdict, tuple[OutcomeEvidence, ...]]:
    """Return the verdict on the texts of two outcomes, whichever list they stand in, and its evidence. Never raises."""
    measure, found = compare_texts("Measure", old.measure, new.measure)
    description, more = compare_texts("Description", old.description, new.description)
    frame, _ = compare_texts("Time frame", old.time_frame, new.time_frame)
    evidence = [*found, *more]
    depth = max(measure, description)
    if depth is Depth.MEANING and _whole(old) == _whole(new):
        depth = Depth.WORDING
        evidence = [OutcomeEvidence("Words moved between measure and description")]
    if frame > Depth.SPELLING:
        evidence.append(_frame_evidence(old.time_frame, new.time_frame))
        verdict = OutcomeVerdict.TIME_FRAME if depth <= Depth.SPELLING else OutcomeVerdict.SUBSTANTIVE
    else:
        depth = max(depth, frame)
        verdict = _OF_DEPTH[depth]
        if frame is Depth.SPELLING:
            evidence.append(OutcomeEvidence("Time frame: spelling alone"))
    return verdict, tuple(evidence)


def compare_pair(old: PlannedOutcome, new: PlannedOutcome) -> ComparedOutcome:
    """Judge two outcomes that are known to be one, with their lists; the indices of the result are 0. Never raises."""
    return _judged(old, new, 0, 0, by_subject=False)


def _whole(outcome: PlannedOutcome) -> tuple[str, ...]:
    return read_words(outcome.measure).words + read_words(outcome.description).words


def _frame_evidence(then: str, now: str) -> OutcomeEvidence:
    if not then:
        return OutcomeEvidence("Time frame: stated", "", now)
    if not now:
        return OutcomeEvidence("Time frame: not stated any more", then, "")
    return OutcomeEvidence("Time frame", then, now)


def _judged(old: PlannedOutcome, new: PlannedOutcome, a: int, b: int, *, by_subject: bool) -> ComparedOutcome:
    wording, evidence = judge_pair(old, new)
    if by_subject:
        evidence = (OutcomeEvidence("Paired by its subject alone: no words are the same"), *evidence)
    verdict = wording
    if old.group is not new.group:
        verdict = _CROSSINGS.get((old.group, new.group), OutcomeVerdict.OTHER_LIST)
        evidence = (OutcomeEvidence("List", old.group.value, new.group.value), *evidence)
    return ComparedOutcome(a, b, verdict, wording, evidence)


def _alone(verdict: OutcomeVerdict, a: int | None, b: int | None, kin: tuple[int, ...]) -> ComparedOutcome:
    what = "May have been split off" if verdict is OutcomeVerdict.ADDED else "May have been merged"
    return ComparedOutcome(a, b, verdict, verdict, (OutcomeEvidence(what),) if kin else (), kin)
