import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.text import _CAREFUL as CAREFUL
from annotate.core.text import _MAY_COMPOSE as MAY_COMPOSE
from annotate.core.text import (
    SLUG_LENGTH,
    Offsets,
    checksum,
    collapse,
    isolated,
    line_feeds,
    normalise,
    one_line,
    shortened,
    slug,
    storable,
    unbroken,
)

VECTORS = Path(__file__).parents[2] / "vectors"
PLACES: list[dict[str, Any]] = json.loads((VECTORS / "utf16.json").read_text("utf-8"))
TEXTS: list[dict[str, Any]] = json.loads((VECTORS / "text.json").read_text("utf-8"))
SHORTENED: list[dict[str, Any]] = json.loads((VECTORS / "shortened.json").read_text("utf-8"))

anything = st.text(st.characters(exclude_categories=()))  # lone surrogates and controls too


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: ascii(case["text"]))
def test_text_vectors(case: dict[str, Any]) -> None:
    assert normalise(case["text"]) == case["normalised"]
    assert collapse(case["text"]) == case["collapsed"]
    assert Offsets(case["text"]).to_utf16(len(case["text"])) == case["utf16_length"]


def test_signs_that_are_passed_over_are_composed_wherever_they_are() -> None:
    bases = "aΑАᄀ가か"  # letters that the marks of several scripts join
    for sign in map(chr, range(0x10000)):
        if not MAY_COMPOSE.search(sign):
            assert not unicodedata.combining(sign)
            assert all(unicodedata.normalize("NFC", base + sign) == base + sign for base in bases)
        if not CAREFUL.search(sign):
            assert not MAY_COMPOSE.search(sign)
            assert unbroken(sign) == sign


@given(anything | st.text(st.characters(max_codepoint=0x17F)))
def test_quick_ways_lead_to_the_same_words(text: str) -> None:
    words = " ".join(unicodedata.normalize("NFC", unbroken(text)).split())
    assert collapse(text) == words
    assert slug(text) == (re.sub(r"[\W_]+", "-", words.casefold()).strip("-")[:SLUG_LENGTH].strip("-") or "-")


def test_offset_vectors() -> None:
    for case in PLACES:
        index, point, unit = Offsets(case["text"]), case["codepoint_offset"], case["utf16_offset"]
        if point is None:
            with pytest.raises(ValueError, match="surrogate pair"):
                index.from_utf16(unit)
        else:
            assert index.to_utf16(point) == unit
            assert index.from_utf16(unit) == point


@pytest.mark.parametrize(
    "case", json.loads((VECTORS / "checksums.json").read_text("utf-8")), ids=lambda case: ascii(case["text"])
)
def test_checksum_vectors(case: dict[str, str]) -> None:
    assert checksum(case["text"]) == case["checksum"]


@given(anything)
def test_normalising_and_collapsing_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert collapse(collapse(text)) == collapse(text)
    assert collapse(normalise(text)) == collapse(text)


@given(anything)
def test_collapsed_text_can_be_stored_and_shown(text: str) -> None:
    words = collapse(text)

    assert words.encode("utf-8").decode("utf-8") == words
    assert unicodedata.is_normalized("NFC", words)
    assert words == words.strip()
    assert not [
        sign for sign in words if unicodedata.category(sign) in ("Cc", "Cs") or (sign.isspace() and sign != " ")
    ]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"))))
def test_every_sign_of_a_word_stays(text: str) -> None:
    assert collapse(text) == unicodedata.normalize("NFC", text)


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert unbroken("a\ud800b") == "a\ufffdb"


@given(st.text(), st.data())
def test_offsets_come_back(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    index = Offsets(text)

    unit = index.to_utf16(offset)

    assert unit == len(text[:offset].encode("utf-16-le")) // 2
    assert index.from_utf16(unit) == offset


@given(st.text())
def test_every_unit_is_a_place_or_inside_a_pair(text: str) -> None:
    index = Offsets(text)
    starts = {index.to_utf16(offset) for offset in range(len(text) + 1)}

    for unit in range(index.to_utf16(len(text)) + 1):
        if unit in starts:
            assert index.to_utf16(index.from_utf16(unit)) == unit
        else:
            with pytest.raises(ValueError, match="inside a surrogate pair"):
                index.from_utf16(unit)


@pytest.mark.parametrize("offset", [-1, 4])
def test_offsets_outside_the_text_are_refused(offset: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        Offsets("a\U0001f600b").to_utf16(offset)
    with pytest.raises(ValueError, match="outside"):
        Offsets("abc").from_utf16(offset)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Arm A: 200 mg, every 3 weeks", "arm-a-200-mg-every-3-weeks"),
        ("  ÉTUDE à 5 µg ", "étude-à-5-μg"),
        ("視神経脊髄炎 (NMOSD)", "視神経脊髄炎-nmosd"),
        ("≥ / ‹", "-"),
        ("", "-"),
        ("x" * 200, "x" * 64),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(anything)
def test_a_slug_is_one_path_part(text: str) -> None:
    part = slug(text)

    assert part
    assert not set("/~ \n") & set(part)
    assert len(part) <= 64


@pytest.mark.parametrize("text", ["", "a\r\n\tb", "≥18 Years", "\U0001f9ea", "\ufffe"])
def test_what_utf_8_holds_is_storable(text: str) -> None:
    assert storable(text)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "é\udfff"])
def test_nul_and_lone_surrogates_are_not_storable(text: str) -> None:
    assert not storable(text)


def test_every_line_end_becomes_a_line_feed() -> None:
    assert line_feeds("a\r\nb\rc\nd\r\r\n") == "a\nb\nc\nd\n\n"


@pytest.mark.parametrize("vector", SHORTENED, ids=lambda vector: f"{vector['text']!r} to {vector['longest']}")
def test_a_text_is_shortened_as_a_page_shortens_it(vector: dict[str, Any]) -> None:
    assert shortened(vector["text"], vector["longest"]) == vector["shortened"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bob", "Bob"),
        ("المينو (20 mg?).", "\u2068المينو (20 mg?).\u2069"),
        ("דנה", "\u2068דנה\u2069"),
        ("Zoë 5", "Zoë 5"),
    ],
)
def test_words_that_are_read_from_the_right_are_set_apart(text: str, shown: str) -> None:
    assert isolated(text) == shown


def test_words_are_shortened_on_one_line() -> None:
    assert one_line("5\n mg\t/kg", 4) == "5 mg…"
