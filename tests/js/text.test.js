/// <reference lib="deno.ns" />
import { equal, ok, throws } from "./assert.js";
import vectors from "../vectors/utf16.json" with { type: "json" };
import { Offsets } from "../../static/js/core/text.js";

Deno.test("both ways agree with the vectors that the server's side reads too", () => {
  ok(vectors.length > 20);
  for (const { text, codepoint_offset: point, utf16_offset: unit } of vectors) {
    const offsets = new Offsets(text);
    if (point === null) {
      throws(() => offsets.fromUtf16(unit), RangeError);
      continue;
    }
    equal(offsets.toUtf16(point), unit, `${JSON.stringify(text)} at ${point}`);
    equal(offsets.fromUtf16(unit), point, `${JSON.stringify(text)} at unit ${unit}`);
  }
});

Deno.test("the middle of a surrogate pair is no place, and its floor is the pair's start", () => {
  const offsets = new Offsets("a🙂b🙂");
  throws(() => offsets.fromUtf16(2), RangeError);
  equal(offsets.floor(2), 1);
  equal(offsets.floor(5), 3);
  equal(offsets.floor(6), 4);
});

Deno.test("places outside of the text are refused", () => {
  const offsets = new Offsets("a🙂");
  for (const wrong of [-1, 3, 0.5, NaN]) throws(() => offsets.toUtf16(wrong), RangeError);
  for (const wrong of [-1, 4, 0.5, NaN]) throws(() => offsets.fromUtf16(wrong), RangeError);
});

Deno.test("lengths count code points, a lone surrogate as one", () => {
  equal(new Offsets("é≥👩‍🔬").length, 5);
  equal(new Offsets("\ud83d x").length, 3);
});
