/**
 * Paints passages by a fixed set of custom highlights, registered once in stacking order. It sets no priorities: WebKit
 * crashes when they disagree with the order of registration.
 */
import { DEEPEST, flatten } from "../core/segments.js";

/** @typedef {import("../core/segments.js").Painted} Painted */
/** @typedef {import("./text-map.js").TextMap} TextMap */
/** @typedef {"searched" | "found" | "near" | "draft" | "focused"} Over what may lie over the notes' own colours */

/** The hues of labels; 0 is a note without one. */
const HUES = Array.from({ length: 9 }, (_, hue) => hue);

export class Painter {
  #map;
  /** @type {readonly Painted[]} */
  #notes = [];
  /** @type {Map<Over, readonly { start: number, end: number }[]>} */
  #over = new Map();

  /**
   * @param {TextMap} map
   * @param {Element} root the element that holds the record
   */
  constructor(map, root) {
    this.#map = map;
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

  /** @param {readonly Painted[]} notes */
  paint(notes) {
    this.#notes = notes;
    if (!Painter.works) return;
    for (const [name, highlight] of CSS.highlights) if (/^note-(changed-)?\d/.test(name)) highlight.clear();
    for (const { start, end, hue, depth, changed } of flatten(notes)) {
      const highlight = CSS.highlights.get(changed ? `note-changed-${hue}` : `note-${hue}-${depth}`);
      for (const range of this.#map.ranges(start, end)) highlight?.add(range);
    }
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
    this.paint(this.#notes);
    for (const [over, spans] of this.#over) this.mark(over, spans);
  }
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
