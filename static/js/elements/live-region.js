/** <live-region>: sentences for screen readers, each read out once. */
import { make } from "../ui/dom.js";
import { on } from "../ui/events.js";

export class LiveRegion extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
    this.setAttribute("aria-atomic", "false"); // A status is read out as a whole, with the sentences before.
    this.classList.add("visually-hidden");
    on("announce", ({ words }) => {
      const line = make("p", {}, words);
      this.append(line);
      setTimeout(() => line.remove(), 4000);
    }, this.#life.signal);
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}
