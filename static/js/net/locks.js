/**
 * Runs work one at a time across all tabs of this browser: by Web Locks, or by leases where a page has none, as without
 * TLS.
 */
import { leased } from "./leases.js";

/** @type {Map<string, Promise<unknown>>} What holds each name on this page, in a browser without locks. */
const held = new Map();

/**
 * Runs the work while nobody else holds the name.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function exclusively(name, work) {
  if (navigator.locks) return navigator.locks.request(name, work);
  const leasedWork = () => /** @type {Promise<T>} */ (leased(name, work, { waits: true }));
  return inTurn(name, leasedWork);
}

/**
 * Runs the work unless somebody else holds the name.
 * @param {string} name
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it was run
 */
export async function unlessHeld(name, work) {
  let ran = false;
  const run = async () => {
    ran = true;
    await work();
  };
  if (navigator.locks) await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock ? run() : undefined);
  else if (!held.has(name)) await inTurn(name, () => leased(name, run, { waits: false }));
  return ran;
}

/**
 * Runs the work after what this page has begun under the name.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
function inTurn(name, work) {
  const before = held.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  held.set(name, mine);
  const done = () => held.get(name) === mine && held.delete(name);
  mine.then(done, done);
  return mine;
}
