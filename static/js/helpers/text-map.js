/** The record on the page and its canonical text: every block's element says where it starts, in code points. */
import { Positions } from "../core/positions.js";

/** @typedef {import("./events.js").Passage} Passage */

export class TextMap {
  /** @type {HTMLElement[]} */
  #elements = [];
  /** @type {Text[]} */
  #nodes = [];
  #positions;
  #probe = document.createRange();

  /** @param {Element} root */
  constructor(root) {
    /** @type {number[]} */
    const starts = [];
    for (const element of root.querySelectorAll("[data-start]")) {
      const node = element.firstChild;
      if (!(element instanceof HTMLElement) || !(node instanceof Text)) continue;
      this.#elements.push(element);
      this.#nodes.push(node);
      starts.push(Number(element.dataset.start));
    }
    this.#positions = new Positions(starts, this.#nodes.map((node) => node.data));
  }

  get positions() {
    return this.#positions;
  }

  /**
   * @param {number} offset in code points
   * @returns {HTMLElement | null} the element of the block there
   */
  element(offset) {
    return this.#elements[this.#positions.blockAt(offset)] ?? null;
  }

  /**
   * The offset of a place in the page; one outside of the text counts as the nearest end of a block in the wanted direction.
   * @param {Node} node
   * @param {number} unit
   * @param {"forward" | "back"} [outside]
   * @returns {number | null} in code points; null when there is no text that way
   */
  offset(node, unit, outside = "forward") {
    let low = 0;
    let high = this.#nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // comparePoint: 1 where the place is after the block, so the first block that does not end before it is sought.
      if (this.#compare(middle, node, unit) > 0) low = middle + 1;
      else high = middle;
    }
    if (low < this.#nodes.length && this.#compare(low, node, unit) === 0) {
      const own = node === this.#nodes[low] ? unit : this.#unitAround(low, node, unit);
      return this.#positions.offset(low, own);
    }
    const block = outside === "forward" ? low : low - 1;
    if (block < 0 || block >= this.#nodes.length) return null;
    return outside === "forward" ? this.#positions.start(block) : this.#positions.end(block);
  }

  /**
   * @param {number} block
   * @param {Node} node
   * @param {number} unit
   * @returns {number} -1, 0 or 1: the place is before, in or after the block
   */
  #compare(block, node, unit) {
    this.#probe.selectNodeContents(/** @type {HTMLElement} */ (this.#elements[block]));
    return this.#probe.comparePoint(node, unit);
  }

  /**
   * @param {number} block
   * @param {Node} node
   * @param {number} unit
   * @returns {number} the unit of the block's text for a place that names the block's element itself
   */
  #unitAround(block, node, unit) {
    const text = /** @type {Text} */ (this.#nodes[block]);
    return node === text.parentNode && unit === 0 ? 0 : text.length;
  }

  /**
   * @param {Selection | null} selection
   * @returns {Passage | null} what is selected of the record, without blanks at its ends; null for nothing
   */
  passage(selection) {
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
    const first = selection.getRangeAt(0);
    const last = selection.getRangeAt(selection.rangeCount - 1);
    const start = this.offset(first.startContainer, first.startOffset, "forward");
    const end = this.offset(last.endContainer, last.endOffset, "back");
    if (start === null || end === null || start >= end) return null;
    const span = this.#positions.trim(start, end);
    return span && { ...span, exact: this.#positions.words(span.start, span.end) };
  }

  /**
   * @param {number} start in code points
   * @param {number} end
   * @returns {StaticRange[]} one for each block that the span touches
   */
  ranges(start, end) {
    return this.#positions.pieces(start, end).map(({ block, from, to }) => {
      const node = /** @type {Text} */ (this.#nodes[block]);
      return new StaticRange({ startContainer: node, startOffset: from, endContainer: node, endOffset: to });
    });
  }

  /**
   * @param {number} offset in code points
   * @returns {{ node: Text, unit: number } | null}
   */
  place(offset) {
    const place = this.#positions.place(offset);
    const node = place && this.#nodes[place.block];
    return node ? { node, unit: place.unit } : null;
  }

  /**
   * @param {number} start in code points
   * @param {number} end
   * @returns {DOMRect | null} the box of the passage's first line
   */
  box(start, end) {
    const piece = this.#positions.pieces(start, end)[0];
    const node = piece && this.#nodes[piece.block];
    if (!node) return null;
    this.#probe.setStart(node, piece.from);
    this.#probe.setEnd(node, piece.to);
    return this.#probe.getClientRects()[0] ?? null;
  }

  /**
   * The character under a point of the window. The nearest caret is found from far off too, so the box decides.
   * @param {number} x
   * @param {number} y
   * @returns {number | null} its offset in code points; null where no character is
   */
  characterAt(x, y) {
    const caret = caretAt(x, y);
    if (!caret || !(caret.node instanceof Text)) return null;
    for (const unit of [caret.unit, caret.unit - 1]) {
      if (unit < 0 || unit >= caret.node.length) continue;
      this.#probe.setStart(caret.node, unit);
      this.#probe.setEnd(caret.node, unit + 1);
      for (const box of this.#probe.getClientRects()) {
        if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) {
          return this.#inBlock(caret.node) ? this.offset(caret.node, unit) : null;
        }
      }
    }
    return null;
  }

  /**
   * @param {Text} node
   * @returns {boolean}
   */
  #inBlock(node) {
    return Boolean(node.parentElement?.hasAttribute("data-start"));
  }
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {{ node: Node, unit: number } | null}
 */
function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret && { node: caret.offsetNode, unit: caret.offset };
  }
  const range = document.caretRangeFromPoint?.(x, y); // WebKit has this one only.
  return range ? { node: range.startContainer, unit: range.startOffset } : null;
}
