/**
 * Maps the record on the page to its canonical text: every block's element says where it starts, in code points.
 * Everything is read from the page when it is asked for; a block whose words are not the record's has no places.
 */
import { countBelow } from "../core/text.js";
import { Positions } from "../core/positions.js";
import { caretAt } from "../ui/dom.js";
import { isShown, LiveBlock } from "./live-block.js";

/** @typedef {import("../ui/events.js").Passage} Passage */
/** @typedef {{ block: number, unit: number }} Spot a unit of a block's live words */

/** Elements of ours in the record: blocks, whose words are compared one by one, and what is around them. */
const SENT = "[data-start], .record-facts, caption, .labels, .cut, button, script, style, .print-mark";

export class TextMap {
  #root;
  /** @type {LiveBlock[]} */
  #blocks = [];
  /** @type {number[]} */
  #starts = [];
  /** @type {WeakMap<Node, LiveBlock>} */
  #byElement = new WeakMap();
  #positions = new Positions([], () => null);
  #probe = document.createRange();
  #changed;
  #observer = new MutationObserver((records) => this.#hear(records));

  /**
   * @param {Element} root
   * @param {() => void} changed hears that places have changed; they can be asked for at once
   */
  constructor(root, changed) {
    this.#root = root;
    this.#changed = changed;
    this.#collect();
    this.#observer.observe(root, { subtree: true, childList: true, characterData: true });
  }

  /** Stops following the page. */
  end() {
    this.#observer.disconnect();
  }

  /** Finds the blocks. Elements that are out of order are copies made by something else, and no blocks. */
  #collect() {
    this.#blocks = [];
    for (const element of this.#root.querySelectorAll("[data-start]")) {
      if (!(element instanceof HTMLElement)) continue;
      const block = new LiveBlock(element);
      if (block.start <= (this.#blocks.at(-1)?.start ?? -1)) continue;
      this.#blocks.push(block);
      this.#byElement.set(element, block);
    }
    this.#starts = this.#blocks.map(({ start }) => start);
    this.#positions = new Positions(this.#starts, (block) => this.#blocks[block]?.text ?? null);
  }

  /** @param {MutationRecord[]} records */
  #hear(records) {
    const touched = new Set(records.map(({ target }) => this.#blockAround(target)).filter((block) => block !== null));
    const moved = records.some(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes].some(holdsBlock));
    for (const block of touched) block.forget();
    if (moved) this.#collect();
    if (moved || touched.size) this.#changed();
  }

  /** Processes the changes of the page up to this moment. */
  #catchUp() {
    const records = this.#observer.takeRecords();
    if (records.length) this.#hear(records);
  }

  /**
   * @param {Node} node
   * @returns {LiveBlock | null}
   */
  #blockAround(node) {
    const element = (node instanceof Element ? node : node.parentElement)?.closest("[data-start]");
    return (element && this.#byElement.get(element)) ?? null;
  }

  /** @returns {Positions} */
  get positions() {
    this.#catchUp();
    return this.#positions;
  }

  /** @returns {boolean} whether every block's words are the record's */
  get isWhole() {
    this.#catchUp();
    return this.#blocks.every(({ text }) => text !== null);
  }

  /**
   * @param {number} offset in code points
   * @returns {HTMLElement | null} the element of the block there
   */
  element(offset) {
    return this.#blocks[this.positions.blockAt(offset)]?.element ?? null;
  }

