/** Says about how high places of the record stand, by their blocks: a box for each of ten thousand would take seconds. */

/** @typedef {import("./text-map.js").TextMap} TextMap */
/**
 * @typedef {object} Level
 * @property {number} top of a block below the head of the text, in pixels
 * @property {number} height of it, in pixels
 * @property {number} start of it, in code points
 * @property {number} length of it, in code points, at least 1
 */

export class BlockLevels {
  #map;
  #root;
  /** @type {Map<number, Level | null> | null} What was measured in this turn: the text is not laid anew before it ends. */
  #measured = null;

  /**
   * @param {TextMap} map
   * @param {Element} root the element that holds the record
   */
  constructor(map, root) {
    this.#map = map;
    this.#root = root;
  }

  /**
   * @param {readonly number[]} offsets in code points
   * @returns {number[]} in the window, in pixels; a place within a block by its share of the block's text
   */
  of(offsets) {
    const { positions } = this.#map;
    const { top } = this.#root.getBoundingClientRect();
    const measured = this.#measured ??= this.#begin();
    return offsets.map((offset) => {
      const at = positions.blockAt(offset);
      let level = measured.get(at);
      if (level === undefined) measured.set(at, level = this.#measure(at, top));
      return level ? top + level.top + level.height * Math.min(1, (offset - level.start) / level.length) : top;
    });
  }

  /** @returns {Map<number, Level | null>} */
  #begin() {
    queueMicrotask(() => this.#measured = null);
    return new Map();
  }

  /**
   * @param {number} block -1 before the first one
   * @param {number} top of the text, in the window
   * @returns {Level | null}
   */
  #measure(block, top) {
    const { positions } = this.#map;
    if (block < 0) return null;
    const start = positions.start(block);
    const box = this.#map.element(start)?.getBoundingClientRect();
    return box
      ? { top: box.top - top, height: box.height, start, length: Math.max(1, positions.end(block) - start) }
      : null;
  }
}
