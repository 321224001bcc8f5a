/** Copies to the clipboard, also on a page without TLS, where the modern interface is refused. */
import { citation } from "../core/words.js";
import { make } from "./dom.js";

/** @typedef {import("../core/words.js").Source} Source */

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
 * Copies a quote with its source: as text, and for programs that take more with the source as a link.
 * @param {Source} source
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyCitation(source) {
  const [before, trial, after] = citation(source);
  const plain = `${before}${trial}${after}. ${source.url})`;
  const rich = make("p", {}, before, make("a", { href: source.url }, trial), `${after})`).outerHTML;
  try {
    const kinds = [["text/plain", plain], ["text/html", rich]];
    await navigator.clipboard.write([
      new ClipboardItem(
        Object.fromEntries(kinds.map(([type = "", words = ""]) => [type, new Blob([words], { type })])),
      ),
    ]);
    return true;
  } catch {
    return copyByField(plain, rich);
  }
}

/**
 * @param {string} words
 * @param {string} [rich] the same as HTML
 * @returns {boolean}
 */
function copyByField(words, rich) {
  const back = document.activeElement;
  const field = make("textarea", { class: "visually-hidden", "aria-hidden": "true", tabindex: "-1" });
  field.value = words;
  document.body.append(field);
  field.select();
  field.addEventListener("copy", (event) => {
    if (!rich || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", words);
    event.clipboardData.setData("text/html", rich);
    event.preventDefault();
  });
  const copied = document.execCommand("copy"); // Deprecated, and the only way outside of a secure context.
  field.remove();
  if (back instanceof HTMLElement) back.focus({ preventScroll: true });
  return copied;
}
