"""A note says the same by itself, on a page, in the container and in an export: read by pyld, which is not ours."""

import json

from tests.annotating import HERE
from tests.cast import Cast
from tests.json_ld import expanded, items_of, lost_keys, statements
from tests.noting import Noting
from tests.programs import Program

OA = "http://www.w3.org/ns/oa#"


def test_a_note_says_the_same_wherever_it_goes_out(alice: Program, cast: Cast, noting: Noting) -> None:
    notes = [
        noting.note(on=on, body=body, label=label, tags="elderly, שלום")
        for on, body, label in (("≥18 Years", "Which **dose**?", "starter-dose"), ("160 mg", "", ""), ("", "All", ""))
    ]
    alone = {f"{HERE}{note}": alice.get(f"{HERE}{note}").get_json() for note in notes}
    container, page = (alice.get(f"{HERE}{query}").get_json() for query in ("", "?page=first"))
    file = cast.client("alice").get("/notes/exports?format=jsonld")
    exported = json.loads(file.get_data())
    file.close()
    for document in (*alone.values(), container, page, exported):
        assert lost_keys(document) == set()
    by_itself = {one["@id"]: one for document in alone.values() for one in expanded(document)}
    assert len(by_itself) == len(notes)
    for whole in (container, page, exported):
        (read,) = expanded(whole)
        assert {one["@id"]: one for one in items_of(read)} == by_itself
        told = statements(whole)
        for annotation in alone.values():
            named = {line for line in statements(annotation) if "_:" not in line}
            assert named
            assert named <= told


def test_what_it_says_is_what_the_vocabulary_means(alice: Program, noting: Noting) -> None:
    note = noting.note(on="≥18 Years", body="Adults")
    (read,) = expanded(alice.get(f"{HERE}{note}").get_json())
    assert read["@type"] == [f"{OA}Annotation"]
    assert read[f"{OA}motivatedBy"] == [{"@id": f"{OA}commenting"}]
    (target,) = read[f"{OA}hasTarget"]
    quote, position = target[f"{OA}hasSelector"]
    assert quote[f"{OA}exact"] == [{"@value": "≥18 Years"}]
    assert position["@type"] == [f"{OA}TextPositionSelector"]
    assert target[f"{OA}hasSource"][0]["@id"].startswith("http://localhost/trials/")
