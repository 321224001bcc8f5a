"""What translators, phones and extensions do to a page, and selecting on it, in any engine."""

from playwright.sync_api import Page

PARAGRAPHS = ":is(#summary, #description) p.long"

# What alters a block, by what it leaves of its words.
SAME_WORDS = {
    "split": "(block) => block.firstChild.splitText(9).splitText(12)",
    "replaced": "(block) => block.replaceChildren(document.createTextNode(block.textContent))",
    "wrapped": """(block) => {
      const font = document.createElement("font");
      font.append(document.createElement("font"));
      font.firstChild.append(block.textContent);
      block.replaceChildren(font);
    }""",
    "linked": """(block) => {
      const word = block.firstChild.splitText(10);
      word.splitText(8);
      const link = document.createElement("a");
      link.href = "tel:10";
      word.replaceWith(link);
      link.append(word);
    }""",
    "decorated": """(block) => {
      block.firstChild.splitText(14).before(document.createElement("img"));
      const hidden = document.createElement("span");
      hidden.hidden = true;
      hidden.append("not to be seen");
      block.append(hidden);
    }""",
}
OTHER_WORDS = {
    "translated": """(block) => {
      const font = document.createElement("font");
      font.append(document.createElement("font"));
      font.firstChild.append([...block.textContent].reverse().join("").replace(/ /, " und auch "));
      block.replaceChildren(font);
    }""",
    "put in": """(block) => {
      const icon = document.createElement("span");
      icon.append("🔍");
      block.firstChild.splitText(12).before(icon);
    }""",
    "hidden": """(block) => {
      const original = document.createElement("span");
      original.append(block.textContent);
      original.style.display = "none";
      const shown = document.createElement("span");
      shown.append("Was hier zu lesen ist, steht nicht im Register.");
      block.replaceChildren(original, shown);
    }""",
    "not to be selected": """(block) => {
      const part = document.createElement("span");
      part.append(block.firstChild.splitText(8).splitText(4).previousSibling);
      part.style.userSelect = part.style.webkitUserSelect = "none";
      block.firstChild.after(part);
    }""",
    "translated behind": "(block) => block.append(' Und dasselbe noch einmal auf Deutsch.')",
    "edited": "(block) => block.firstChild.replaceData(4, 3, 'not')",
}
SELECTED_TO = dict.fromkeys(OTHER_WORDS, 16) | {"hidden": 10_000}
"""A unit up to which something is seen as selected: behind what is hidden stand the words that are shown."""

# What puts words beside a paragraph, which is left as it was.
WORDS_BESIDE = {
    "translated below": """(block) => {
      const translation = document.createElement("font");
      translation.append("Dasselbe noch einmal auf Deutsch.");
      block.after(translation);
    }""",
    "drawn by a style": """(block) => {
      const style = new CSSStyleSheet();
      style.replaceSync("annotated-text p.long::after { content: ' und mehr' }");
      document.adoptedStyleSheets.push(style);
    }""",
}
TAKE_AWAY = """() => {
  document.adoptedStyleSheets = [];
  for (const each of document.querySelectorAll("annotated-text font")) each.remove();
}"""

FIND_LONG = """() => {
  for (const block of document.querySelectorAll("p[data-start]")) {
    if (block.textContent.length > 80) block.classList.add("long");
  }
}"""

SELECT = """([css, first, from, last, to]) => {
  const place = (block, unit) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && unit > walker.currentNode.length) unit -= walker.currentNode.length;
    return [walker.currentNode, Math.min(unit, walker.currentNode.length)];
  };
  const blocks = document.querySelectorAll(css);
  blocks[first].scrollIntoView({block: "center", behavior: "instant"});
  getSelection().setBaseAndExtent(...place(blocks[first], from), ...place(blocks[last], to));
  return getSelection().toString();
}"""

PAINTED = """async () => {
  await new Promise(requestAnimationFrame);
  const marks = [...CSS.highlights].filter(([name]) => /^note-\\d/.test(name)).flatMap(([, ranges]) => [...ranges]);
  return marks.map((range) => {
    const live = document.createRange();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live.toString();
  }).join("|");
}"""

# Selects several ranges, as Firefox lets people do by Ctrl; other engines get what would be read there.
SELECT_EACH = """([css, spans]) => {
  const ranges = spans.map(([block, from, to]) => {
    const node = document.querySelectorAll(css)[block].firstChild;
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to < 0 ? node.length : to);
    return range;
  });
  const selection = document.getSelection();
  selection.removeAllRanges();
  for (const range of ranges) selection.addRange(range);
  if (selection.rangeCount === ranges.length) return;
  selection.removeAllRanges();
  const own = window.ownSelection ??= window.getSelection;
  window.getSelection = () => ({
    rangeCount: ranges.length, isCollapsed: false, getRangeAt: (index) => ranges[index], collapse: () => window.getSelection = own,
    focusNode: ranges[0].endContainer, focusOffset: ranges[0].endOffset,
  });
  document.dispatchEvent(new Event("selectionchange"));
}"""

# Alters and selects at random within a list of criteria; what is offered to be noted is what is seen, or nothing is.
AT_RANDOM = """(acts) => {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const text = document.querySelector("annotated-text");
  const blocks = [...document.querySelectorAll("#eligibility .criteria [data-start]")].filter((block) => block.textContent.length > 24);
  const original = new Map(blocks.map((block) => [block, block.textContent]));
  const bare = (words) => words.replace(/\\s+/g, "");
  const told = {offered: 0, refused: 0, wrong: []};
  for (let round = 0; round < 300; round++) {
    const block = blocks[random(blocks.length)];
    if (block.childNodes.length === 1 && block.firstChild instanceof Text) acts[random(acts.length)](block);
    else if (random(2)) block.replaceChildren(original.get(block));
    const at = random(blocks.length - 2);
    const nodes = (of) => {
      const walker = document.createTreeWalker(of, NodeFilter.SHOW_TEXT);
      return Array.from(function* () { while (walker.nextNode()) yield walker.currentNode; }())
        .filter((node) => node.parentElement.checkVisibility());
    };
    const [first, last] = [nodes(blocks[at]), nodes(blocks[at + random(2)])];
    const [from, to] = [first[random(first.length)], last[random(last.length)]];
    getSelection().setBaseAndExtent(from, random(from.length), to, random(to.length + 1));
    const {passage, refusal} = text.selected;
    if (passage && bare(passage.exact) !== bare(getSelection().toString())) {
      told.wrong.push([passage.exact, getSelection().toString()]);
    }
    if (passage) told.offered++;
    if (refusal) told.refused++;
  }
  return told;
}"""


def find_long(page: Page) -> None:
    """Mark the long paragraphs, which the alterations need."""
    page.evaluate(FIND_LONG)


def alter(page: Page, number: int, how: str) -> None:
    """Alter one paragraph of the description."""
    page.locator(PARAGRAPHS).nth(number).evaluate({**SAME_WORDS, **OTHER_WORDS}[how])


def select(page: Page, first: int, start: int, last: int, end: int, css: str = PARAGRAPHS) -> str:
    """Select from a unit of one paragraph to a unit of another, and give what is seen as selected."""
    return str(page.evaluate(SELECT, [css, first, start, last, end])).strip()
