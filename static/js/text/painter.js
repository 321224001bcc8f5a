/**
 * Paints passages by a fixed set of custom highlights, registered once in stacking order. It sets no priorities: WebKit
 * crashes when they disagree with the order of registration.
 */
import { DEEPEST, difference, flatten, flattenWithin } from "../core/segments.js";
import { NearBlocks } from "./near-blocks.js";

/** @typedef {import("../core/segments.js").Painted} Painted */
/** @typedef {import("../core/segments.js").Segment} Segment */
/** @typedef {import("./text-map.js").TextMap} TextMap */
/** @typedef {"searched" | "found" | "near" | "draft" | "focused"} Over what may lie over the notes' own colours */

/** Notes that are painted all at once, wherever they are; of more, those that are near the window. */
const MOST_AT_ONCE = 1_000;

/** The hues of labels; 0 is a note without one. */
const HUES = Array.from({ length: 9 }, (_, hue) => hue);

export class Painter {
  #map;
  /** @type {readonly Painted[]} */
  #notes = [];
  /** @type {Map<Segment, StaticRange[]>} What is painted of them, in the order of the text. */
  #painted = new Map();
  #near;
  /** @type {Map<Over, readonly { start: number, end: number }[]>} */
  #over = new Map();

  /**
   * @param {TextMap} map
   * @param {Element} root the element that holds the record
   * @param {AbortSignal} signal
   */
  constructor(map, root, signal) {
    this.#map = map;
    this.#near = new NearBlocks(map, () => this.#show(), signal);
    if (!Painter.works) return;
    const [record, block] = [".record", ".record [data-start]"].map((selector) => root.querySelector(selector));
    if (record && block && !inheritsMarks(block)) record.setAttribute("data-marks", "each");
    for (let depth = 1; depth <= DEEPEST; depth++) {
      for (const hue of HUES) CSS.highlights.set(`note-${hue}-${depth}`, new Highlight());
    }
    for (const hue of HUES) CSS.highlights.set(`note-changed-${hue}`, new Highlight());
    for (const over of ["searched", "found", "draft", "near", "focused"]) {
      CSS.highlights.set(`note-${over}`, new Highlight());
    }
  }

  static get works() {
    return typeof Highlight === "function" && "highlights" in CSS;
  }

  /**
   * Paints these notes instead of those before; what looks as before stays as it is.
   * @param {readonly Painted[]} notes
   */
  paint(notes) {
    this.#notes = notes;
    this.#show();
  }

  /** Paints the segments that are to be seen, and no others. */
  #show() {
    if (!Painter.works) return;
    const notes = this.#notes;
    const wanted = notes.length > MOST_AT_ONCE ? flattenWithin(notes, this.#near.spans) : flatten(notes);
    const { segments, gone, come } = difference([...this.#painted.keys()], wanted);
    for (const segment of gone) {
      for (const range of this.#painted.get(segment) ?? []) highlightOf(segment)?.delete(range);
    }
    const before = this.#painted;
    for (const segment of come) before.set(segment, this.#draw(segment));
    this.#painted = new Map(segments.map((segment) => [segment, before.get(segment) ?? []]));
  }

  /**
   * @param {Segment} segment
   * @returns {StaticRange[]}
   */
  #draw(segment) {
    const ranges = this.#map.ranges(segment.start, segment.end);
    for (const range of ranges) highlightOf(segment)?.add(range);
    return ranges;
  }

  /**
   * @param {Over} over
   * @param {readonly { start: number, end: number }[]} spans in code points
   */
  mark(over, spans) {
    this.#over.set(over, spans);
    const highlight = Painter.works ? CSS.highlights.get(`note-${over}`) : undefined;
    highlight?.clear();
    for (const { start, end } of spans) for (const range of this.#map.ranges(start, end)) highlight?.add(range);
  }

  /** Paints everything anew, on the text's nodes as they are now. */
  repaint() {
    const notes = this.#notes;
    this.paint([]);
    this.paint(notes);
    for (const [over, spans] of this.#over) this.mark(over, spans);
  }
}

/**
 * @param {Segment} segment
 * @returns {Highlight | undefined} what paints segments of this look
 */
function highlightOf({ hue, depth, changed }) {
  return CSS.highlights.get(changed ? `note-changed-${hue}` : `note-${hue}-${depth}`);
}

/**
 * Tells whether the browser inherits the looks of highlights (CSS Pseudo-Elements 4, section 3.6). Where it does, a rule for
 * the record is enough: one for each of a thousand blocks takes a second of styling. Where not, each block has its own.
 * @param {Element} block
 * @returns {boolean}
 */
function inheritsMarks(block) {
  return getComputedStyle(block, "::highlight(note-focused)").textDecorationLine === "underline";
}
