/**
 * Locks where Web Locks are missing, as on a page without TLS: a row of IndexedDB for each name, taken in a
 * transaction. A tab that dies leaves its row behind; the row expires.
 */
import { newKey } from "../core/drafting.js";
import { LEASE, mayTake } from "../core/leases.js";

const STORE = "leases";
/** Milliseconds between two renewals, and between two attempts to take a name that another tab holds. */
const RENEWAL = 20_000;
const LOOK = 250;

/** @type {Promise<IDBDatabase | null> | null} */
let opening = null;

/**
 * Runs the work while no other tab holds the name. A device that stores no leases knows only this page.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {{ waits: boolean }} options waits until the name is free; otherwise the work is left out when it is not
 * @returns {Promise<T | undefined>}
 */
export async function leased(name, work, { waits }) {
  const holder = newKey();
  while (!(await take(name, holder))) {
    if (!waits) return undefined;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  const renewing = setInterval(() => take(name, holder), RENEWAL);
  const release = () => giveBack(name, holder);
  addEventListener("pagehide", release);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    removeEventListener("pagehide", release);
    await release();
  }
}

/**
 * @param {string} name
 * @param {string} holder
 * @returns {Promise<boolean>} whether the holder has it now
 */
function take(name, holder) {
  return change(name, (store, found) => {
    const now = Date.now();
    if (!mayTake(found, holder, now)) return false;
    store.put({ name, holder, until: now + LEASE });
    return true;
  });
}

/**
 * @param {string} name
 * @param {string} holder
 * @returns {Promise<boolean>} whether it was the holder's
 */
function giveBack(name, holder) {
  return change(name, (store, found) => {
    if (found?.holder !== holder) return false;
    store.delete(name);
    return true;
  });
}

/**
 * @param {string} name
 * @param {(store: IDBObjectStore, found: import("../core/leases.js").Lease | undefined) => boolean} decide
 * @returns {Promise<boolean>} what was decided in one transaction; true where nothing can be kept
 */
async function change(name, decide) {
  const database = await (opening ??= open());
  if (!database) return true;
  return new Promise((resolve) => {
    try {
      let decided = true;
      const transaction = database.transaction(STORE, "readwrite");
      const store = transaction.objectStore(STORE);
      const request = store.get(name);
      request.onsuccess = () => decided = decide(store, request.result);
      transaction.oncomplete = () => resolve(decided);
      transaction.onabort = transaction.onerror = () => resolve(true);
    } catch {
      resolve(true);
    }
  });
}

/** @returns {Promise<IDBDatabase | null>} */
function open() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("annotate.leases", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "name" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}
