import contextlib
import json
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotate.core.text import collapse
from annotate.registry import shapes
from annotate.registry.digest import record_digest
from annotate.registry.errors import UnreadableRecord
from annotate.registry.shapes import read_record
from annotate.registry.shapes import source as source_module
from tests.unit.registry.studies import API, LEGACY, XML, as_bytes

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=8), values, max_size=3),
    max_leaves=6,
)


def read_or_refused(raw: bytes) -> None:
    """Whatever the bytes, the outcome is a record whose text holds together, or a reason."""
    with contextlib.suppress(UnreadableRecord):
        record = read_record(raw)
        assert record.document.text.encode("utf-8")
        assert record.title == collapse(record.title)
    with contextlib.suppress(UnreadableRecord):
        assert len(record_digest(raw)) in {64, 129}


@given(st.binary(max_size=200))
@example(b"")
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"[" * 100_000)
@example(b'{"protocolSection":' + b"[" * 100_000)
@example(b"<clinical_study>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</clinical_study>")
@example(b'{"protocolSection": {"identificationModule": {"briefTitle": "\\ud800"}}}')
@example(b'{"protocolSection": NaN}')
@example(b'{"a": ' + b"9" * 10_000 + b"}")
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_or_refused(raw)


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a JSON value, as the keys and indices that lead there."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*path, index))
    return found


def replaced(study: object, path: tuple[str | int, ...], value: object) -> bytes:
    copy = json.loads(json.dumps(study))
    part = copy
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return json.dumps(copy).encode()


@given(st.sampled_from(places(API)), json_values)
def test_an_api_record_with_any_part_wrong_is_read_or_refused(path: tuple[str | int, ...], value: object) -> None:
    read_or_refused(replaced(API, path, value))


@given(st.sampled_from(places(LEGACY)), json_values)
def test_a_retired_record_with_any_part_wrong_is_read_or_refused(path: tuple[str | int, ...], value: object) -> None:
    read_or_refused(replaced(LEGACY, path, value))


@given(st.integers(0, len(XML) - 1), st.integers(0, 60), st.text(st.characters(codec="utf-8"), max_size=6))
def test_an_xml_record_with_anything_cut_out_or_put_in_is_read_or_refused(start: int, length: int, put_in: str) -> None:
    read_or_refused((XML[:start] + put_in + XML[start + length :]).encode())


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_plain_fields_are_never_parsed_as_markup(title: str) -> None:
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT04561557", "briefTitle": f"T{title}"}}}

    assert read_record(as_bytes(study)).title == collapse(f"T{title}")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"[]", "not one record"),
        (b"null", "not one record"),
        (b"{}", "no protocolSection"),
        (b'{"studies": []}', "search results"),
        (b"NCT04561557 not found", "neither JSON nor XML"),
        (b"{", "neither JSON nor XML"),
        (b'{"protocolSection": 1, "caf\xe9": 2}', "no utf-8 text"),
    ],
)
def test_what_is_no_record_says_why(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableRecord) as refused:
        read_record(raw)

    assert reason in refused.value.reason


def test_a_file_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "LARGEST", 10)

    with pytest.raises(UnreadableRecord, match="larger than"):
        read_record(as_bytes(API))


@pytest.mark.parametrize(
    ("criteria", "reason"),
    [("word " * 100_001, "more than the 500,000 that are taken in"), ("* a\n" * 5_001, "more than the 5,000 that are")],
)
def test_a_record_that_is_longer_than_any_is_refused(criteria: str, reason: str) -> None:
    study = json.loads(json.dumps(API))
    study["protocolSection"]["eligibilityModule"]["eligibilityCriteria"] = criteria

    with pytest.raises(UnreadableRecord, match=reason):
        read_record(as_bytes(study))


@pytest.mark.parametrize(
    "make",
    [
        lambda: "* " * 100_000,
        lambda: "* a\n" * 20_000,
        lambda: "\n".join(" " * depth + "* a" for depth in range(500)),
        lambda: "\\" * 200_000,
        lambda: " " * 200_000 + "x",
    ],
    ids=["markers", "items", "stairs", "backslashes", "blanks"],
)
def test_text_made_to_be_slow_is_read(make: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_BLOCKS", 100_000)
    study = json.loads(json.dumps(API))
    study["protocolSection"]["eligibilityModule"]["eligibilityCriteria"] = make()

    assert read_record(as_bytes(study)).document.text


@pytest.mark.parametrize(
    "raw",
    [
        replaced(API, ("protocolSection", "identificationModule", "nctIdAliases"), ["NCT00089934", "NCT00089934", "x"]),
        replaced(
            LEGACY,
            ("ProtocolSection", "IdentificationModule", "NCTIdAliasList"),
            {"NCTIdAlias": ["NCT00089934", "x"]},
        ),
        (
            b"<clinical_study><id_info><nct_id>NCT04561557</nct_id><nct_alias>NCT00089934</nct_alias></id_info>"
            b"<brief_title>T</brief_title></clinical_study>"
        ),
    ],
    ids=["api", "legacy", "xml"],
)
def test_former_ids_are_read_from_every_shape(raw: bytes) -> None:
    assert read_record(raw).former_ids == ("NCT00089934",)
