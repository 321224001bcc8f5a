/// <reference lib="deno.ns" />
import { newDraft } from "../../static/js/core/drafting.js";
import { equal } from "./assert.js";

/** A database that opens when the test says so, and notes what it is told to keep. */
class SlowDatabase {
  /** @type {string[]} */
  kept = [];

  transaction() {
    const transaction = {
      objectStore: () => this,
      commit: () => setTimeout(() => transaction.oncomplete()),
      oncomplete: () => {},
    };
    return transaction;
  }

  /** @param {import("../../static/js/core/drafting.js").Draft} draft */
  put(draft) {
    this.kept.push(`${draft.fields.body}`);
    return { result: draft.id };
  }
}

Deno.test("what is typed before a slow database has opened is kept when it opens", async () => {
  const [database, request, later] = [new SlowDatabase(), { result: {}, onsuccess: () => {} }, globalThis.setTimeout];
  Object.assign(globalThis, {
    document: new EventTarget(),
    indexedDB: { open: () => request },
    BroadcastChannel: undefined,
    setTimeout: (/** @type {() => void} */ act) => later(act), // so that nobody waits
  });
  const { keepDraft, onLateDrafts } = await import("../../static/js/drafts/store.js");
  let told = 0;
  onLateDrafts(() => told++);
  const draft = newDraft({ owner: "alice", subject: "/x", url: "/x", fields: { body: "First" } });
  equal(await keepDraft(draft), false);
  request.result = database;
  request.onsuccess();
  draft.fields.body = "Second";
  equal(await keepDraft(draft), true);
  equal(database.kept, ["First", "Second"]);
  equal(told, 1);
});
