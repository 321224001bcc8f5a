/** Single-key shortcuts of the reading page. Readers can switch them off, because they disturb speech input. */
import { choice } from "./choices.js";

/** @typedef {{ key: string, words: string, act: () => boolean | void }} Key act answers false when it had nothing to do */

/** @type {Key[]} */
const known = [];

/**
 * @param {Key} key
 * @param {AbortSignal} signal takes the key back
 */
export function onKey(key, signal) {
  known.push(key);
  signal.addEventListener("abort", () => known.splice(known.indexOf(key), 1));
}

/** @returns {readonly Key[]} the keys that work on this page, in the order in which they were given */
export function keys() {
  return known;
}

/** @returns {boolean} */
export function keysAreOn() {
  return choice("keys") !== "off";
}

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether keys typed there are text, or choose among options
 */
export function takesText(target) {
  return target instanceof Element && Boolean(target.closest("input, textarea, select, [contenteditable], dialog"));
}

/**
 * @param {KeyboardEvent} event
 * @returns {boolean} whether it belongs to an input method, which has not given its words yet. Safari sends the one that ends
 *   them after they have ended; its code is what it was before there was a better word for it.
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Gives the Latin letter of a key: its own, or on another layout (Greek, Cyrillic, Hebrew …) the one at the same place
 * of a Latin keyboard.
 * @param {KeyboardEvent} event
 * @returns {string}
 */
function meant({ key, code }) {
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return place && /^\P{Script=Latin}$/u.test(key) ? place.toLowerCase() : key.toLowerCase();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
  if (takesText(event.target) || !keysAreOn()) return;
  const wanted = meant(event);
  const key = known.find((each) => each.key === event.key) ?? known.find((each) => each.key === wanted);
  if (key && key.act() !== false) event.preventDefault();
});
