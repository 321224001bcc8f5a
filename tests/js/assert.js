/** The few assertions that the tests of the scripts need. Node's own would change the types of the browser's timers. */

/**
 * @param {unknown} condition
 * @param {string} [message]
 * @returns {asserts condition}
 */
export function ok(condition, message = "expected to hold") {
  if (!condition) throw new Error(message);
}

/**
 * Equal as JSON would write them: the tests compare plain values, and no key is undefined.
 * @template T
 * @param {T} found
 * @param {T} expected
 * @param {string} [message]
 */
export function equal(found, expected, message = "not equal") {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${message}: found ${one}, expected ${other}`);
}

/**
 * @param {() => unknown} act
 * @param {new (...words: string[]) => Error} kind
 */
export function throws(act, kind) {
  try {
    act();
  } catch (error) {
    if (error instanceof kind) return;
    throw error;
  }
  throw new Error(`expected a ${kind.name}`);
}
