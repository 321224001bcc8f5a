"""A record's text cut where notes begin and end."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.interchange.passages import NotedSpan, noted_blocks
from tests.unit.interchange.exports import DOCUMENT

LENGTH = len(DOCUMENT.text)
OFFSETS = st.integers(-2, LENGTH + 2)


@settings(max_examples=60)
@given(st.lists(st.tuples(OFFSETS, OFFSETS), max_size=6))
def test_the_pieces_are_the_text_and_each_note_covers_its_own(places: list[tuple[int, int]]) -> None:
    spans = [NotedSpan(number, start, end) for number, (start, end) in enumerate(places)]
    blocks = list(noted_blocks(DOCUMENT, spans))
    assert "\n".join("".join(piece.text for piece in noted.pieces) for noted in blocks) == DOCUMENT.text
    covered: dict[int, str] = {}
    begun: set[int] = set()
    for noted in blocks:
        for piece in noted.pieces:
            begun |= set(piece.begins)
            assert piece.is_noted is bool(begun)
            covered |= {number: covered.get(number, "") + piece.text for number in begun}
            begun -= set(piece.ends)
    expected = {
        number: DOCUMENT.text[start:end].strip("\n") for number, start, end in spans if 0 <= start < end <= LENGTH
    }
    assert covered == {number: words.replace("\n", "") for number, words in expected.items() if words}
