/** Tells which blocks of the record are near the window: what is painted far away costs the browser at each change. */

/** @typedef {import("./text-map.js").TextMap} TextMap */

/** How far from the window a block is near: a page is turned before its marks are missed. */
const MARGIN = "200% 0%";

export class NearBlocks {
  #map;
  /** @type {Set<Element>} */
  #near = new Set();
  /** @type {Set<Element>} */
  #watched = new Set();
  #observer;

  /**
   * @param {TextMap} map
   * @param {() => void} changed hears that others are near
   * @param {AbortSignal} signal
   */
  constructor(map, changed, signal) {
    this.#map = map;
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) this.#near[isIntersecting ? "add" : "delete"](target);
      changed();
    }, { rootMargin: MARGIN });
    signal.addEventListener("abort", () => this.#observer.disconnect());
  }

  /**
   * Gives the spans of the blocks that are near; empty until the browser has looked for the first time.
   * @returns {{ start: number, end: number }[]} in code points, ascending
   */
  get spans() {
    const { positions } = this.#map;
    const blocks = Array.from({ length: positions.count }, (_, block) => block);
    const elements = blocks.map((block) => this.#map.element(positions.start(block)));
    this.#watch(new Set(elements.filter((element) => element !== null)));
    return blocks.filter((block) => this.#near.has(/** @type {Element} */ (elements[block])))
      .map((block) => ({ start: positions.start(block), end: positions.end(block) }));
  }

  /** @param {Set<Element>} blocks those that are on the page now */
  #watch(blocks) {
    for (const gone of this.#watched.difference(blocks)) {
      this.#observer.unobserve(gone);
      this.#near.delete(gone);
    }
    for (const come of blocks.difference(this.#watched)) this.#observer.observe(come);
    this.#watched = blocks;
  }
}
