/// <reference lib="deno.ns" />
import { equal } from "./assert.js";
import { Marks, readMarks } from "../../static/js/core/marks.js";
import { insertionIndex } from "../../static/js/core/card-list.js";
import vectors from "../vectors/marks.json" with { type: "json" };

const LABELS = Array.from({ length: 48 }, (_, place) => ({ name: `Label ${place + 1}`, hue: place % 8 + 1 }));

Deno.test("marks are read as the server writes them", () => {
  for (const { marks, text } of vectors) {
    const read = readMarks(text, LABELS).map((
      { id, start, end, label, hue, changed },
    ) => [id, start, end, label, hue, changed]);
    equal(
      read,
      marks.map(([id, start, end, label, changed]) => {
        const { name = "", hue = 0 } = LABELS[Number(label) - 1] ?? {};
        return [id, start, end, name, hue, changed];
      }),
    );
  }
});

/**
 * @param {string} id
 * @param {number} start
 * @param {string} [label]
 */
const mark = (id, start, label = "") => ({ id, start, end: start + 5, label, hue: 0, changed: false });

Deno.test("a mark takes the place of its older self, else comes after all that begin where it does", () => {
  const marks = new Marks([mark("whole", -1), mark("a", 4), mark("b", 4), mark("c", 9)]);
  marks.put(mark("a", 4, "Dose"));
  marks.put(mark("d", 4));
  marks.put(mark("c", 2));
  equal(marks.shown.map(({ id }) => id), ["whole", "c", "a", "b", "d"]);
  equal(marks.get("a")?.label, "Dose");
  marks.remove("b");
  marks.remove("nobody");
  equal([marks.count, marks.place("d"), marks.place("b"), marks.get("b")], [4, 3, -1, null]);
});

Deno.test("marks of one label are shown, those without a label, or all", () => {
  const marks = new Marks([mark("a", 1, "Dose"), mark("b", 2), mark("c", 3, "none")], "=Dose");
  const shown = () => marks.shown.map(({ id }) => id);
  equal(shown(), ["a"]);
  marks.show("none");
  equal(shown(), ["b"]);
  marks.show("=none");
  equal([shown(), marks.place("a"), marks.place("c")], [["c"], -1, 0]);
  marks.show("");
  equal(shown(), ["a", "b", "c"]);
});

Deno.test("cards and marks agree on where a new note comes", () => {
  const marks = new Marks([mark("a", 4), mark("b", 9)]);
  marks.put(mark("new", 4));
  equal(marks.place("new"), insertionIndex([{ start: "4" }, { start: "9" }], { start: "4" }));
});
