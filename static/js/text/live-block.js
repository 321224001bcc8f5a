/**
 * One block of the record as it is on the page now. Translators, phones and extensions replace, split and wrap the
 * text's nodes and insert elements, before the scripts start or after. So the nodes are read whenever they are needed,
 * and count only while their words are the ones that the server sent.
 */
import { checksum } from "../core/checksum.js";

/** @typedef {{ nodes: Text[], words: string }} Live the text nodes that are shown, in order, and their words */

/** A string with a letter or a digit in it, as the value of `content`. */
const DRAWN = /"[^"]*[\p{L}\p{N}][^"]*"/u;

export class LiveBlock {
  #checksum;
  /** @type {Live | null} */
  #live = null;
  /** @type {string | null} The words that were found to be the record's. */
  #own = null;

  /** @param {HTMLElement} element holds the block's text and nothing else, as the server sent it */
  constructor(element) {
    this.element = element;
    this.start = Number(element.dataset.start);
    this.#checksum = element.dataset.crc ?? "";
  }

  /** Forgets the nodes, so that they are read again: the page has changed. */
  forget() {
    this.#live = null;
  }

  /** @returns {Live} */
  get live() {
    return this.#live ?? this.#read();
  }

  /** @returns {string | null} the record's words; null when others stand on the page */
  get text() {
    const { words } = this.live;
    if (words === this.#own) return words;
    if (checksum(words) !== this.#checksum) return null;
    return this.#own = words;
  }

  /** @returns {boolean} whether styles draw words beside those of the page, or in their place: nobody can select them */
  get isDrawnOver() {
    return [this.element, ...this.element.querySelectorAll("*")].some((element) =>
      ["", "::before", "::after"].some((part) => DRAWN.test(getComputedStyle(element, part).content))
    );
  }

  /** @returns {Live} */
  #read() {
    const { element } = this;
    if (element.childNodes.length === 1 && element.firstChild instanceof Text) {
      return this.#live = { nodes: [element.firstChild], words: element.firstChild.data };
    }
    /** @type {Text[]} */
    const nodes = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, verdict);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node instanceof Text) nodes.push(node);
    const live = { nodes, words: nodes.map(({ data }) => data).join("") };
    // Hiding an inserted element changes no node of the page, so a block with one is read each time.
    if (!element.firstElementChild) this.#live = live;
    return live;
  }

  /**
   * @param {Node} node
   * @param {number} offset of a place in the block's element
   * @returns {number} how many UTF-16 units of the live words stand before it
   */
  unit(node, offset) {
    const place = document.createRange();
    place.setStart(node, offset);
    let units = 0;
    for (const text of this.live.nodes) {
      if (text === node) return units + offset;
      if (place.comparePoint(text, text.length) >= 0) break;
      units += text.length;
    }
    return units;
  }

  /**
   * @param {number} unit of the live words
   * @param {"next" | "last"} [edge] which node a place between two belongs to
   * @returns {{ node: Text, unit: number } | null} null when the block has no words
   */
  place(unit, edge = "next") {
    let rest = unit;
    for (const node of this.live.nodes) {
      if (rest < node.length || (edge === "last" && rest > 0 && rest === node.length)) return { node, unit: rest };
      rest -= node.length;
    }
    const last = this.live.nodes.at(-1);
    return last ? { node: last, unit: last.length } : null;
  }

  /**
   * @param {number} from in UTF-16 units of the live words
   * @param {number} to
   * @returns {{ startContainer: Text, startOffset: number, endContainer: Text, endOffset: number } | null}
   */
  range(from, to) {
    const start = this.place(from);
    const end = this.place(to, "last");
    return start && end &&
      { startContainer: start.node, startOffset: start.unit, endContainer: end.node, endOffset: end.unit };
  }
}

/**
 * @param {Node} node
 * @returns {number} the filter's verdict: numbers on paper are ours, and what is hidden, or cannot be selected, was not
 *   selected by anybody
 */
function verdict(node) {
  if (!(node instanceof Element)) return NodeFilter.FILTER_ACCEPT;
  const counts = !node.matches(".print-mark, script, style") && isShown(node) && isSelectable(node);
  return counts ? NodeFilter.FILTER_SKIP : NodeFilter.FILTER_REJECT;
}

/**
 * @param {Element} element
 * @returns {boolean}
 */
export function isShown(element) {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

/**
 * @param {Element} element
 * @returns {boolean}
 */
function isSelectable(element) {
  const { userSelect, webkitUserSelect } = getComputedStyle(element); // WebKit has the second one only.
  return (userSelect ?? webkitUserSelect) !== "none";
}
