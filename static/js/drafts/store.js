/**
 * Stores drafts on this device: typed words that the server does not have yet. They survive a reload, a closed tab, a
 * killed browser and the end of a session. They are in IndexedDB, because web storage reaches the disk up to a minute
 * later. Each tab tells the others what it wrote.
 */
import { isOld, sameFields, VISITOR } from "../core/drafting.js";
import { emit } from "../ui/events.js";

/** @typedef {import("../core/drafting.js").Draft} Draft */
/** @typedef {import("../core/drafting.js").Told} Told */

const STORE = "drafts";
/** Milliseconds to wait for a database that is not open yet; then saving and signing out go on without it. */
const PATIENCE = 3000;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("annotate.drafts");

/** @type {IDBDatabase | null} */
let database = null;
let isLate = false;

/** @type {Promise<IDBDatabase | null>} null: this browser keeps nothing */
const opening = new Promise((resolve) => {
  try {
    const request = indexedDB.open("annotate", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => {
      database = request.result;
      database.onversionchange = () => request.result.close();
      resolve(database);
    };
    request.onerror = request.onblocked = () => resolve(null);
  } catch {
    resolve(null);
  }
});
const patience = new Promise((resolve) => setTimeout(() => resolve(isLate = true), PATIENCE));
onLateDrafts(() => emit("drafts-changed", {}));

/** @param {() => void} act runs when the database has opened too late for `PATIENCE`: its drafts were not shown yet */
export function onLateDrafts(act) {
  opening.then((found) => found && isLate && act());
}

/** @returns {string} whose words this page's are; empty when it cannot tell, and then nothing is kept */
export function owner() {
  const mark = document.querySelector("[data-visitor]")?.getAttribute("data-visitor");
  return document.body.dataset.account || (mark ? VISITOR + mark : "");
}

/**
 * Moves a visitor's drafts to a new mark: opening the shared page again, or giving a name, changes the mark. In the
 * same tab it counts as the same person.
 */
export async function followVisitor() {
  const mark = document.querySelector("[data-visitor]")?.getAttribute("data-visitor");
  if (!mark || document.body.dataset.account) return;
  const name = `annotate.visitor.${location.pathname}`;
  try {
    const before = sessionStorage.getItem(name);
    sessionStorage.setItem(name, mark);
    if (!before || before === mark) return;
    for (const draft of await draftsOf(VISITOR + before)) await keepDraft({ ...draft, owner: VISITOR + mark });
  } catch {
    // A browser that keeps nothing has nothing to take along.
  }
}

/**
 * @param {string} whose
 * @returns {Promise<Draft[]>} the oldest first
 */
export async function draftsOf(whose) {
  /** @type {Draft[]} */
  const all = await work("readonly", (store) => store.getAll()) ?? [];
  return all.filter((draft) => draft.owner === whose).sort((one, other) => one.at - other.at);
}

/**
 * @param {string} whose
 * @param {string} subject
 * @returns {Promise<Draft[]>} the oldest first
 */
export async function draftsAbout(whose, subject) {
  return (await draftsOf(whose)).filter((draft) => draft.subject === subject);
}

/**
 * Keeps a draft as it is now.
 * @param {Draft} draft
 * @returns {Promise<boolean>} whether this device could
 */
export async function keepDraft(draft) {
  const copy = structuredClone(draft);
  const kept = await work("readwrite", (store) => store.put(copy)) !== null;
  tell({ owner: copy.owner, id: copy.id, subject: copy.subject, draft: copy });
  return kept;
}

/**
 * Changes properties of a draft, and leaves its present words.
 * @param {string} id
 * @param {Partial<Draft>} changes
 */
export async function amendDraft(id, changes) {
  const draft = await findDraft(id);
  if (draft) await keepDraft({ ...draft, ...changes });
}

/**
 * @param {string} id
 * @returns {Promise<Draft | null>} as this device keeps it at this moment
 */
export async function findDraft(id) {
  /** @type {Draft | true | null} */
  const draft = await work("readonly", (store) => store.get(id));
  return draft !== null && draft !== true ? draft : null; // True stands for nothing: the request had no result.
}

/** @param {Pick<Draft, "owner" | "id" | "subject">} draft */
export async function dropDraft({ owner, id, subject }) {
  await work("readwrite", (store) => store.delete(id));
  tell({ owner, id, subject, draft: null });
}

/**
 * Drops a draft that the server has; what was typed since stays.
 * @param {Draft} sent
 */
export async function dropSent(sent) {
  /** @type {Draft | null} */
  let changed = null;
  await work("readwrite", (store) => {
    const request = store.get(sent.id);
    request.onsuccess = () => {
      changed = request.result && !sameFields(request.result, sent) ? request.result : null;
      if (!changed) store.delete(sent.id);
    };
    return request;
  }, { more: true });
  tell({ owner: sent.owner, id: sent.id, subject: sent.subject, draft: changed, sent: sent.url });
}

/**
 * @param {(told: Told) => void} handler hears what other tabs wrote and dropped
 * @param {AbortSignal} signal
 */
export function onDrafts(handler, signal) {
  channel?.addEventListener("message", ({ data }) => handler(data), { signal });
}

/** Deletes drafts that nobody has changed for long. */
export async function forgetOldDrafts() {
  /** @type {Draft[]} */
  const all = await work("readonly", (store) => store.getAll()) ?? [];
  const now = Date.now();
  for (const draft of all) if (isOld(draft, now)) await dropDraft(draft);
}

/** @param {Told} told */
function tell(told) {
  channel?.postMessage(told);
}

/**
 * Sends a request to the database; one that opens late still gets all requests, in the same order.
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} ask
 * @param {{ more?: boolean }} [options] more: its answer leads to another request
 * @returns {Promise<any>} what was asked for; null when the device cannot keep anything, or has not answered so far
 */
async function work(mode, ask, { more = false } = {}) {
  const answer = opening.then((found) => found && transact(found, mode, ask, more));
  await Promise.race([opening, patience]);
  return database ? answer : null;
}

/**
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} ask
 * @param {boolean} more
 * @returns {Promise<any>}
 */
function transact(database, mode, ask, more) {
  return new Promise((resolve) => {
    try {
      // Strict: it is on the disk before the promise resolves.
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result ?? true);
      transaction.onabort = transaction.onerror = () => resolve(null);
      if (!more) transaction.commit(); // So that closing the tab at this moment does not take it back.
    } catch {
      resolve(null);
    }
  });
}
