/** The overview strip: ticks where notes stand in the whole record, and a frame for the part in view. */
import { make } from "../ui/dom.js";

/** @typedef {import("../core/segments.js").Painted} Painted */
/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */

/** @typedef {{ notes: readonly Painted[], height: number, length: number }} Drawn notes, height of the strip and of the text */

/** Height of a tick, in pixels: notes that are no further apart share one. */
const ROW = 3;

export class Strip {
  #strip;
  #text;
  #view = make("div", { class: "strip-view" });
  /** @type {Map<number, { tick: HTMLElement, ids: readonly string[] }>} By their rows from the head of the strip. */
  #ticks = new Map();
  /** @type {Drawn} What the ticks show. */
  #drawn = { notes: [], height: 0, length: 0 };
  /** @type {string | null} */
  #focused = null;
  /** @type {readonly Painted[]} */
  #notes = [];

  /**
   * @param {HTMLElement} strip
   * @param {AnnotatedText} text
   * @param {(ids: readonly string[], x: number, y: number) => void} open
   * @param {AbortSignal} signal
   */
  constructor(strip, text, open, signal) {
    this.#strip = strip;
    this.#text = text;
    strip.dataset.laid = "";
    strip.append(this.#view);
    strip.addEventListener("click", (event) => {
      const hit = [...this.#ticks.values()].find(({ tick }) => tick === event.target);
      if (hit) return open(hit.ids, event.clientX, event.clientY);
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
  }

  /** @param {string | null} id */
  focus(id) {
    this.#focused = id;
    for (const { tick, ids } of this.#ticks.values()) tick.classList.toggle("strip-tick-focused", holds(ids, id));
  }

  /** Draws the ticks anew, if the notes or a height have changed; notes at one height share a tick. */
  lay() {
    const height = this.#strip.offsetHeight;
    if (!height) return;
    const frame = this.#text.getBoundingClientRect();
    const drawn = { notes: this.#notes, height, length: frame.height };
    if (!isSame(drawn, this.#drawn)) {
      this.#drawn = drawn;
      this.#draw(height, frame);
    }
    this.#drawView();
  }

  /**
   * @param {number} height of the strip
   * @param {DOMRect} frame of the text
   */
  #draw(height, frame) {
    /** @type {Map<number, Painted[]>} */
    const rows = new Map();
    const levels = this.#text.levels(this.#notes);
    this.#notes.forEach((note, index) => {
      const row = Math.round(((levels[index] ?? frame.top) - frame.top) / frame.height * height * 0.99 / ROW);
      const there = rows.get(row);
      if (there) there.push(note);
      else rows.set(row, [note]);
    });
    for (const [row, { tick }] of this.#ticks) {
      if (rows.has(row)) continue;
      tick.remove();
      this.#ticks.delete(row);
    }
    const come = [...rows].map(([row, notes]) => this.#tick(row, row * ROW / height, notes));
    this.#strip.append(...come.filter((tick) => !tick.isConnected));
  }

  /**
   * Draws a tick, or changes the one that is there: of hundreds a new note concerns one.
   * @param {number} row
   * @param {number} share of the strip's height
   * @param {readonly Painted[]} notes at least one
   * @returns {HTMLElement}
   */
  #tick(row, share, notes) {
    const tick = this.#ticks.get(row)?.tick ?? make("div", { class: "strip-tick" });
    const ids = notes.map(({ id }) => id);
    this.#ticks.set(row, { tick, ids });
    const hue = notes[0]?.hue ? String(notes[0].hue) : undefined;
    if (hue === undefined) delete tick.dataset.hue;
    else if (tick.dataset.hue !== hue) tick.dataset.hue = hue;
    tick.classList.toggle("strip-tick-focused", holds(ids, this.#focused));
    const top = `${(share * 100).toFixed(2)}%`;
    if (tick.style.top !== top) tick.style.top = top;
    return tick;
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

/**
 * @param {readonly string[]} ids of a tick's notes
 * @param {string | null} id
 * @returns {boolean} whether the note is one of them
 */
function holds(ids, id) {
  return id !== null && ids.includes(id);
}

/**
 * @param {Drawn} one
 * @param {Drawn} other
 * @returns {boolean}
 */
function isSame(one, other) {
  return one.notes === other.notes && one.height === other.height && one.length === other.length;
}
