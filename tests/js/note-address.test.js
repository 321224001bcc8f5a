/// <reference lib="deno.ns" />
import { equal } from "./assert.js";
import { noteInHash, passageIn } from "../../static/js/core/note-address.js";

Deno.test("an address names a note by its id", () => {
  equal(["#note-4f2a", "#note-", "#notes", "#", "", "#place-4f2a"].map(noteInHash), [
    "4f2a",
    null,
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("a link names a passage by its code points", () => {
  equal(passageIn("120-138"), { start: 120, end: 138 });
  equal(["", null, undefined, "120", "-138", "a-b", "1-2-3"].map(passageIn), Array(7).fill(null));
});
