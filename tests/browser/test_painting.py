"""Marks of very many notes: those that one could see are painted, wherever one goes and whatever comes in."""

import pytest

from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
_SHOW_THOUSANDS = """() => {
  const blocks = [...document.querySelectorAll(".record [data-start]")];
  const length = Math.max(...blocks.map(({dataset}) => Number(dataset.start)));
  const notes = Array.from({length: 4_000}, (_, id) => {
    const start = Math.floor(length * id / 4_000);
    return {id: String(id), start, end: start + 3 + id % 5, hue: id % 8 + 1, changed: false};
  });
  document.querySelector("annotated-text").show(notes);
}"""
_IS_PAINTED = """(place) => {
  const block = [...document.querySelectorAll(".record [data-start]")].at(place);
  const near = [...CSS.highlights].filter(([name]) => /^note-\\d/.test(name)).flatMap(([, ranges]) => [...ranges]);
  return near.some(({startContainer}) => block.contains(startContainer));
}"""


@pytest.mark.engines
def test_of_thousands_of_marks_those_are_painted_that_one_could_see(people: People) -> None:
    page, last = people.join("Alice").go(TRIAL), -2
    page.wait_for_load_state("load")
    page.evaluate(_SHOW_THOUSANDS)
    page.wait_for_function(_IS_PAINTED, arg=0)
    assert not page.evaluate(_IS_PAINTED, last)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_function(_IS_PAINTED, arg=last)
    assert not page.evaluate(_IS_PAINTED, 0)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function(_IS_PAINTED, arg=0)
    # Where other nodes come in, as a translator makes them, marks follow.
    page.evaluate("""() => {
      const block = document.querySelector(".record [data-start]");
      block.replaceChildren(block.textContent);
    }""")
    page.wait_for_function(_IS_PAINTED, arg=0)
