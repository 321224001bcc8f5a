/// <reference lib="deno.ns" />
import { equal, ok, throws } from "./assert.js";
import { Positions } from "../../static/js/core/positions.js";

const texts = ["Title 🙂 one", "ANC <LLN", "  ", "≥18 Years "];
// Blocks of one canonical text, joined by line feeds: 11, 8, 2 and 10 code points.
const positions = new Positions([0, 12, 21, 24], (block) => texts[block] ?? null);
const whole = texts.join("\n");

Deno.test("an offset and its place in a block lead to each other", () => {
  for (let offset = 0; offset <= [...whole].length; offset++) {
    const place = positions.place(offset);
    ok(place);
    equal(positions.offset(place.block, place.unit), offset);
  }
  equal(positions.place(35), null);
  equal(positions.place(-1), null);
});

Deno.test("the words of a passage are a slice of the canonical text", () => {
  const points = [...whole];
  for (let start = 0; start < points.length; start++) {
    for (let end = start + 1; end <= points.length; end++) {
      const inside = points.slice(start, end).join("");
      // A passage that begins or ends with the blank between two blocks shows only what it has of the blocks.
      const said = inside.replace(/^\n+|\n+$/g, "");
      equal(positions.words(start, end), said, `${start} to ${end}`);
    }
  }
});

Deno.test("a passage over blocks falls into one piece for each, in UTF-16 units", () => {
  equal(positions.pieces(6, 15), [{ block: 0, from: 6, to: 12 }, { block: 1, from: 0, to: 3 }]);
  equal(positions.pieces(11, 12), []);
  equal(positions.pieces(5, 5), []);
});

Deno.test("trimming takes blanks and borders of blocks off the ends, never words", () => {
  equal(positions.trim(5, 21), { start: 6, end: 20 });
  equal(positions.trim(12, 34), { start: 12, end: 33 });
  equal(positions.trim(6, 7), { start: 6, end: 7 });
  equal(positions.trim(20, 24), null);
});

Deno.test("a unit inside a surrogate pair counts as the pair's start", () => {
  equal(positions.offset(0, 7), 6);
  equal(positions.offset(0, 8), 7);
});

Deno.test("a block that does not exist has no start", () => {
  throws(() => positions.start(4), RangeError);
});

Deno.test("what is asked of a block in other words is unknown, and its neighbours stand where they stood", () => {
  const changed = new Positions([0, 12, 21, 24], (block) => block === 1 ? null : texts[block] ?? null);
  equal(changed.place(14), null);
  equal(changed.offset(1, 2), null);
  equal(changed.end(1), 20);
  equal(changed.words(6, 15), null);
  equal(changed.words(24, 33), "≥18 Years");
  equal(changed.pieces(6, 30), [{ block: 0, from: 6, to: 12 }, { block: 2, from: 0, to: 2 }, {
    block: 3,
    from: 0,
    to: 6,
  }]);
  equal(changed.blocks(6, 15), [0, 1]);
});

Deno.test("the words of a block are those of the moment", () => {
  let text = "Adults";
  const live = new Positions([0], () => text);
  equal(live.end(0), 6);
  text = "🙂 adults";
  equal(live.end(0), 8);
  equal(live.place(1), { block: 0, unit: 2 });
});
