/**
 * Finds the passages over an offset: an index for hit tests, built once per change and asked at every pointer move.
 */
import { countBelow } from "./text.js";

/** @typedef {{ id: string, start: number, end: number }} Interval half-open, in code points */

export class Intervals {
  /** @type {Interval[]} By start; read as a balanced tree whose root is the middle. */
  #sorted;
  /** @type {number[]} The furthest end in the subtree of each. */
  #furthest;
  /** @type {number[]} */
  #ends;

  /** @param {readonly Interval[]} intervals */
  constructor(intervals) {
    this.#sorted = intervals.filter(({ start, end }) => start < end).sort((one, other) => one.start - other.start);
    this.#furthest = new Array(this.#sorted.length).fill(-Infinity);
    this.#measure(0, this.#sorted.length);
    this.#ends = this.#sorted.map(({ end }) => end).sort((one, other) => one - other);
  }

  /**
   * @param {number} start in code points
   * @param {number} end
   * @returns {number} how many passages share a character with the span
   */
  count(start, end) {
    if (start >= end) return 0;
    const begun = countBelow(this.#sorted, (interval) => interval.start < end);
    return begun - countBelow(this.#ends, (over) => over <= start);
  }

  /**
   * @param {number} low
   * @param {number} high
   * @returns {number}
   */
  #measure(low, high) {
    if (low >= high) return -Infinity;
    const middle = (low + high) >>> 1;
    const own = this.#sorted[middle]?.end ?? -Infinity;
    const furthest = Math.max(own, this.#measure(low, middle), this.#measure(middle + 1, high));
    this.#furthest[middle] = furthest;
    return furthest;
  }

  /**
   * @param {number} offset in code points
   * @returns {string[]} the ids of the passages over the character at the offset, smallest first
   */
  at(offset) {
    return this.within(offset, offset + 1);
  }

  /**
   * @param {number} start in code points
   * @param {number} end
   * @returns {string[]} the ids of the passages that share a character with the span, smallest first
   */
  within(start, end) {
    /** @type {Interval[]} */
    const found = [];
    this.#collect(0, this.#sorted.length, start, end, found);
    return found.sort((one, other) => (one.end - one.start) - (other.end - other.start)).map(({ id }) => id);
  }

  /**
   * @param {number} low
   * @param {number} high
   * @param {number} start
   * @param {number} end
   * @param {Interval[]} found
   */
  #collect(low, high, start, end, found) {
    if (low >= high) return;
    const middle = (low + high) >>> 1;
    const interval = /** @type {Interval} */ (this.#sorted[middle]);
    if (/** @type {number} */ (this.#furthest[middle]) <= start) return;
    this.#collect(low, middle, start, end, found);
    if (interval.start < end && interval.end > start) found.push(interval);
    if (interval.start < end) this.#collect(middle + 1, high, start, end, found);
  }
}
