/// <reference lib="deno.ns" />
import { equal } from "./assert.js";
import { Drafts } from "../../static/js/helpers/drafts.js";

/** A device's storage for one test. */
class Shelf {
  /** @type {Map<string, string>} */
  #kept = new Map();
  full = false;

  get length() {
    return this.#kept.size;
  }

  /** @param {number} index */
  key(index) {
    return [...this.#kept.keys()][index] ?? null;
  }

  /** @param {string} name */
  getItem(name) {
    return this.#kept.get(name) ?? null;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  setItem(name, value) {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.#kept.set(name, value);
  }

  /** @param {string} name */
  removeItem(name) {
    this.#kept.delete(name);
  }
}

/**
 * @param {string} key
 * @param {string} body
 * @param {number} at
 */
function draft(key, body, at) {
  return { key, start: 1, end: 5, exact: "dose", version: "v", body, label: "", clientKey: "k", at, open: false };
}

Deno.test("what is put is got back, the oldest first, until it is dropped", () => {
  const drafts = new Drafts(new Shelf(), "alice", "NCT04561557");
  drafts.put(draft("1-5", "late", 20));
  drafts.put(draft("page", "early", 10));
  equal(drafts.all().map(({ body }) => body), ["early", "late"]);
  drafts.drop("page");
  equal(drafts.get("page"), null);
  equal(drafts.get("1-5")?.body, "late");
});

Deno.test("accounts and trials do not see each other's drafts", () => {
  const shelf = new Shelf();
  new Drafts(shelf, "alice", "NCT04561557").put(draft("page", "hers", 1));
  equal(new Drafts(shelf, "bob", "NCT04561557").all(), []);
  equal(new Drafts(shelf, "alice", "NCT00001245").all(), []);
});

Deno.test("what a crash cut off, or another program wrote, is no draft and no error", () => {
  const shelf = new Shelf();
  shelf.setItem("annotate.draft.alice.T.page", '{"key": "pa');
  shelf.setItem("annotate.draft.alice.T.1-5", '{"key": "other", "body": "x"}');
  shelf.setItem("annotate.draft.alice.T.2-5", "7");
  equal(new Drafts(shelf, "alice", "T").all(), []);
});

Deno.test("a device without room says so", () => {
  const shelf = new Shelf();
  shelf.full = true;
  equal(new Drafts(shelf, "alice", "T").put(draft("page", "words", 1)), false);
});
