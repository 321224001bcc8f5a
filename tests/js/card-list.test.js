/// <reference lib="deno.ns" />
import { equal } from "./assert.js";
import { idOf, insertionIndex, paintedNote, samePassage, steppedIndex } from "../../static/js/core/card-list.js";

Deno.test("a card is known by its note, a highlight that is not sent yet by its draft", () => {
  equal([idOf({ note: "n", mark: "m" }), idOf({ mark: "m" }), idOf({ start: "1" })], ["n", "m", undefined]);
});

Deno.test("what has a passage, and is a note or a highlight, is painted", () => {
  const passage = { start: "12", end: "40" };
  equal(paintedNote({ note: "n", ...passage, hue: "3", state: "changed" }), {
    id: "n",
    start: 12,
    end: 40,
    hue: 3,
    changed: true,
  });
  equal(paintedNote({ mark: "m", ...passage, hue: "" }), { id: "m", start: 12, end: 40, hue: 0, changed: false });
  equal(paintedNote({ note: "on the whole trial" }), null);
  equal(paintedNote(passage), null); // A draft with words is no note yet.
});

Deno.test("a passage at the very start of the record is painted", () => {
  equal(paintedNote({ note: "n", start: "0", end: "4" })?.start, 0);
});

Deno.test("a new card comes after all that begin where it does, one on the whole trial before all passages", () => {
  const cards = [{}, { start: "0" }, { start: "7" }, { start: "7" }, { start: "30" }];
  equal(
    [{}, { start: "0" }, { start: "7" }, { start: "8" }, { start: "99" }].map((card) => insertionIndex(cards, card)),
    [
      1,
      2,
      4,
      4,
      5,
    ],
  );
  equal(insertionIndex([], { start: "3" }), 0);
});

Deno.test("steps go round, and begin at the end that they lead away from", () => {
  equal([steppedIndex(3, 0, 1), steppedIndex(3, 2, 1), steppedIndex(3, 0, -1)], [1, 0, 2]);
  equal([steppedIndex(3, -1, 1), steppedIndex(3, -1, -1)], [0, 2]);
  equal([steppedIndex(1, 0, 1), steppedIndex(0, -1, 1)], [0, -1]);
});

Deno.test("a card takes the place of one about the same passage, also of one on the whole trial", () => {
  equal(samePassage({ note: "n", start: "1", end: "4" }, { start: "1", end: "4" }), true);
  equal(samePassage({ start: "1", end: "4" }, { start: "1", end: "5" }), false);
  equal(samePassage({}, {}), true);
});
