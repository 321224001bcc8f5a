/** Choices for this device: theme; size, face, lines and width of the text; form of times; single keys on or off. */
import { emit } from "./events.js";

/** @typedef {"theme" | "size" | "face" | "lines" | "width" | "times" | "keys" | "label"} Choice */

const PREFIX = "annotate.";
/** Choices that change the whole page at once. */
const SHOWN = new Set(["theme", "size", "face", "lines", "width", "times"]);

/**
 * @param {Choice} name
 * @returns {string} "" for the default
 */
export function choice(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? "";
  } catch {
    return ""; // A browser that keeps nothing shows the defaults.
  }
}

/**
 * @param {Choice} name
 * @param {string} value "" for the default
 */
export function choose(name, value) {
  try {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // It holds for this page at least.
  }
  show(name, value);
}

/**
 * Applies a choice made here or in another tab; "keys" and "label" are read when they are needed.
 * @param {string} name
 * @param {string} value "" for the default
 */
function show(name, value) {
  if (!SHOWN.has(name)) return;
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  emit("device-chosen", { name, value });
}

addEventListener("storage", ({ key, newValue }) => {
  if (key?.startsWith(PREFIX)) show(key.slice(PREFIX.length), newValue ?? "");
});
