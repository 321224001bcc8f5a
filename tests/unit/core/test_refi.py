"""REFI-QDA: GUIDs that say the same each time, colours, codes as trees, and XML that is read with care."""

import base64
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.refi.codes import Code, write_codes
from annotate.core.refi.colours import PALETTE, nearest_hue
from annotate.core.refi.guids import derived_guid, guid_of_id, id_of_guid, read_guid
from annotate.core.xml_text import MOST_DEPTH, XmlRefusal, decode_xml, visit_xml, xml_attribute, xml_words
from annotate.database import new_id


class _Said:
    """Collects what a file says."""

    def __init__(self) -> None:
        self.values: list[Mapping[str, str]] = []
        self.text = ""

    def start(self, _name: str, values: Mapping[str, str]) -> None:
        self.values.append(values)

    def words(self, text: str) -> None:
        self.text += text

    def end(self, _name: str) -> None:
        pass


def said(xml: str) -> _Said:
    visitor = _Said()
    visit_xml(xml, visitor)
    return visitor


@given(st.binary(min_size=16, max_size=16))
def test_a_guid_gives_its_id_back(content: bytes) -> None:
    own = base64.urlsafe_b64encode(content).decode().rstrip("=")
    assert id_of_guid(guid_of_id(own)) == own


@given(st.text(max_size=30))
def test_any_other_text_has_a_guid_as_well(text: str) -> None:
    assert read_guid(guid_of_id(text)) == guid_of_id(text)


def test_guids_are_read_as_others_write_them() -> None:
    guid = guid_of_id(new_id())
    assert read_guid(f"{{{guid.upper()}}}") == guid
    assert [read_guid(each) for each in ("", "x", f"{guid}0")] == ["", "", ""]
    assert derived_guid("a", "bc") != derived_guid("a", "b", "c") != derived_guid("ab", "c")


@pytest.mark.parametrize(
    ("colour", "hue"),
    [("#FF0000", 4), ("#ff0", 1), ("#00FF00", 2), ("#0000FF", 3), ("#FF7F00", 5), ("#808080", 8), ("#000000", 8)],
)
def test_any_colour_is_near_one_of_the_eight(colour: str, hue: int) -> None:
    assert nearest_hue(colour) == hue


def test_our_own_colours_come_back() -> None:
    assert {hue: nearest_hue(colour.lower()) for hue, colour in PALETTE.items()} == {hue: hue for hue in PALETTE}
    with pytest.raises(ValueError, match="no colour"):
        nearest_hue("red")


@given(st.text(max_size=60))
def test_words_come_back_from_xml(text: str) -> None:
    shown = "".join(
        "\ufffd" if (sign < " " and sign not in "\n\t\r") or sign in "\ufffe\uffff" else sign for sign in text
    )
    shown = shown.replace("\r\n", "\n").replace("\r", "\n")
    found = said(f"<a b={xml_attribute(text)}>{xml_words(text)}</a>")
    assert (found.values, found.text) == ([{"b": shown}], shown)


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares a document type"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "declares a document type"),
        ("<a>&b;</a>", "no XML: line 1"),
        ("<a>" * (MOST_DEPTH + 1), "more than 100 levels"),
        ("<a>\n<b></a>", "no XML: line 2"),
        ("", "no XML"),
        ("<a>&#0;</a>", "no XML"),
    ],
)
def test_what_is_not_read_is_told(xml: str, sentence: str) -> None:
    with pytest.raises(XmlRefusal, match=sentence):
        said(xml)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_known_by_their_first_bytes(encoding: str) -> None:
    xml = '<?xml version="1.0" encoding="utf-16"?><a b="é🧬"/>'
    assert said(decode_xml(xml.encode(encoding))).values == [{"b": "é🧬"}]
    with pytest.raises(XmlRefusal, match="no text in UTF-8"):
        decode_xml('<a b="é"/>'.encode("latin-1"))


def test_a_group_is_no_code_and_a_code_can_be_a_group() -> None:
    codes = [
        Code(("Safety", "Death"), ("1", "2")),
        Code(("Dose",), ("3",), "#FFFFFF", "a < b"),
        Code(("Dose", "High"), ("3", "4")),
        Code(("Safety", "Pain"), ("1", "5")),
        Code(("Again", "x"), ("4", "6")),
    ]
    written = "".join(write_codes(codes, ""))
    assert written.startswith(
        '<Code guid="1" name="Safety" isCodable="false">\n <Code guid="2" name="Death" isCodable="true">\n </Code>\n'
        ' <Code guid="5" name="Pain" isCodable="true">\n </Code>\n</Code>\n'
        '<Code guid="3" name="Dose" isCodable="true" color="#FFFFFF">\n <Description>a &lt; b</Description>\n'
    )
    assert written.count('guid="4"') == 1, "a group has no GUID of a code"
