/**
 * Converts places in blocks to offsets of the canonical text and back, by one binary search. The words of a block may
 * be unknown for a while, when the page shows other words than the record's.
 */
import { countBelow, Offsets } from "./text.js";

/** @typedef {{ block: number, unit: number }} Place a UTF-16 unit of one block's text */
/** @typedef {{ block: number, from: number, to: number }} Piece what a passage covers of one block, in UTF-16 units */

export class Positions {
  #starts;
  #textOf;
  /** @type {({ text: string, offsets: Offsets } | undefined)[]} */
  #indexes = [];

  /**
   * @param {readonly number[]} starts where each block starts, in code points, ascending
   * @param {(block: number) => string | null} textOf a block's text; null while it is unknown
   */
  constructor(starts, textOf) {
    this.#starts = starts;
    this.#textOf = textOf;
  }

  get count() {
    return this.#starts.length;
  }

  /**
   * @param {number} block
   * @returns {{ text: string, offsets: Offsets } | null}
   */
  #index(block) {
    const text = this.#textOf(block);
    if (text === null) return null;
    const known = this.#indexes[block];
    return known?.text === text ? known : this.#indexes[block] = { text, offsets: new Offsets(text) };
  }

  /**
   * @param {number} block
   * @returns {number} where the block starts, in code points
   */
  start(block) {
    const start = this.#starts[block];
    if (start === undefined) throw new RangeError(`No block ${block}`);
    return start;
  }

  /**
   * @param {number} block
   * @returns {number} where the block ends, in code points; the last block, while it is unknown, at its start
   */
  end(block) {
    const start = this.start(block);
    const index = this.#index(block);
    return index ? start + index.offsets.length : Math.max(start, (this.#starts[block + 1] ?? start + 1) - 1);
  }

  /**
   * The block that holds an offset; the blank between two blocks belongs to the one before.
   * @param {number} offset in code points
   * @returns {number} -1 before the first block
   */
  blockAt(offset) {
    return countBelow(this.#starts, (start) => start <= offset) - 1;
  }

  /**
   * @param {number} block
   * @param {number} unit UTF-16 unit of the block's text; the middle of a surrogate pair counts as its start
   * @returns {number | null} the offset in the record's text, in code points; null while the block is unknown
   */
  offset(block, unit) {
    const index = this.#index(block);
    return index && this.start(block) + index.offsets.floor(unit);
  }

  /**
   * @param {number} offset in code points
   * @returns {Place | null} null where no block is, or an unknown one
   */
  place(offset) {
    const block = this.blockAt(offset);
    const index = block < 0 ? null : this.#index(block);
    if (!index) return null;
    const inner = offset - this.start(block);
    return inner > index.offsets.length ? null : { block, unit: index.offsets.toUtf16(inner) };
  }

  /**
   * @param {number} start in code points
   * @param {number} end
   * @returns {number[]} the blocks of which the passage covers something, known or not
   */
  blocks(start, end) {
    const blocks = [];
    for (let block = Math.max(0, this.blockAt(start)); block < this.count && this.start(block) < end; block++) {
      if (start < this.end(block)) blocks.push(block);
    }
    return blocks;
  }

  /**
   * A passage block by block; what lies in no block, or in an unknown one, is left out.
   * @param {number} start in code points
   * @param {number} end
   * @returns {Piece[]}
   */
  pieces(start, end) {
    return this.blocks(start, end).flatMap((block) => {
      const offsets = this.#index(block)?.offsets;
      if (!offsets) return [];
      const from = Math.max(0, start - this.start(block));
      const to = Math.min(offsets.length, end - this.start(block));
      return from < to ? [{ block, from: offsets.toUtf16(from), to: offsets.toUtf16(to) }] : [];
    });
  }

  /**
   * @param {Piece} piece
   * @returns {string}
   */
  #text({ block, from, to }) {
    return this.#index(block)?.text.slice(from, to) ?? "";
  }

  /**
   * The words of a passage, blocks joined by a line feed as in the canonical text.
   * @param {number} start in code points
   * @param {number} end
   * @returns {string | null} null when a block of it is unknown
   */
  words(start, end) {
    if (this.blocks(start, end).some((block) => !this.#index(block))) return null;
    return this.pieces(start, end).map((piece) => this.#text(piece)).join("\n");
  }

  /**
   * A passage without blanks and block borders at its ends, as one means it; null when nothing is left.
   * @param {number} start in code points
   * @param {number} end
   * @returns {{ start: number, end: number } | null}
   */
  trim(start, end) {
    const full = this.pieces(start, end).filter((piece) => this.#text(piece).trim() !== "");
    const first = full[0];
    const last = full[full.length - 1];
    if (!first || !last) return null;
    const lead = this.#text(first).length - this.#text(first).trimStart().length;
    const tail = this.#text(last).length - this.#text(last).trimEnd().length;
    const from = this.offset(first.block, first.from + lead);
    const to = this.offset(last.block, last.to - tail);
    return from === null || to === null ? null : { start: from, end: to };
  }
}
