/** What a reader chose on this device: theme, size and face of the text, single keys on or off. */
import { deviceStorage } from "./drafts.js";

/** @typedef {"theme" | "size" | "face" | "keys" | "label"} Choice */

/**
 * @param {Choice} name
 * @returns {string} "" for the default
 */
export function choice(name) {
  return deviceStorage().getItem(`annotate.${name}`) ?? "";
}

/**
 * @param {Choice} name
 * @param {string} value "" for the default
 */
export function choose(name, value) {
  const storage = deviceStorage();
  try {
    if (value) storage.setItem(`annotate.${name}`, value);
    else storage.removeItem(`annotate.${name}`);
  } catch {
    // It holds for this page at least.
  }
  if (name === "keys" || name === "label") return;
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
}
