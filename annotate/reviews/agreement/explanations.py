"""What each measure says, in one sentence; docs/evidence.md has the whole, with sources."""

from annotate.core.agreement import Measure

NAMES = {
    Measure.PER_CENT: "Per cent agreement",
    Measure.POSITIVE: "Positive specific agreement",
    Measure.POSITIVE_EXACT: "Positive specific agreement, same passages",
    Measure.POSITIVE_OVERLAP: "Positive specific agreement, overlapping passages",
    Measure.KAPPA: "Cohen’s kappa",
    Measure.AC1: "Gwet’s AC1",
    Measure.ALPHA: "Krippendorff’s alpha",
    Measure.ALPHA_CHARACTERS: "Krippendorff’s alpha over code points",
    Measure.UNITIZING_BINARY: "|uα, marked or not",
    Measure.UNITIZING: "uα, marked and with which labels",
    Measure.UNITIZING_CODING: "cuα, which labels where both marked",
    Measure.UNITIZING_LABEL: "(k)uα, this label where both marked",
}

EXPLANATIONS = {
    Measure.PER_CENT: "The share of questions with the same answer of both, “not used” included; high by itself for rarely used labels.",
    Measure.POSITIVE: "Of the uses of a label by either reader, the share that the other made too; what both left out does not count.",
    Measure.POSITIVE_EXACT: "Of the passages that either marked, the share that the other marked from the same first to the same last character.",
    Measure.POSITIVE_OVERLAP: (
        "Of the passages that either marked, the share with a partner: the same label, a character in common,"
        " and one partner at most for each."
    ),
    Measure.KAPPA: "Agreement beyond what the readers’ own shares of yes and no would give by chance; it falls when nearly all answers are the same.",
    Measure.AC1: "Agreement beyond chance, with a chance that stays small when nearly all answers are the same.",
    Measure.ALPHA: "One less the observed over the expected disagreement, for any number of readers and with answers missing.",
    Measure.ALPHA_CHARACTERS: "The same over every character of the texts: was it marked with the label or not?",
    Measure.UNITIZING_BINARY: "Alpha over stretches of text: did readers mark the same stretches, whatever the label?",
    Measure.UNITIZING: "Alpha over stretches of text: did readers mark the same stretches with the same labels?",
    Measure.UNITIZING_CODING: "Where two readers marked the same words: did they use the same labels? What only one marked is left out.",
    Measure.UNITIZING_LABEL: "Where two readers marked the same words: did they agree on this label? What only one marked is left out.",
}

ORDER = (
    Measure.PER_CENT,
    Measure.POSITIVE,
    Measure.POSITIVE_EXACT,
    Measure.POSITIVE_OVERLAP,
    Measure.KAPPA,
    Measure.AC1,
    Measure.ALPHA,
    Measure.ALPHA_CHARACTERS,
    Measure.UNITIZING_BINARY,
    Measure.UNITIZING,
    Measure.UNITIZING_CODING,
    Measure.UNITIZING_LABEL,
)
"""The order of a page and of files."""
