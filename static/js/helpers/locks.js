/** One at a time, in all tabs of this browser (Web Locks). Where it has none, in this page alone: the server knows what came twice. */

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
  const before = held.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  held.set(name, mine);
  const done = () => held.get(name) === mine && held.delete(name);
  mine.then(done, done);
  return mine;
}

/**
 * Runs the work unless somebody else holds the name.
 * @param {string} name
 * @param {() => Promise<void>} work
 * @returns {Promise<void>}
 */
export async function unlessHeld(name, work) {
  if (navigator.locks) return navigator.locks.request(name, { ifAvailable: true }, (lock) => lock ? work() : undefined);
  if (!held.has(name)) await exclusively(name, work);
}
