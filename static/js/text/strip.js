/** The overview strip: a tick for every note at its height in the whole record, and a frame for the part in view. */
import { make } from "../ui/dom.js";

/** @typedef {import("../core/segments.js").Painted} Painted */
/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */

export class Strip {
  #strip;
  #text;
  #view = make("div", { class: "strip-view" });
  /** @type {Map<string, HTMLElement>} */
  #ticks = new Map();
  /** @type {readonly Painted[]} */
  #notes = [];

  /**
   * @param {HTMLElement} strip
   * @param {AnnotatedText} text
   * @param {(id: string) => void} open
   * @param {AbortSignal} signal
   */
  constructor(strip, text, open, signal) {
    this.#strip = strip;
    this.#text = text;
    strip.dataset.laid = "";
    strip.append(this.#view);
    strip.addEventListener("click", (event) => {
      const tick = event.target instanceof HTMLElement ? event.target.dataset.note : undefined;
      if (tick) return open(tick);
      const { top, height } = strip.getBoundingClientRect();
      const frame = text.getBoundingClientRect();
      scrollTo({ top: scrollY + frame.top + (event.clientY - top) / height * frame.height - innerHeight / 2 });
    }, { signal });
    let frame = 0;
    const later = () =>
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        this.#drawView();
      });
    addEventListener("scroll", later, { signal, passive: true });
    addEventListener("resize", later, { signal });
  }

  /** @param {readonly Painted[]} notes */
  show(notes) {
    this.#notes = notes;
    const gone = new Map(this.#ticks);
    for (const { id, hue } of notes) {
      gone.delete(id);
      const tick = this.#ticks.get(id) ?? make("div", { class: "strip-tick", "data-note": id });
      const shown = hue ? String(hue) : "";
      if (tick.dataset.hue !== shown) tick.dataset.hue = shown;
      if (this.#ticks.has(id)) continue;
      this.#ticks.set(id, tick);
      this.#strip.append(tick);
    }
    for (const [id, tick] of gone) {
      tick.remove();
      this.#ticks.delete(id);
    }
  }

  /** @param {string | null} id */
  focus(id) {
    for (const [note, tick] of this.#ticks) tick.classList.toggle("strip-tick-focused", note === id);
  }

  /** Sets every tick at its height; reads first, then writes. */
  lay() {
    if (!this.#strip.offsetHeight) return;
    const frame = this.#text.getBoundingClientRect();
    const places = this.#notes.map(({ id, start, end }) => ({ id, top: this.#text.box(start, end)?.top ?? frame.top }));
    for (const { id, top } of places) {
      const tick = this.#ticks.get(id);
      const place = `${((top - frame.top) / frame.height * 99).toFixed(2)}%`;
      if (tick && tick.style.top !== place) tick.style.top = place;
    }
    this.#drawView();
  }

  #drawView() {
    const frame = this.#text.getBoundingClientRect();
    const share = (/** @type {number} */ place) => Math.max(0, Math.min(1, (place - frame.top) / frame.height));
    const top = share(0);
    const bottom = share(innerHeight);
    this.#view.style.top = `${(top * 100).toFixed(2)}%`;
    this.#view.style.height = `${((bottom - top) * 100).toFixed(2)}%`;
  }
}
