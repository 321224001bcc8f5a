/** <export-progress>: how far a file is, kept up to date until it is made. */
import { find } from "../ui/dom.js";
import { ask, RequestFailed } from "../net/http.js";

/** Pause between two questions, in milliseconds. */
const EVERY = 1500;

export class ExportProgress extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    if (!find(this, "progress", HTMLElement)) return;
    // What leads readers without scripts on is of no use here.
    for (const link of document.querySelectorAll("[data-while-made]")) /** @type {HTMLElement} */ (link).hidden = true;
    this.#wait();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #wait() {
    this.#timer = setTimeout(() => document.hidden ? this.#wait() : this.#look(), EVERY);
  }

  async #look() {
    try {
      const now = find(await ask("GET", location.href) ?? document, "[data-export]", HTMLElement);
      if (now) this.#show(now);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (error.kind !== "away") return location.reload(); // It says what has happened.
    }
    this.#wait();
  }

  /** @param {HTMLElement} now as the server says it */
  #show(now) {
    const there = find(this, "progress", HTMLProgressElement);
    const further = find(now, "progress", HTMLProgressElement);
    const said = find(this, "[data-said]", HTMLElement);
    if (!further) return location.reload(); // The page of a file that is made has other buttons and another title.
    if (!there || !said) return;
    there.max = further.max;
    there.value = further.value;
    said.textContent = find(now, "[data-said]", HTMLElement)?.textContent ?? "";
  }
}
