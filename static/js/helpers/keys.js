/** Single keys of the reading page. They can be switched off: they stand in the way of speech input. */
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

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (takesText(event.target) || !keysAreOn()) return;
  const key = known.find((each) => each.key === event.key || each.key === event.key.toLowerCase());
  if (key && key.act() !== false) event.preventDefault();
});
