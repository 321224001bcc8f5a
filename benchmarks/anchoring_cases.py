"""How answers to labelled cases are judged against what people hold to be right.

A case names one expected answer and others that are as good (``also_ok``). Exact and moved are judged by their place to the
code point; changed by whether it covers the better part of the right place; ambiguous and orphaned name no place.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

KEPT = ("exact", "moved")
PLACED = ("exact", "moved", "changed")
_OVERLAP = 0.5
_SHOWN = 60


def judge_cases(cases: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Print what is wrong, by case and by expected state; the figures of the last line."""
    total: Counter[str] = Counter()
    by_state: dict[str, Counter[str]] = {}
    shown = 0
    for case, answer in zip(cases, answers, strict=True):
        accepted = [case["expected"], *case["expected"].get("also_ok", [])]
        marks = _marks(answer, accepted)
        own = by_state.setdefault(case["expected"]["state"], Counter())
        for mark in ("cases", *marks):
            total[mark] += 1
            own[mark] += 1
        if "right_state" not in marks and shown < _SHOWN:
            shown += 1
            wanted = ", ".join(sorted({f"{each['state']} {_place(each)}".strip() for each in accepted}))
            print(f"{case['id']}: {answer['state']} {_place(answer)}, wanted {wanted}".replace(" ,", ","))
    names = ("cases", "silent_wrong", "marked_wrong", "missed", "right_place", "right_state")
    print(f"{'expected':<11}{''.join(f'{name:>14}' for name in names)}")
    for state in (*PLACED, "ambiguous", "orphaned"):
        if state in by_state:
            print(f"{state:<11}{''.join(f'{by_state[state][name]:>14}' for name in names)}")
    return {name: total[name] for name in names} | {"by_state": {state: dict(own) for state, own in by_state.items()}}


def _marks(answer: Mapping[str, Any], accepted: Sequence[Mapping[str, Any]]) -> list[str]:
    state = answer["state"]
    same_place = [each for each in accepted if _place(each) == _place(answer)]
    marks = []
    if state in KEPT and not any(each["state"] in KEPT for each in same_place):
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


def _place(answer: Mapping[str, Any]) -> str:
    """The place as text; empty for answers without one."""
    return f"{answer['start']}–{answer['end']}" if answer["state"] in PLACED else ""


def _covers(answer: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    common = min(answer["end"], wanted["end"]) - max(answer["start"], wanted["start"])
    whole = max(answer["end"], wanted["end"]) - min(answer["start"], wanted["start"])
    return bool(common >= _OVERLAP * whole)
