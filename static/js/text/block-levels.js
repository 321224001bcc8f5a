/** Says about how high places of the record stand, by their blocks: a box for each of ten thousand would take seconds. */

/** @typedef {import("./text-map.js").TextMap} TextMap */
/** @typedef {{ top: number, height: number }} Level a block's place below the head of the text, and its height, in pixels */

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
      if (level === undefined) measured.set(at, level = this.#measure(offset, top));
      if (!level) return top;
      const [start, end] = [positions.start(at), positions.end(at)];
      return top + level.top + level.height * Math.min(1, (offset - start) / Math.max(1, end - start));
    });
  }

  /** @returns {Map<number, Level | null>} */
  #begin() {
    queueMicrotask(() => this.#measured = null);
    return new Map();
  }

  /**
   * @param {number} offset in code points
   * @param {number} top of the text, in the window
   * @returns {Level | null}
   */
  #measure(offset, top) {
    const box = this.#map.element(offset)?.getBoundingClientRect();
    return box ? { top: box.top - top, height: box.height } : null;
  }
}
