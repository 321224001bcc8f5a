/** Shows the margin as a sheet at the foot of narrow screens; its handle opens it, and leads from note to note. */
import { many, placeWords } from "../core/words.js";
import { beside, icon, make, viewTop } from "./dom.js";
import { isComposing } from "./keys.js";

export class Sheet {
  #margin;
  #count = make("span", {}, "Notes");
  #handle = make(
    "button",
    { type: "button", class: "sheet-handle", "aria-expanded": "false" },
    icon("note"),
    this.#count,
  );
  #steps = /** @type {const} */ ([["Previous note", "before", -1], ["Next note", "next", 1]]).map((
    [words, name, way],
  ) => ({
    way,
    button: make("button", { type: "button", class: "sheet-step", "aria-label": words, hidden: true }, icon(name)),
  }));

  /**
   * @param {HTMLElement} margin
   * @param {(way: 1 | -1) => void} step to the next note, or the one before
   * @param {AbortSignal} signal
   */
  constructor(margin, step, signal) {
    this.#margin = margin;
    const [back, next] = this.#steps.map(({ button }) => button);
    margin.prepend(make("div", { class: "sheet-bar" }, ...back ? [back] : [], this.#handle, ...next ? [next] : []));
    for (const { way, button } of this.#steps) button.addEventListener("click", () => step(way), { signal });
    this.#handle.addEventListener("click", () => this.isOpen ? this.close() : this.open(), { signal });
    this.#handle.addEventListener("pointerdown", (event) => this.#drag(event), { signal });
    margin.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || isComposing(event) || event.defaultPrevented || beside.matches || !this.isOpen) {
        return;
      }
      this.close();
      this.#handle.focus();
    }, { signal });
    document.addEventListener("click", (event) => {
      if (!beside.matches && event.target instanceof Element && event.target.closest('a[href="#notes"]')) this.open();
    }, { signal });
    this.close();
  }

  get isOpen() {
    return this.#margin.dataset.sheet === "open";
  }

  open() {
    this.#margin.dataset.sheet = "open";
    this.#handle.setAttribute("aria-expanded", "true");
  }

  close() {
    this.#margin.dataset.sheet = "closed";
    this.#handle.setAttribute("aria-expanded", "false");
  }

  /** @param {HTMLElement} card comes to the top of the sheet, below its handle */
  show(card) {
    const { bottom } = this.#handle.getBoundingClientRect();
    this.#margin.scrollBy({ top: card.getBoundingClientRect().top - bottom - 4, behavior: "instant" });
  }

  /** @param {number} line of the text, in the window; the page moves until the sheet does not cover it */
  uncover(line) {
    const { top: bottom } = this.#margin.getBoundingClientRect();
    const [low, high] = [viewTop() + 12, bottom - 48];
    if (line < low || line > high) scrollBy({ top: line - (low + Math.max(high - low, 0) / 3), behavior: "instant" });
  }

  /**
   * @param {number} place of the attended note, from 0; -1 for none
   * @param {number} count of the notes that are shown
   */
  count(place, count) {
    this.#count.textContent = count === 0 ? "Notes" : place < 0 ? many(count, "note") : placeWords(place, count);
    for (const { button } of this.#steps) button.hidden = count === 0;
  }

  /** @param {PointerEvent} event a pull at the handle opens or closes it too */
  #drag({ clientY: from }) {
    const done = new AbortController();
    addEventListener("pointermove", ({ clientY }) => {
      if (Math.abs(clientY - from) < 24) return;
      done.abort();
      if (clientY < from) this.open();
      else this.close();
      // A mouse that is let go over the handle clicks it as well. A finger does not: its next tap is meant.
      const pulled = new AbortController();
      this.#handle.addEventListener("click", (click) => click.stopImmediatePropagation(), {
        capture: true,
        signal: pulled.signal,
      });
      for (const end of ["pointerup", "pointercancel"]) {
        addEventListener(end, () => setTimeout(() => pulled.abort()), { signal: pulled.signal });
      }
    }, { signal: done.signal });
    for (const end of ["pointerup", "pointercancel"]) {
      addEventListener(end, () => done.abort(), { signal: done.signal });
    }
  }
}
