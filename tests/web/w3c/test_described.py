"""What OpenAPI says of /w3c is what it answers, to the last key."""

from annotate.w3c.preferences import IRIS, MINIMAL
from annotate.w3c.shapes import ShownAnnotation, ShownContainer, ShownPage
from tests.annotating import HERE
from tests.noting import Noting
from tests.programs import Program


def test_what_is_described_is_answered(alice: Program, noting: Noting) -> None:
    for on, body, label in (("≥18 Years", "Adults", "starter-dose"), ("160 mg", "", ""), ("", "All of it", "")):
        note = noting.note(on=on, body=body, label=label, tags="elderly")
        ShownAnnotation.model_validate(alice.get(f"{HERE}{note}").get_json())
    for preferred in (None, MINIMAL, IRIS):
        headers = {"Prefer": f'return=representation;include="{preferred}"'} if preferred else {}
        ShownContainer.model_validate(alice.get(HERE, **headers).get_json())
    for query in ("?page=first", "?iris=1&page=first"):
        ShownPage.model_validate(alice.get(f"{HERE}{query}").get_json())
