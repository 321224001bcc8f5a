/** <table-at-hand data-href>: what the reader's tables lack of the trial; asked for anew when a note was saved. */
import { ask, RequestFailed, take } from "../net/http.js";
import { on } from "../ui/events.js";

export class TableAtHand extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    on("note-saved", () => this.#renew(), this.#gone.signal);
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  async #renew() {
    if (!this.childElementCount) return;
    const asked = this.dataset.table ? `?table=${this.dataset.table}` : "";
    const folds = () => [...this.querySelectorAll("details")];
    const open = folds().map((fold) => fold.open);
    try {
      const fresh = take(await ask("GET", `${this.dataset.href}${asked}`), "table-at-hand");
      this.replaceChildren(...fresh.childNodes);
      folds().forEach((fold, place) => fold.open = open[place] ?? fold.open);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error; // What it says is old then, until the page is loaded again.
    }
  }
}
