/// <reference lib="deno.ns" />
import {
  backOff,
  heard,
  holds,
  isOld,
  KEPT,
  newDraft,
  part,
  sameFields,
  VISITOR,
  wordsOf,
} from "../../static/js/core/drafting.js";
import { equal } from "./assert.js";

/**
 * @param {string} body
 * @param {string} [id]
 */
function draft(body, id = "one") {
  const url = "/trials/T/notes";
  return newDraft({ owner: "alice", subject: `${url}#1-5`, url, id, fields: { body, client_key: id } });
}

/**
 * @param {ReturnType<typeof draft>} theirs
 * @param {boolean} [gone]
 */
function told(theirs, gone = false) {
  return { owner: theirs.owner, id: theirs.id, subject: theirs.subject, draft: gone ? null : theirs };
}

Deno.test("two tabs that write in the same draft part; one that only shows it follows", () => {
  const mine = draft("typed here");
  equal(heard(mine, true, told(draft("typed there"))), "part");
  equal(heard(mine, false, told(draft("typed there"))), "follow");
  equal(heard(mine, true, told(draft("typed here"))), "none");
});

Deno.test("a draft that is gone closes its form, unless something was typed there", () => {
  equal(heard(draft("x"), false, told(draft("x"), true)), "shut");
  equal(heard(draft("x"), true, told(draft("x"), true)), "alone");
  equal(heard({ ...draft("x"), send: true }, true, told(draft("x"), true)), "shut");
});

Deno.test("other words about the same are looked at, those about another passage or of another person are not", () => {
  equal(heard(draft("x"), true, told(draft("y", "two"))), "beside");
  equal(heard(draft("x"), true, told({ ...draft("y", "two"), subject: "/trials/T/notes#9-10" })), "none");
  equal(heard(draft("x"), true, told({ ...draft("y"), owner: "bob" })), "none");
});

Deno.test("what has parted is another thing to the server, and is not sent unasked", () => {
  const mine = { ...draft("x"), send: true };
  part(mine, "two");
  equal([mine.id, mine.fields.client_key, mine.send], ["two", "two", false]);
  const edit = newDraft({ owner: "alice", subject: "/notes/1/edits", url: "/notes/1/edits", fields: { body: "x" } });
  part(edit, "three");
  equal(edit.fields, { body: "x" });
});

Deno.test("words are what was typed, to the letter; blanks are none", () => {
  equal(wordsOf(draft("  two \n")), "  two \n");
  equal(wordsOf(draft(" \n\t")), "");
});

Deno.test("words are what the form declares, whatever its fields are called", () => {
  const fields = { subject: "Dose", message: "90 mg?", body: "no words here" };
  equal(wordsOf({ fields, words: ["message"] }), "90 mg?");
  equal(wordsOf({ fields, words: ["subject", "message"] }), "Dose\n\n90 mg?");
  equal(wordsOf({ fields: { ...fields, subject: " " }, words: ["subject", "message", "gone"] }), "90 mg?");
  equal(wordsOf({ fields, words: [] }), "");
});

Deno.test("a draft from before forms declared their words has them", () => {
  equal(wordsOf({ fields: { recipient: "Dana" } }), "Dana");
  equal(wordsOf({ fields: { body: "two", start: "1" } }), "two");
});

Deno.test("forms that hold the same are told from those in which anything was changed", () => {
  equal(sameFields(draft("x"), draft("x")), true);
  equal(sameFields(draft("x"), draft("y")), false);
  equal(sameFields(draft("x"), { fields: { ...draft("x").fields, label: "dose" } }), false);
});

Deno.test("a highlight that waits to be sent is held as words are", () => {
  equal([holds(draft("x")), holds(draft("")), holds({ ...draft(""), send: true })], [true, false, true]);
});

Deno.test("drafts go when nobody has gone on with them for long, a visitor's sooner", () => {
  const mine = draft("x");
  equal(isOld(mine, mine.at + KEPT.account), false);
  equal(isOld(mine, mine.at + KEPT.account + 1), true);
  equal(isOld({ ...mine, owner: `${VISITOR}mark` }, mine.at + KEPT.visitor + 1), true);
});

Deno.test("a server that is away is asked ever more rarely, five minutes at most or as it asked itself", () => {
  equal([1, 2, 3].map((tries) => backOff(tries, 1)), [2000, 4000, 8000]);
  equal(backOff(1, 0), 1000);
  equal(backOff(1000, 1), 300_000);
  equal(backOff(1, 1, 30), 30_000);
  equal(backOff(1, 1, 1e9), 600_000);
});
