"""How answers to labelled cases are judged against what people hold to be right.

A case names one expected answer and others that are as good (``also_ok``). Exact and moved are judged by their place to the
code point; changed by whether it covers the better part of the right place; ambiguous and orphaned name no place, but
``offers`` is what stands in the passage's place now and has to be among their candidates.

A case that says what its lines are (``old_blocks``, ``new_blocks``: ``h3`` a heading of depth 3, ``p0`` a paragraph, ``i2`` a list
item of depth 2, ``c1`` a cell of column 1, ``h2:arms`` the heading of the section ``arms``) is asked twice: as a document, and as
plain text. ``texts_of`` names the case whose texts it shares.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.core.document import Block, BlockKind, Document, Section

FOUND = ("exact", "moved")
PLACED = ("exact", "moved", "changed")
_OVERLAP = 0.5
_SHOWN = 60
_TEXTS = ("old", "new", "old_blocks", "new_blocks", "drugs")
_KINDS = {"h": BlockKind.HEADING, "p": BlockKind.PARAGRAPH, "i": BlockKind.ITEM, "c": BlockKind.CELL}


@dataclass(frozen=True, slots=True)
class Question:
    """One case as it is asked: over documents, or over plain texts."""

    id: str
    old: Document | str
    new: Document | str
    start: int
    end: int
    drugs: tuple[str, ...]
    expected: Mapping[str, Any]


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, each with its texts."""
    cases: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    known = {case["id"]: case for case in cases}
    for case in cases:
        if "texts_of" in case:
            case.update({name: known[case["texts_of"]][name] for name in _TEXTS if name in known[case["texts_of"]]})
    return cases


def questions(cases: Iterable[Mapping[str, Any]]) -> Iterator[Question]:
    """Each case as plain texts, and before that as documents where it says what its lines are."""
    for case in cases:
        rest = case["start"], case["end"]
        if "old_blocks" in case:
            old, new = (_document(case[name], case[f"{name}_blocks"]) for name in ("old", "new"))
            yield Question(case["id"], old, new, *rest, tuple(case.get("drugs", ())), case["expected"])
        name = f"{case['id']} as plain text" if "old_blocks" in case else case["id"]
        yield Question(name, case["old"], case["new"], *rest, (), case["expected"])


def _document(text: str, kinds: str) -> Document:
    """The document of a text whose lines are of these kinds."""
    sections: list[tuple[str, str, list[Block]]] = []
    start = row = 0
    for number, (line, name) in enumerate(zip(text.split("\n"), kinds.split(), strict=True)):
        kind, depth = _KINDS[name[0]], int(name[1:].partition(":")[0])
        if ":" in name:
            sections.append((name.partition(":")[2], line, []))
        cell = kind is BlockKind.CELL
        row += cell and not depth
        path = f"{sections[-1][0]}/{number}"
        marker = "•" if kind is BlockKind.ITEM else ""
        place = (0, marker, row, depth) if cell else (depth, marker, 0, 0)
        sections[-1][2].append(Block(kind, path, line, start, *place))
        start += len(line) + 1
    return Document(tuple(Section(key, title, tuple(blocks)) for key, title, blocks in sections), text)


def judge_cases(cases: Sequence[Question], answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Print what is wrong, by case and by expected state; the figures of the last line."""
    total: Counter[str] = Counter()
    by_state: dict[str, Counter[str]] = {}
    shown = 0
    for case, answer in zip(cases, answers, strict=True):
        accepted = [case.expected, *case.expected.get("also_ok", [])]
        marks = _marks(answer, accepted)
        if not _offered(answer, case.expected.get("offers")):
            marks.append("not_offered")
        own = by_state.setdefault(case.expected["state"], Counter())
        for mark in ("cases", *marks):
            total[mark] += 1
            own[mark] += 1
        if ("right_state" not in marks or "not_offered" in marks) and shown < _SHOWN:
            shown += 1
            wanted = ", ".join(sorted({f"{each['state']} {_place(each)}".strip() for each in accepted}))
            offer = ", and its place offered" if "not_offered" in marks else ""
            print(f"{case.id}: {answer['state']} {_place(answer)}, wanted {wanted}{offer}".replace(" ,", ","))
    names = ("cases", "silent_wrong", "marked_wrong", "missed", "not_offered", "right_place", "right_state")
    print(f"{'expected':<11}{''.join(f'{name:>14}' for name in names)}")
    for state in (*PLACED, "ambiguous", "orphaned"):
        if state in by_state:
            print(f"{state:<11}{''.join(f'{by_state[state][name]:>14}' for name in names)}")
    return {name: total[name] for name in names} | {"by_state": {state: dict(own) for state, own in by_state.items()}}


def _marks(answer: Mapping[str, Any], accepted: Sequence[Mapping[str, Any]]) -> list[str]:
    state = answer["state"]
    same_place = [each for each in accepted if _place(each) == _place(answer)]
    marks = []
    if state in FOUND and not any(each["state"] in FOUND for each in same_place):
        marks.append("silent_wrong")
    if state == "changed" and not any(each["state"] in PLACED and _covers(answer, each) for each in accepted):
        marks.append("marked_wrong")
    if state not in PLACED and all(each["state"] in PLACED for each in accepted):
        marks.append("missed")
    if state in PLACED:
        right_place = any(each["state"] in PLACED for each in same_place)
        right_state = any(each["state"] == state for each in same_place)
    else:
        right_place = any(each["state"] not in PLACED for each in accepted)
        right_state = any(each["state"] == state for each in accepted)
    return marks + ["right_place"] * right_place + ["right_state"] * right_state


def _offered(answer: Mapping[str, Any], offers: Sequence[int] | None) -> bool:
    """Whether an answer without a place offers what stands in the passage's place now."""
    if offers is None or answer["state"] in PLACED:
        return True
    wanted = {"start": offers[0], "end": offers[1]}
    return any(_covers({"start": start, "end": end}, wanted) for start, end in answer["candidates"])


def _place(answer: Mapping[str, Any]) -> str:
    """The place as text; empty for answers without one."""
    return f"{answer['start']}–{answer['end']}" if answer["state"] in PLACED else ""


def _covers(answer: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    common = min(answer["end"], wanted["end"]) - max(answer["start"], wanted["start"])
    whole = max(answer["end"], wanted["end"]) - min(answer["start"], wanted["start"])
    return bool(common >= _OVERLAP * whole)
