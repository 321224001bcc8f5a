/** Copies to the clipboard, also on a page without TLS, where the modern interface is refused. */
import { make } from "./dom.js";

/**
 * @param {string} words
 * @returns {Promise<boolean>} whether they were copied
 */
export async function copyText(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copyByField(words);
  }
}

/**
 * @param {string} words
 * @returns {boolean}
 */
function copyByField(words) {
  const back = document.activeElement;
  const field = make("textarea", { class: "visually-hidden", "aria-hidden": "true", tabindex: "-1" });
  field.value = words;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy"); // Deprecated, and the only way outside of a secure context.
  field.remove();
  if (back instanceof HTMLElement) back.focus({ preventScroll: true });
  return copied;
}
