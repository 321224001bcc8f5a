"""Weights of words: how much a word identifies its passage: ``pneumonitis`` a lot, ``every``, ``mg`` and ``18`` next to nothing.

Doses, times and words of grammar occur in every arm and criterion of a record, so equal ones prove nothing.
"""

from enum import IntEnum
from functools import lru_cache

GRAMMAR = frozenset(
    "a an the of and or to in on at by for with from as is are was were be been being has have had will would shall should may "
    "might can could must that this these those which who whom whose it its their his her there than then if when while where "
    "any all each both other such same into per via within during between after before prior until since up over under about not "
    "no non without except unless only also e.g. i.e. etc do does did he she they we you your our one two three four five six "
    "seven eight nine ten eleven twelve following defined least most more less".split()
)
"""Words of grammar."""

GENERIC = frozenset(
    "mg µg μg mcg ug ng pg kg g gram grams ml dl l µl μl ul mm cm m nm mmol µmol μmol umol nmol mol meq iu u mu ku kpa mmhg gy cgy "
    "second seconds sec min mins minute minutes h hr hrs hour hours d day days daily week weeks wk wks weekly biweekly month months "
    "mo mos monthly year years yr yrs yearly qd bid tid qid od q2w q3w q4w q6w qw every once twice thrice time times mg/kg mg/m2 "
    "mg/m^2 mg/day mg/kg/day ml/min g/dl mg/dl u/l iu/l /mm^3 mm^3 uln lln auc dose doses dosed dosing oral orally po intravenous "
    "intravenously iv i.v. sc s.c. im subcutaneous subcutaneously intramuscular intramuscularly infusion infusions injection "
    "injections injected infused tablet tablets capsule capsules vial vials administered administration given receive received "
    "receives cycle cycles frame baseline patient patients participant participants subject subjects study trial treatment arm arms "
    "cohort cohorts group groups part experimental comparator active criteria criterion inclusion exclusion yes type other name names "
    "drug biological device procedure radiation behavioral genetic dietary supplement combination product diagnostic test placebo "
    "age aged old first last total above below greater higher lower larger smaller upper limit limits normal range institutional "
    "level levels count counts value values equal score scores index".split()
)
"""Doses, times, units and words of every record: they may be anywhere."""


class Tells(IntEnum):
    """Class of a word; the number is its weight in tenths when two blocks are compared."""

    SIGN = 1
    GRAMMAR = 2
    GENERIC = 5
    OWN = 10


@lru_cache(maxsize=65_536)
def tells(word: str) -> Tells:
    """Return the class of the word."""
    plain = word.casefold()
    if plain in GRAMMAR:
        return Tells.GRAMMAR
    if plain in GENERIC:
        return Tells.GENERIC
    letters = sum(sign.isalpha() for sign in plain)
    if not letters:
        return Tells.GENERIC if any(sign.isdigit() for sign in plain) else Tells.SIGN
    if plain[0].isdigit() or (letters < 2 and len(plain) > 1):
        return Tells.GENERIC  # 18-year-old, 10mg, 2x
    if letters == 1 and plain.isascii():
        return Tells.GENERIC
    return Tells.OWN
