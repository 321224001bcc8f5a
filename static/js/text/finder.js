/**
 * Finds words in the record, marks every place and leads from one to the next. The work is done in slices, and bounded: of
 * very many places those around the reader are marked.
 */
import { around, FoldedTexts, foldSought } from "../core/finding.js";
import { countBelow } from "../core/text.js";
import { beside, stand, viewTop } from "../ui/dom.js";
import { Painter } from "./painter.js";

/** @typedef {{ start: number, end: number }} Span in code points */
/** @typedef {import("./text-map.js").TextMap} TextMap */

/** Places of one search; where there are more, the page says so. */
const MOST_HITS = 20_000;
/** Places that are marked at once: more would hold up every frame. */
const MOST_MARKED = 1000;
/** Milliseconds of work between two turns of everything else. */
const SLICE = 8;
/** Frames in which a place may still move, because what was out of sight is laid out now. */
const FRAMES = 4;

export class Finder {
  #map;
  #painter;
  #texts = new FoldedTexts();
  /** @type {readonly Span[]} */
  #hits = [];
  #at = -1;
  #isCut = false;
  #search = new AbortController();
  #frame = 0;

  /**
   * @param {TextMap} map
   * @param {Painter} painter
   * @param {AbortSignal} signal
   */
  constructor(map, painter, signal) {
    this.#map = map;
    this.#painter = painter;
    let timer = 0;
    addEventListener("scroll", () => {
      clearTimeout(timer);
      if (this.#hits.length > MOST_MARKED) timer = setTimeout(() => this.#mark(this.after(this.firstInView)), 150);
    }, { signal, passive: true });
    signal.addEventListener("abort", () => this.clear());
  }

  get count() {
    return this.#hits.length;
  }

  /** Number of the place that is shown, from 0; -1 for none. */
  get at() {
    return this.#at;
  }

  /** Whether there are more places than are counted. */
  get isCut() {
    return this.#isCut;
  }

  /** Whether all of the record's words are on the page: a translator changes them. */
  get isWhole() {
    return this.#map.isWhole;
  }

  /** @returns {Span | null} the place that is shown */
  get shown() {
    return this.#hits[this.#at] ?? null;
  }

  /** @returns {string} heading of the section of the place that is shown */
  get section() {
    const block = this.shown && this.#map.element(this.shown.start);
    return block?.closest("section[id]")?.querySelector("h2[data-start]")?.textContent?.trim() ?? "";
  }

  /** @returns {number} where the text begins that is in the window, in code points */
  get firstInView() {
    const { positions } = this.#map;
    const starts = Array.from({ length: positions.count }, (_, block) => positions.start(block));
    const top = viewTop();
    const isAbove = (/** @type {number} */ start) =>
      (this.#map.element(start)?.getBoundingClientRect().bottom ?? 0) <= top;
    return starts[countBelow(starts, isAbove)] ?? 0;
  }

  /**
   * Finds words and marks them. A search ends the one before.
   * @param {string} typed
   * @returns {Promise<boolean>} false when another search has begun meanwhile
   */
  async find(typed) {
    this.#search.abort();
    const { signal } = this.#search = new AbortController();
    const sought = foldSought(typed);
    /** @type {Span[]} */
    const hits = [];
    let begun = performance.now();
    for (let block = 0; sought && block < this.#map.positions.count && hits.length <= MOST_HITS; block++) {
      if (performance.now() - begun > SLICE) {
        await new Promise((resolve) => setTimeout(resolve));
        if (signal.aborted) return false;
        begun = performance.now();
      }
      hits.push(...this.#hitsIn(block, sought, MOST_HITS + 1 - hits.length));
    }
    this.use(hits.slice(0, MOST_HITS), hits.length > MOST_HITS);
    return true;
  }

  /**
   * Marks places that somebody else has found.
   * @param {readonly Span[]} hits in order
   * @param {boolean} [isCut] whether there are more
   */
  use(hits, isCut = false) {
    this.#search.abort();
    this.#hits = hits;
    this.#isCut = isCut;
    this.#at = -1;
    this.#painter.mark("found", []);
    this.#mark(0);
  }

  /** Forgets what was found, and takes its marks away. */
  clear() {
    cancelAnimationFrame(this.#frame);
    this.use([]);
  }

  /**
   * @param {number} offset in code points
   * @returns {number} the first place from there on, by number; after the last one, the first of all
   */
  after(offset) {
    const at = countBelow(this.#ends, (end) => end <= offset);
    return at < this.#hits.length ? at : 0;
  }

  /** @returns {number[]} */
  get #ends() {
    return this.#hits.map(({ end }) => end);
  }

  /**
   * Shows the next place or the one before, round at the ends.
   * @param {1 | -1} way
   */
  step(way) {
    const { count } = this;
    if (!count) return;
    // The first step goes from where one reads.
    const from = this.#at < 0 ? this.after(this.firstInView) - (way > 0 ? 1 : 0) : this.#at;
    this.show((from + way + count) % count);
    const range = this.shown && !Painter.works && this.#map.ranges(this.shown.start, this.shown.end)[0];
    if (!range) return;
    // Without marks, it is selected.
    const { startContainer, startOffset, endContainer, endOffset } = range;
    getSelection()?.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
  }

  /** @param {number} at number of a place, which is brought into view; the focus stays where it is */
  show(at) {
    this.#at = at;
    const { shown } = this;
    if (!shown) return;
    this.#painter.mark("found", [shown]);
    if (this.count > MOST_MARKED) this.#mark(at);
    for (let fold = this.#fold(shown); fold; fold = this.#fold(shown)) fold.open = true;
    cancelAnimationFrame(this.#frame);
    this.#bring(shown, FRAMES);
  }

  /**
   * Puts the caret of the page at the place that is shown: caret mode and the Tab key go on from there.
   * @param {boolean} focus whether its block gets the focus too
   * @returns {boolean} whether there is one
   */
  stand(focus) {
    const block = this.shown && this.#map.element(this.shown.start);
    const place = this.shown && this.#map.place(this.shown.start);
    if (!block || !place) return false;
    if (focus) stand(block);
    getSelection()?.collapse(place.node, place.unit);
    return true;
  }

  /**
   * @param {number} block
   * @param {string} sought
   * @param {number} most
   * @returns {Span[]}
   */
  #hitsIn(block, sought, most) {
    const { positions } = this.#map;
    const text = this.#map.text(block);
    const hits = text === null ? [] : this.#texts.hits(block, text, sought).slice(0, most);
    return hits.flatMap(({ from, to }) => {
      const start = positions.offset(block, from);
      const end = positions.offset(block, to);
      return start === null || end === null ? [] : [{ start, end }];
    });
  }

  /** @param {number} at number of the place around which they are marked */
  #mark(at) {
    this.#painter.mark("searched", around(this.#hits, at, MOST_MARKED));
  }

  /**
   * @param {Span} span
   * @returns {HTMLDetailsElement | null} a fold around it that is closed
   */
  #fold({ start }) {
    return this.#map.element(start)?.closest("details:not([open])") ?? null;
  }

  /**
   * Scrolls a place into view, in its table first, and looks again when that has been laid out.
   * @param {Span} span
   * @param {number} frames that are left
   */
  #bring(span, frames) {
    const { start, end } = span;
    const block = this.#map.element(start);
    const table = block?.closest("scroll-box");
    const inside = table && this.#map.box(start, end);
    if (table && inside) scrollWithin(table, inside, block?.closest("thead") ? null : table.querySelector("thead"));
    const box = this.#map.box(start, end);
    if (!box) return;
    const [low, high] = [viewTop() + 12, sightEnd() - 12];
    if (box.top < low || box.bottom > high) {
      scrollBy({ top: box.top - (low + Math.max(high - low, 0) / 3), behavior: "instant" });
    }
    if (frames > 0) this.#frame = requestAnimationFrame(() => this.#bring(span, frames - 1));
  }
}

/** @returns {number} where the words end that one sees: above the sheet of notes on a phone, else well above the edge */
function sightEnd() {
  const sheet = beside.matches ? null : document.querySelector(".margin[data-sheet]");
  return Math.min(sheet?.getBoundingClientRect().top ?? innerHeight, innerHeight * 0.85);
}

/**
 * @param {Element} table which scrolls inside itself
 * @param {DOMRect} box of words in it, in the window
 * @param {HTMLElement | null} titles that stay above the words
 */
function scrollWithin(table, box, titles) {
  const frame = table.getBoundingClientRect();
  const top = frame.top + (titles?.offsetHeight ?? 0);
  if (box.left < frame.left || box.right > frame.right) table.scrollLeft += box.left - frame.left - frame.width / 3;
  if (box.top < top || box.bottom > frame.bottom) table.scrollTop += box.top - top - (frame.bottom - top) / 3;
}
