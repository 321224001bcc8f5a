"""Records edited at random, with the truth known of every letter: what is kept is the passage itself, never a look-alike.

Each text is a list of lines whose letters remember where they stood; every edit moves, drops or adds letters. A kept passage must
consist of its own letters.
"""

import random
import re
from collections.abc import Callable

import pytest

from annotate.core.anchoring.reanchoring import Exact, Moved, compare

DRUGS = ("Tolvarex", "Mirudan", "Sepralin", "Oxelomab")
TIMES = ("every 2 weeks", "every 3 weeks", "once daily", "twice daily for 28 days")
FINDINGS = (
    "asthma eczema gout migraine psoriasis uveitis colitis pancreatitis hepatitis neuropathy epilepsy anaemia glaucoma "
    "sarcoidosis vasculitis myositis thyroiditis nephritis arthritis urticaria"
).split()
LIMITS = ("haemoglobin", "platelets", "creatinine", "bilirubin", "ferritin", "albumin")

Letter = tuple[str, int | None]
Lines = list[list[Letter]]


def record(chance: random.Random) -> list[str]:
    arms = [
        f"Arm {name}: {DRUGS[index]} {chance.choice((5, 10, 20, 40))} mg {chance.choice(TIMES)}"
        for index, name in enumerate("ABCD")
    ]
    findings = chance.sample(FINDINGS, 12)
    criteria = [
        f"History of {finding} within {chance.randrange(2, 24)} months before the first visit"
        for finding in findings[:8]
    ] + [f"{limit.capitalize()} of at least {chance.randrange(10, 90)} units at screening" for limit in LIMITS]
    chance.shuffle(criteria)
    return [
        "Summary",
        f"{DRUGS[0]} is compared with {DRUGS[1]} in adults with {findings[8]}, {findings[9]} and {findings[10]}.",
        "Arms",
        *arms,
        "Eligibility Criteria",
        "Inclusion Criteria:",
        *criteria[:7],
        "Exclusion Criteria:",
        *criteria[7:],
    ]


def added(text: str) -> list[Letter]:
    return [(letter, None) for letter in text]


def spelt(line: list[Letter]) -> str:
    return "".join(letter for letter, _ in line)


def put(line: list[Letter], start: int, end: int, text: str) -> list[Letter]:
    return [*line[:start], *added(text), *line[end:]]


def delete_line(lines: Lines, at: int, chance: random.Random) -> None:
    del lines[at]


def swap_lines(lines: Lines, at: int, chance: random.Random) -> None:
    other = max(at - 2, 0)
    if not spelt(lines[other]).endswith(("Criteria:", "Criteria", "Arms", "Summary")):
        lines[at], lines[other] = lines[other], lines[at]


def change_number(lines: Lines, at: int, chance: random.Random) -> None:
    found = re.search(r"\d+", spelt(lines[at]))
    if found:
        lines[at] = put(lines[at], *found.span(), str(chance.randrange(91, 200)))


def negate(lines: Lines, at: int, chance: random.Random) -> None:
    lines[at] = [*added("No "), *lines[at]]


def move_to_the_end(lines: Lines, at: int, chance: random.Random) -> None:
    lines.append(lines.pop(at))


def split_line(lines: Lines, at: int, chance: random.Random) -> None:
    cut = spelt(lines[at]).find(" within ")
    if cut > 0:
        lines[at : at + 1] = [lines[at][:cut], lines[at][cut + 1 :]]


def merge_lines(lines: Lines, at: int, chance: random.Random) -> None:
    if at + 1 < len(lines) and not spelt(lines[at + 1]).endswith("Criteria:"):
        lines[at : at + 2] = [[*lines[at], *added("; "), *lines[at + 1]]]


def replace_drug(lines: Lines, at: int, chance: random.Random) -> None:
    drug = chance.choice(DRUGS)
    for index, line in enumerate(lines):
        place = spelt(line).find(drug)
        if place >= 0:
            lines[index] = put(line, place, place + len(drug), "Zelvatinib")


def insert_look_alike(lines: Lines, at: int, chance: random.Random) -> None:
    text = re.sub(r"\d+", lambda _: str(chance.randrange(200, 300)), spelt(lines[at]))
    lines.insert(at + chance.randrange(2), added(text))


EDITS: tuple[Callable[[Lines, int, random.Random], None], ...] = (
    delete_line,
    swap_lines,
    change_number,
    negate,
    move_to_the_end,
    split_line,
    merge_lines,
    replace_drug,
    insert_look_alike,
)


def edited(texts: list[str], chance: random.Random) -> list[Letter]:
    lines: Lines = []
    offset = 0
    for text in texts:
        lines.append([(letter, offset + place) for place, letter in enumerate(text)])
        offset += len(text) + 1
    # A line that was doubled and whose first copy then goes is the line edited, so each line is edited by one kind of edit.
    kinds = chance.sample(EDITS, 4)
    for kind in [
        kind for kind in kinds if not {delete_line, insert_look_alike} <= set(kinds) or kind is not insert_look_alike
    ]:
        choices = [at for at, line in enumerate(lines) if at and len(line) > 30 and line[0][1] is not None]
        kind(lines, chance.choice(choices), chance)
    letters: list[Letter] = []
    for line in lines:
        letters += [*([("\n", None)] if letters else []), *line]
    return letters


@pytest.mark.parametrize("seed", range(60))
def test_what_is_kept_consists_of_its_own_letters(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - edits to make, no secrets
    texts = record(chance)
    old, letters = "\n".join(texts), edited(texts, chance)
    new = spelt(letters)
    words = [found.span() for found in re.finditer(r"\S+", old)]
    comparison = compare(old, new, DRUGS)

    whole = kept = 0
    for _ in range(80):
        first = chance.randrange(len(words))
        start, end = words[first][0], words[min(first + chance.choice((0, 1, 2, 5, 11)), len(words) - 1)][1]
        reanchored = comparison.reanchor(start, end)
        own = [place for place, (_, origin) in enumerate(letters) if origin is not None and start <= origin < end]
        stands = len(own) == end - start == own[-1] + 1 - own[0] if own else False
        whole += stands
        if isinstance(reanchored, Exact | Moved):
            span = reanchored.span
            quoted = old[start:end]
            assert new[span.start : span.end] == quoted
            mine = sum(span.start <= place < span.end for place in own)
            assert 2 * mine >= len(quoted.replace("\n", "")), f"“{quoted}” is kept at another place"
            kept += stands
    assert kept >= 0.8 * whole
