/** A question or a form over the page; what was typed stays under it. */
import { make } from "./dom.js";

let count = 0;

/**
 * @param {string} title
 * @param {...(Node | string)} content
 * @returns {HTMLDialogElement} shown; gone from the page once it is closed
 */
export function showDialog(title, ...content) {
  const id = `dialog-${++count}`;
  const dialog = make(
    "dialog",
    { class: "dialog stack", "aria-labelledby": id },
    make("h2", { id }, title),
    ...content,
  );
  dialog.addEventListener("close", () => dialog.remove());
  // Keys that the page listens for are not meant while a dialog is open.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * @param {string} title
 * @param {string} words
 * @param {[value: string, words: string, kind?: string][]} answers
 * @returns {Promise<string>} the value of the answer; empty when there was none
 */
export function choose(title, words, answers) {
  const buttons = answers.map(([value, said, kind = ""]) => make("button", { class: `button ${kind}`, value }, said));
  const form = make("form", { method: "dialog", class: "form-actions" }, ...buttons);
  const dialog = showDialog(title, make("p", {}, words), form);
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue)));
}
