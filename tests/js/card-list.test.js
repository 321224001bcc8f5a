/// <reference lib="deno.ns" />
import { equal } from "./assert.js";
import { insertionIndex, markOf, paintedDraft, samePassage, steppedIndex } from "../../static/js/core/card-list.js";

Deno.test("a card says where its note stands, and how it looks", () => {
  const passage = { start: "12", end: "40" };
  equal(markOf({ note: "n", ...passage, hue: "3", label: "Dose", state: "changed" }), {
    id: "n",
    start: 12,
    end: 40,
    label: "Dose",
    hue: 3,
    changed: true,
  });
  equal(markOf({ note: "n" }), { id: "n", start: -1, end: -1, label: "", hue: 0, changed: false });
  equal(markOf({ note: "n", start: "0", end: "4" })?.start, 0, "the very start of the record");
  equal(markOf(passage), null, "a draft is no note yet");
});

Deno.test("a highlight that is not sent yet is painted, a draft with words is not", () => {
  const passage = { start: "12", end: "40" };
  equal(paintedDraft({ mark: "m", ...passage, hue: "" }), { id: "m", start: 12, end: 40, hue: 0, changed: false });
  equal([paintedDraft(passage), paintedDraft({ mark: "m" }), paintedDraft({ note: "n", ...passage })], [
    null,
    null,
    null,
  ]);
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
