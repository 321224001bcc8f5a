/**
 * Says how much room is left when a field is nearly full. Nothing is cut: a text that is too long is refused as a
 * whole.
 */
import { lengthWords } from "../core/words.js";
import { make } from "./dom.js";
import { announce } from "./events.js";

/** Milliseconds without a key before the length is read out. */
const PAUSE = 1000;
let timer = 0;

/** Follows the fields that name their longest length, in code points, as the server counts. */
export function followLengths() {
  for (const event of ["focusin", "input"]) {
    document.addEventListener(event, ({ target }) => {
      const field = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement ? target : null;
      if (field?.dataset.longest) show(field, Number(field.dataset.longest));
    });
  }
}

/**
 * @param {HTMLTextAreaElement | HTMLInputElement} field
 * @param {number} longest
 */
function show(field, longest) {
  const words = lengthWords(field.value, longest);
  if (!words.said && !isLine(field.nextElementSibling)) return;
  const line = lineUnder(field);
  const was = line.dataset.says ?? "";
  line.hidden = !words.said;
  line.dataset.says = words.kind;
  line.textContent = words.said;
  line.className = words.kind === "over" ? "field-error" : "field-length quiet small";
  if (words.kind === was) return;
  clearTimeout(timer);
  if (words.said) timer = setTimeout(() => announce(line.textContent ?? ""), PAUSE);
}

/**
 * @param {HTMLElement} field
 * @returns {HTMLElement}
 */
function lineUnder(field) {
  const next = field.nextElementSibling;
  if (isLine(next)) return next;
  const line = make("p", { "data-part": "length" });
  field.after(line);
  return line;
}

/**
 * @param {Element | null} element
 * @returns {element is HTMLElement}
 */
function isLine(element) {
  return element instanceof HTMLElement && element.dataset.part === "length";
}
