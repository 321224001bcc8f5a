/**
 * <key-help>: a button and the key "?" open the list of keys; single keys can be switched off there, for this device.
 */
import { choose } from "../ui/choices.js";
import { icon, make } from "../ui/dom.js";
import { keys, keysAreOn, onKey } from "../ui/keys.js";
import { AnnotatedText } from "./annotated-text.js";

/** @type {[string[], string][]} */
const ALWAYS = [
  [["Ctrl", "Enter"], "Save the note that is being written"],
  [["Esc"], "Close the note; the draft is kept"],
  [["Enter"], "While you find words: to the next place; with Shift to the one before"],
  [["Tab"], "From selected words to what can be done with them"],
];

export class KeyHelp extends HTMLElement {
  #dialog = make("dialog", { class: "dialog", "aria-labelledby": "key-help-title" });
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const button = make("button", { type: "button", class: "button button-quiet" }, icon("keyboard"), "Keys");
    button.addEventListener("click", () => this.#open(), { signal });
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    }, { signal });
    this.replaceChildren(button, this.#dialog);
    onKey({ key: "?", words: "This list", act: () => this.#open() }, signal);
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  #open() {
    if (this.#dialog.open) return;
    const close = make(
      "button",
      { type: "button", class: "button button-quiet button-icon", "aria-label": "Close" },
      icon("close"),
    );
    close.addEventListener("click", () => this.#dialog.close());
    const list = make("dl", { class: "keys" });
    const add = (/** @type {string[]} */ names, /** @type {string} */ words) => {
      const term = make("dt", {});
      names.forEach((name, index) => term.append(...(index ? [" + "] : []), make("kbd", {}, name)));
      list.append(term, make("dd", {}, words));
    };
    for (const { key, words } of keys()) add([key], words);
    for (const [names, words] of ALWAYS) add(names, words);
    this.#dialog.replaceChildren(
      make("div", { class: "dialog-head" }, make("h2", { id: "key-help-title" }, "Keys"), close),
      list,
      make("div", { class: "keys-choice stack-tight" }, this.#switch(), ...this.#caretButton()),
    );
    this.#dialog.showModal();
  }

  /** @returns {HTMLElement} */
  #switch() {
    const input = make("input", { type: "checkbox" });
    input.checked = keysAreOn();
    input.addEventListener("change", () => choose("keys", input.checked ? "" : "off"));
    return make("label", { class: "choice" }, input, make("span", {}, "Single keys work on this device"));
  }

  /** @returns {HTMLElement[]} a button for caret mode, for readers who have switched its key off */
  #caretButton() {
    const text = document.querySelector("annotated-text");
    if (!(text instanceof AnnotatedText)) return [];
    const button = make("button", { type: "button", class: "button button-small" }, "Turn caret mode on or off");
    button.addEventListener("click", () => {
      this.#dialog.close();
      text.toggleCaret();
    });
    return [button];
  }
}
