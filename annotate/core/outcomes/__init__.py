"""Outcomes of two versions of a record, paired one to one, each with a verdict and its evidence.

``outcomes_of`` reads them from a document, ``compare_outcomes`` pairs and judges them. This is the package's public face; no other
module of it is imported outside. Rules, limits and measured errors: docs/then-and-now.md.
"""

from annotate.core.outcomes.comparing import ComparedOutcome, OutcomeVerdict, compare_outcomes, compare_pair, judge_pair
from annotate.core.outcomes.evidence import OutcomeEvidence
from annotate.core.outcomes.planned import OutcomeGroup, PlannedOutcome, outcomes_of

__all__ = [
    "ComparedOutcome",
    "OutcomeEvidence",
    "OutcomeGroup",
    "OutcomeVerdict",
    "PlannedOutcome",
    "compare_outcomes",
    "compare_pair",
    "judge_pair",
    "outcomes_of",
]
