/**
 * Converts between code points, in which every stored offset counts, and UTF-16 units, in which the browser counts.
 * Its twin is `annotate/core/text.py`; both are held to `tests/vectors/utf16.json`.
 */

/**
 * How many UTF-16 units the code point at a unit takes: 2 for a surrogate pair, else 1 (a lone surrogate counts as
 * one).
 * @param {string} text
 * @param {number} unit
 * @returns {number}
 */
function width(text, unit) {
  return (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
}

/** One text with an index of its astral characters: many conversions, each by binary search. */
export class Offsets {
  /** @type {number[]} Where, in code points, the characters beyond the basic plane stand, in order. */
  #astral = [];

  /** @param {string} text */
  constructor(text) {
    /** @readonly */
    this.units = text.length;
    for (let unit = 0, point = 0; unit < text.length; point++) {
      const step = width(text, unit);
      if (step === 2) this.#astral.push(point);
      unit += step;
    }
    /** @readonly */
    this.length = text.length - this.#astral.length;
  }

  /**
   * @param {number} offset in code points
   * @returns {number} the same place in UTF-16 units
   * @throws {RangeError} out of the text
   */
  toUtf16(offset) {
    if (!Number.isInteger(offset) || offset < 0 || offset > this.length) {
      throw new RangeError(`No code point at ${offset} of ${this.length}`);
    }
    return offset + countBelow(this.#astral, (point) => point < offset);
  }

  /**
   * @param {number} unit in UTF-16 units
   * @returns {number} the same place in code points
   * @throws {RangeError} out of the text, or between the halves of a surrogate pair
   */
  fromUtf16(unit) {
    const offset = this.floor(unit);
    if (this.toUtf16(offset) !== unit) throw new RangeError(`Unit ${unit} stands inside a surrogate pair`);
    return offset;
  }

  /**
   * The code point at or just before a unit: as `fromUtf16`, but the middle of a pair counts as the pair's start.
   * @param {number} unit
   * @returns {number}
   * @throws {RangeError} out of the text
   */
  floor(unit) {
    if (!Number.isInteger(unit) || unit < 0 || unit > this.units) {
      throw new RangeError(`No unit at ${unit} of ${this.units}`);
    }
    // The n-th astral character starts at unit (point + n); it has passed when its second half has.
    return unit - countBelow(this.#astral, (point, n) => point + n < unit);
  }
}

/**
 * Counts the leading entries that fulfil a condition which holds up to some point and not after.
 * @template T
 * @param {readonly T[]} sorted
 * @param {(value: T, index: number) => boolean} below
 * @returns {number}
 */
export function countBelow(sorted, below) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (below(/** @type {T} */ (sorted[middle]), middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
