"""Guards: tokens that decide the meaning of a passage, whatever the rest of it is.

Two wordings that differ in one of these mean different things, however similar they look: "are eligible" and "are not
eligible" differ by one short word. Each guard is one row of ``GUARDS``: a kind, a pattern, and the normal spelling of a find,
so that ``≥``, ``>=`` and "at least" compare equal. To extend a guard, extend its row.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.text import collapse


class GuardKind(StrEnum):
    """Kind of a guard."""

    NUMBER = "number"
    UNIT = "unit"
    COMPARISON = "comparison sign"
    NEGATION = "negation"
    ARM = "arm or cohort"
    DRUG = "drug name"
    LIST = "inclusion or exclusion"


@dataclass(frozen=True, slots=True)
class Guard:
    """One row of the table: a pattern, and the spelling by which finds are compared."""

    kind: GuardKind
    pattern: re.Pattern[str]
    spelling: Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two wordings: finds of the old one only, and of the new one only."""

    kind: GuardKind
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The difference in words, for the reader."""
        gone, come = ", ".join(self.old), ", ".join(self.new)
        if gone and come:
            return f"The {self.kind.value} differs: {gone} became {come}."
        return (
            f"The {self.kind.value} differs: {gone} is gone."
            if gone
            else f"The {self.kind.value} differs: {come} is new."
        )


_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"once": "1", "twice": "2", "thrice": "3"}

_NUMBERS_IN_WORDS = "|".join(_NUMBER_WORDS)

_UNITS = (
    "mg|µg|μg|mcg|ug|ng|pg|kg|g|gram|mL|dL|µL|μL|uL|L|mm|cm|m|nm|mmol|µmol|μmol|umol|nmol|mol|mEq|IU|U|mU|kU|kPa|mmHg|Gy|cGy|"
    "Hz|bpm|ms|s|sec|second|min|minute|h|hr|hour|d|day|wk|week|mo|month|y|yr|year|ULN|LLN|AUC|cycle|dose|tablet|capsule|vial|°C|°F|%|percent"
)
_MEASURE = rf"(?:{_UNITS})s?"

_AT_LEAST = (
    r"≥|⩾|≧|>\s?/?\s?=|=>|</?\s?>=|at least|no less than|not less than|no fewer than|not fewer than|a minimum of|minimum of|"
    r"greater than or equal to|more than or equal to|equal to or greater than|equal to or more than"
)
_AT_MOST = (
    r"≤|⩽|≦|<\s?/?\s?=|=<|at most|no more than|not more than|no greater than|not greater than|not exceeding|up to|a maximum of|"
    r"maximum of|less than or equal to|lower than or equal to|equal to or less than|equal to or lower than"
)
_COMPARISON = re.compile(
    rf"(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})"
    r"|(?P<over>>|＞|\bmore than|\bgreater than|\bhigher than|\bolder than|\blonger than|\babove|\bexceed(?:s|ing)?|\bover(?= \d))"
    r"|(?P<under><|＜|\bless than|\bfewer than|\blower than|\byounger than|\bshorter than|\bbelow|\bunder(?= \d))"
    r"|(?P<from>\bor (?:more|greater|older|above|higher|longer|over)\b)|(?P<to>\bor (?:less|fewer|lower|younger|below|under|shorter)\b)"
    r"|(?P<about>±|\+/-|\bapproximately\b|\babout\b|~)|(?P<within>\bwithin\b)|(?P<before>\bbefore\b|\bprior to\b)|(?P<after>\bafter\b)",
    re.IGNORECASE,
)
_COMPARED = {"least": "≥", "from": "≥", "most": "≤", "to": "≤", "over": ">", "under": "<", "about": "±"}

_ARM_NAME = r"(?:(?-i:[A-Z]{1,2})[0-9]{0,2}|[0-9]{1,3}[A-Za-z]?|(?-i:[IVX]{1,5})|one|two|three|four|five|six)"
_ARM = re.compile(
    r"\b(arm|cohort|group|part|dose level|regimen|panel|sub-?study|treatment sequence)(?:s?\s*[-–:#]\s*|s?\s+)"
    rf"({_ARM_NAME}(?:[-.][0-9A-Za-z]{{1,3}})?(?:\s*(?:,|/|&|and|or)\s*{_ARM_NAME}(?![\w%]))*)(?![\w%])",
    re.IGNORECASE,
)


def _number(found: re.Match[str]) -> str:
    word = found[0].lower()
    return _NUMBER_WORDS.get(word, word.replace(",", ""))


def _unit(found: re.Match[str]) -> str:
    word = "".join(found[1].split()).replace("μ", "µ")
    parts = [part if len(part) < 3 or part.isupper() else part.lower().removesuffix("s") for part in word.split("/")]
    return "/".join(parts).replace("percent", "%")


def _comparison(found: re.Match[str]) -> str:
    return _COMPARED.get(found.lastgroup or "", found.lastgroup or "")


def _arm(found: re.Match[str]) -> str:
    return f"{found[1].lower()} {' '.join(found[2].lower().split())}"


def _word(found: re.Match[str]) -> str:
    return " ".join(found[0].lower().split())


GUARDS = (
    Guard(
        GuardKind.NUMBER,
        re.compile(rf"(?<![\w.])\d+(?:[.,]\d+)*|\b(?:{_NUMBERS_IN_WORDS})\b", re.IGNORECASE),
        _number,
    ),
    Guard(
        GuardKind.UNIT,
        re.compile(rf"(?:(?<=\d)\s?|\b(?:{_NUMBERS_IN_WORDS})\s)({_MEASURE}(?:\s?/\s?{_MEASURE}){{0,3}})(?![\w])"),
        _unit,
    ),
    Guard(GuardKind.COMPARISON, _COMPARISON, _comparison),
    Guard(
        GuardKind.NEGATION,
        re.compile(
            r"\b(?:not|no|non|nor|none|never|neither|without|cannot|except|excluding|excluded|unless|irrespective|regardless|"
            r"lack|absence|free of|negative|ineligible|inadequate|contraindicated|prohibited)\b|n['’]t\b",
            re.IGNORECASE,
        ),
        _word,
    ),
    Guard(GuardKind.ARM, _ARM, _arm),
    Guard(GuardKind.LIST, re.compile(r"\b(?:inclusion|exclusion)\b", re.IGNORECASE), _word),
)
"""The guard table. Drug names have no row: they come from the record (``DrugNames``)."""

_COMMON = frozenset(
    "drug biological device procedure radiation behavioral genetic dietary supplement combination product diagnostic test other "
    "placebo treatment therapy injection tablet tablets capsule capsules oral solution dose doses standard care control group arm "
    "vaccine intervention study the and for with plus alone matching high low usual best supportive active comparator".split()
)


_DRUG_WORD = re.compile(r"[^\W_][\w-]{2,}")


class DrugNames:
    """The names of a record's interventions, as an additional guard."""

    __slots__ = ("_pattern",)

    def __init__(self, names: Iterable[str] = ()) -> None:
        words = {
            word
            for name in names
            for word in _DRUG_WORD.findall(collapse(name).casefold())
            if word not in _COMMON and not word.isdigit()
        }
        # Longest first, so that "interferon-beta" is not read as "interferon".
        listed = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
        self._pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE) if listed else None

    def found_in(self, text: str) -> list[str]:
        """Every name in the text, in order, in lower case."""
        return [found[0].casefold() for found in self._pattern.finditer(text)] if self._pattern else []


NO_DRUGS = DrugNames()


def guarded(text: str, kind: GuardKind, drugs: DrugNames = NO_DRUGS) -> list[str]:
    """The finds of one guard in the text, in order, in their normal spelling."""
    if kind is GuardKind.DRUG:
        return drugs.found_in(text)
    return [row.spelling(found) for row in GUARDS if row.kind is kind for found in row.pattern.finditer(text)]


def differences(old: str, new: str, drugs: DrugNames = NO_DRUGS) -> tuple[Difference, ...]:
    """Every difference between two wordings that the guards see."""
    found = []
    for kind in GuardKind:
        before, after = Counter(guarded(old, kind, drugs)), Counter(guarded(new, kind, drugs))
        if before != after:
            found.append(Difference(kind, tuple((before - after).elements()), tuple((after - before).elements())))
    return tuple(found)
