"""Reading a text takes a time that grows with its length, whatever it holds: no text of a stranger keeps a process busy."""

import importlib
import inspect
import pkgutil
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

import annotate
from annotate.core import names, passcodes, text, words
from annotate.core.anchoring import guards, ownership
from annotate.core.text import composed
from annotate.notes.grammar import read_query
from annotate.notes.indexed_words import MOST_OF_NOTE, indexed
from annotate.notes.marking import WordMarker
from annotate.registry.shapes import canonical, older
from annotate.trials import excerpts, grammar

SHORT, LONG = 500, 2_000
"""Characters: what grows with the length takes four times as long, and what grows with its square sixteen times."""

MOST_TIMES = 10
QUICK = 0.002
"""Seconds of the processor; what takes less at the greater length is not looked into any further."""

BOUNDED_SECONDS = 0.1
"""What a pattern may take at most that is asked of little alone."""

UNITS = [
    *" \n\ta1A-.,:;/'\"<>([{*_`@\\\u00a0é字",
    *(
        "a ",
        "1 ",
        "- ",
        "a-",
        "1.",
        "A,",
        ", A",
        "a@",
        "a.",
        "\\a",
        "\r\n",
        "1 mg/",
        "mg ",
        "no ",
        "I, ",
        "* ",
        "\u0301\u0323",
    ),
    *(
        "inclusion ",
        "inclusion criteria ",
        "exclusion of ",
        "ext ",
        "arm A, ",
        "a minimum ",
        "not ",
        '{"a":',
        "nct ",
        "of ",
    ),
    *("other: ", "A a: ", "time ", "(a)", "</", "\u200d", "\U0001f9ea"),
]
BEGINNINGS = ("", "A: ", "1")
HOSTILE = [
    (first, unit, last) for unit in UNITS for first in (BEGINNINGS if len(unit) == 1 else ("",)) for last in ("", "!")
]

BOUNDED = {
    # Asked of headings alone, which are short: what is longer is none.
    ownership._SIDE_ONLY: ownership.HEADING_LENGTH,  # noqa: SLF001 - the test is about every pattern
    ownership._BOTH_SIDES: ownership.HEADING_LENGTH,  # noqa: SLF001 - as above
    canonical._GROUP: canonical._GROUP_HEADING,  # noqa: SLF001 - as above
    older._LISTED_DESIGN: older._DESIGN_LENGTH,  # noqa: SLF001 - as above
}
"""Patterns that are asked of nothing longer than this."""


def modules() -> Iterator[object]:
    for module in pkgutil.walk_packages(annotate.__path__, "annotate."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def patterns() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    """Give every pattern over text by its name, with the methods that its module calls."""
    found = {}
    for module in modules():
        source = inspect.getsource(module)  # type: ignore[arg-type]  # it is a module
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                used = frozenset(re.findall(rf"\b{name}\.(\w+)\(", source))
                found[f"{getattr(module, '__name__', '')}.{name}"] = (value, used)
    for row in guards.GUARDS:
        found[f"guard {row.kind}"] = (row.pattern, frozenset({"finditer"}))
    found["piles of marks"] = (text._piles(), frozenset({"split"}))  # noqa: SLF001 - the test is about every pattern
    return found


PATTERNS = patterns()
READERS: dict[str, Callable[[str], object]] = {
    "arm label": ownership.arm_label.__wrapped__,
    "excerpt": lambda it: excerpts.cut_excerpt(it, [it[: grammar.LONGEST_QUERY], "a " * 150], last_is_prefix=True),
    "e-mail address": lambda it: _refused(names.normalise_email, it),
    "name": lambda it: _refused(names.normalise_name, it),
    "normalised": text.normalise,
    "collapsed": text.collapse,
    "passcode": passcodes.normalise_generated,
    "search": grammar.read_words,
    "search of notes": read_query,
    "marks of searched words": lambda it: WordMarker(read_query(f'{it[:100]} "a 1 a" a').words).html(it),
    "indexed words": lambda it: indexed("a", (it,), MOST_OF_NOTE),
    "spelling": words.same_spelling,
    "slug": text.slug,
}


def _refused(read: Callable[[str], str], it: str) -> None:
    with suppress(ValueError):
        read(it)


def seconds(work: Callable[[str], object], hostile: str) -> float:
    began = time.thread_time()
    work(hostile)
    return time.thread_time() - began


def hold(work: Callable[[str], object]) -> None:
    """Hold a reader to texts of two lengths; what takes no time is good at once."""
    for hostile in HOSTILE:
        short, long = made(hostile, SHORT), made(hostile, LONG)
        if seconds(work, short) < QUICK and seconds(work, long) < QUICK:
            continue
        times = [min(seconds(work, each) for _ in range(3)) for each in (short, long)]
        assert times[1] < max(QUICK, MOST_TIMES * times[0]), f"{hostile}: {times}"


def hold_bounded(work: Callable[[str], object], longest: int) -> None:
    for hostile in HOSTILE:
        text = made(hostile, longest)[:longest]
        assert min(seconds(work, text) for _ in range(2)) < BOUNDED_SECONDS, hostile


def made(hostile: tuple[str, str, str], length: int) -> str:
    first, unit, last = hostile
    return first + (unit * length)[:length] + last


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_every_pattern_is_linear_or_asked_of_little(name: str) -> None:
    pattern, used = PATTERNS[name]
    anchored = used and used <= {"match", "fullmatch"}
    # Finds are not kept: clearing them away would be measured as well.
    work = [getattr(pattern, each) for each in used] if anchored else [lambda it: deque(pattern.finditer(it), maxlen=0)]
    for each in work:
        if pattern in BOUNDED:
            hold_bounded(each, BOUNDED[pattern])
        else:
            hold(each)


@pytest.mark.parametrize("name", sorted(READERS))
def test_what_reads_people_s_text_is_linear(name: str) -> None:
    hold(READERS[name])


def test_a_heading_of_whatever_signs_is_read_at_once() -> None:
    """Eighty dashes under each other, as people draw lines, kept an earlier pattern busy for minutes."""
    hold_bounded(ownership.list_side.__wrapped__, ownership.HEADING_LENGTH)


def test_no_pattern_hides_in_a_call() -> None:
    """A pattern has a name, by which it is found here."""
    hidden = re.compile(r"\bre\.(?:search|match|fullmatch|split|sub|findall|finditer)\(")
    found = [
        f"{getattr(module, '__name__', '')}: {line.strip()}"
        for module in modules()
        for line in inspect.getsource(module).splitlines()  # type: ignore[arg-type]  # it is a module
        if hidden.search(line)
    ]
    # Of the application's own routes, once, at the start; and of searched words, which are among the readers above.
    assert all(line.startswith(("annotate.web.logs: ", "annotate.trials.excerpts: ")) for line in found), found


def test_piles_of_marks_stay_and_everything_else_is_composed() -> None:
    pile = "\u0301\u0323" * 40
    assert composed("e\u0301") == "é"
    assert composed("a" + pile + "e\u0301") == "a" + pile + "é"
    assert composed(composed(pile + "a" * 9)) == composed(pile + "a" * 9)
    assert composed("e" + "\u0323\u0301" * 32) != "e" + "\u0323\u0301" * 32
