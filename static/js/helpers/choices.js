/** What a reader chose on this device: theme, size and face of the text, how times are told, single keys on or off. */
import { emit } from "./events.js";

/** @typedef {"theme" | "size" | "face" | "times" | "keys" | "label"} Choice */

/**
 * @param {Choice} name
 * @returns {string} "" for the default
 */
export function choice(name) {
  try {
    return localStorage.getItem(`annotate.${name}`) ?? "";
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
    if (value) localStorage.setItem(`annotate.${name}`, value);
    else localStorage.removeItem(`annotate.${name}`);
  } catch {
    // It holds for this page at least.
  }
  if (name === "keys" || name === "label") return;
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  emit("device-chosen", { name });
}