  /**
   * @param {Node | null} node
   * @returns {boolean} whether it is text of a block that is shown
   */
  isText(node) {
    return node instanceof Text && Boolean(this.#blockAround(node)?.live.nodes.includes(node));
  }

  /**
   * Gives a place of the page as a unit of a block; a place outside of all blocks counts as the nearest end of a block
   * in the wanted direction.
   * @param {Node} node
   * @param {number} offset
   * @param {"forward" | "back"} outside
   * @returns {Spot | null} null when there is no text that way
   */
  spot(node, offset, outside) {
    this.#catchUp();
    const low = countBelow(this.#starts, (_, block) => this.#compare(block, node, offset) > 0);
    const around = this.#blocks[low];
    if (around && this.#compare(low, node, offset) === 0) return { block: low, unit: around.unit(node, offset) };
    const block = outside === "forward" ? low : low - 1;
    const near = this.#blocks[block];
    return near ? { block, unit: outside === "forward" ? 0 : near.live.words.length } : null;
  }

  /**
   * @param {number} block
   * @param {Node} node
   * @param {number} offset
   * @returns {number} -1, 0 or 1: the place is before, in or after the block
   */
  #compare(block, node, offset) {
    this.#probe.selectNodeContents(/** @type {LiveBlock} */ (this.#blocks[block]).element);
    return this.#probe.comparePoint(node, offset);
  }

  /**
   * Gives the offset of a place in the page; a place outside of the text counts as the nearest end of a block in the
   * wanted direction.
   * @param {Node} node
   * @param {number} unit
   * @param {"forward" | "back"} [outside]
   * @returns {number | null} in code points; null when there is no text that way, or other words than the record's
   */
  offset(node, unit, outside = "forward") {
    const spot = this.spot(node, unit, outside);
    return spot && this.#positions.offset(spot.block, spot.unit);
  }

  /**
   * @param {number} block
   * @returns {string | null} its words; null when they are not the record's
   */
  text(block) {
    return this.#blocks[block]?.text ?? null;
  }

  /**
   * @param {number} block
   * @returns {number} how many UTF-16 units its live words have
   */
  units(block) {
    return this.#blocks[block]?.live.words.length ?? 0;
  }

  /**
   * @param {number} block
   * @returns {boolean} whether it shows the record's words and nothing else
   */
  isOwn(block) {
    const { element, text, isDrawnOver } = this.#blocks[block] ?? { element: null, text: null, isDrawnOver: false };
    return text !== null && !isDrawnOver && Boolean(element?.checkVisibility({ visibilityProperty: true }));
  }

  /**
   * @param {Range} range
   * @returns {boolean} whether it holds words that were put beside the record's, such as a translation below a paragraph
   */
  holdsOthers(range) {
    const record = this.#root.querySelector(".record") ?? this.#root;
    return document.createTreeWalker(record, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
      if (!range.intersectsNode(node)) return NodeFilter.FILTER_REJECT;
      if (node instanceof Text) return node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
      const passed = !(node instanceof Element) || node.matches(SENT) || !isShown(node);
      return passed ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    }).nextNode() !== null;
  }

  /**
   * @param {number} offset in code points
   * @returns {Passage | null} the whole block there; null when other words than the record's stand in it
   */
  block(offset) {
    const { positions } = this;
    const block = positions.blockAt(offset);
    if (block < 0) return null;
    const span = { start: positions.start(block), end: positions.end(block) };
    const exact = positions.words(span.start, span.end);
    return exact ? { ...span, exact } : null;
  }

  /**
   * @param {number} start in code points
   * @param {number} end
   * @returns {StaticRange[]} one for each block that the span touches and that shows the record's words
   */
  ranges(start, end) {
    return this.positions.pieces(start, end).flatMap(({ block, from, to }) => {
      const range = this.#blocks[block]?.range(from, to);
      return range ? [new StaticRange(range)] : [];
    });
  }

  /**
   * @param {number} offset in code points
   * @returns {{ node: Text, unit: number } | null} where a caret stands; of a block in other words, its beginning
   */
  place(offset) {
    const { positions } = this;
    const block = this.#blocks[positions.blockAt(offset)];
    if (block && block.text === null) return block.place(0);
    const place = positions.place(offset);
    return place && (this.#blocks[place.block]?.place(place.unit) ?? null);
  }

  /**
   * @param {number} start in code points
   * @param {number} end
   * @returns {DOMRect | null} the box of the passage's first line; of a block in other words, its own first line
   */
  box(start, end) {
    const piece = this.positions.pieces(start, end)[0];
    const range = piece && this.#blocks[piece.block]?.range(piece.from, piece.to);
    if (range) {
      this.#probe.setStart(range.startContainer, range.startOffset);
      this.#probe.setEnd(range.endContainer, range.endOffset);
    } else {
      const element = this.element(start);
      if (!element) return null;
      this.#probe.selectNodeContents(element);
    }
    return this.#probe.getClientRects()[0] ?? null;
  }

  /**
   * Gives the character under a point of the window. Browsers find the nearest caret from far off too, so the
   * character's box decides.
   * @param {number} x
   * @param {number} y
   * @returns {number | null} its offset in code points; null where no character of the record is
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
          return this.isText(caret.node) ? this.offset(caret.node, unit) : null;
        }
      }
    }
    return null;
  }
}

/**
 * @param {Node} node
 * @returns {boolean}
 */
function holdsBlock(node) {
  return node instanceof Element && (node.matches("[data-start]") || node.querySelector("[data-start]") !== null);
}
