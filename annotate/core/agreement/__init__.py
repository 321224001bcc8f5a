"""Measures of agreement between readers. This is the public face; no other module is imported outside.

``measure_agreement`` computes every measure of a ``DoubleReading``, over three units that are always stated: label by trial,
passages, and code points. ``pair_passages`` says which passages of two readers answer each other, for a list of disagreements.
What each figure means, with sources: docs/evidence.md.
"""

from annotate.core.agreement.measuring import measure_agreement
from annotate.core.agreement.nominal import nominal_alpha
from annotate.core.agreement.pairing import PassageMatch, PassagePairs, pair_passages
from annotate.core.agreement.readings import DoubleReading, MarkedPassage, TrialReading, TrialReadings
from annotate.core.agreement.report import (
    AgreementReport,
    JointAgreement,
    PairAgreement,
    PairedCounts,
)
from annotate.core.agreement.two_by_two import TwoByTwo, cohens_kappa, gwets_ac1, per_cent, positive_specific_agreement
from annotate.core.agreement.values import (
    FEWEST_UNITS,
    BootstrapInterval,
    Figure,
    Measure,
    MeasureValue,
    NotDefined,
    TooFewUnits,
    Unit,
)

__all__ = [
    "FEWEST_UNITS",
    "AgreementReport",
    "BootstrapInterval",
    "DoubleReading",
    "Figure",
    "JointAgreement",
    "MarkedPassage",
    "Measure",
    "MeasureValue",
    "NotDefined",
    "PairAgreement",
    "PairedCounts",
    "PassageMatch",
    "PassagePairs",
    "TooFewUnits",
    "TrialReading",
    "TrialReadings",
    "TwoByTwo",
    "Unit",
    "cohens_kappa",
    "gwets_ac1",
    "measure_agreement",
    "nominal_alpha",
    "pair_passages",
    "per_cent",
    "positive_specific_agreement",
]
