/**
 * Where the blocks of a record stand in its canonical text: place in a block ↔ offset by one binary search.
 */
import { countBelow, Offsets } from "./text.js";

/** @typedef {{ block: number, unit: number }} Place a UTF-16 unit of one block's text */
/** @typedef {{ block: number, from: number, to: number }} Piece what a passage covers of one block, in UTF-16 units */

export class Positions {
  #starts;
  #texts;
  /** @type {(Offsets | undefined)[]} */
  #offsets = [];

  /**
   * @param {readonly number[]} starts where each block starts, in code points, ascending
   * @param {readonly string[]} texts the blocks' texts
   */
  constructor(starts, texts) {
    if (starts.length !== texts.length) throw new RangeError("Every block needs a start and a text");
    this.#starts = starts;
    this.#texts = texts;
  }

  get count() {
    return this.#starts.length;
  }

  /**
   * @param {number} block
   * @returns {Offsets}
   */
  #index(block) {
    return this.#offsets[block] ??= new Offsets(this.#texts[block] ?? "");
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
   * @returns {number} where the block ends, in code points
   */
  end(block) {
    return this.start(block) + this.#index(block).length;
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
   * @returns {number} the offset in the record's text, in code points
   */
  offset(block, unit) {
    return this.start(block) + this.#index(block).floor(unit);
  }

  /**
   * @param {number} offset in code points
   * @returns {Place | null} null where no block is
   */
  place(offset) {
    const block = this.blockAt(offset);
    if (block < 0) return null;
    const inner = offset - this.start(block);
    const index = this.#index(block);
    return inner > index.length ? null : { block, unit: index.toUtf16(inner) };
  }

  /**
   * A passage block by block; what lies in no block is left out.
   * @param {number} start in code points
   * @param {number} end
   * @returns {Piece[]}
   */
  pieces(start, end) {
    const pieces = [];
    for (let block = Math.max(0, this.blockAt(start)); block < this.count && this.start(block) < end; block++) {
      const index = this.#index(block);
      const from = Math.max(0, start - this.start(block));
      const to = Math.min(index.length, end - this.start(block));
      if (from < to) pieces.push({ block, from: index.toUtf16(from), to: index.toUtf16(to) });
    }
    return pieces;
  }

  /**
   * The words of a passage, blocks joined by a line feed as in the canonical text.
   * @param {number} start in code points
   * @param {number} end
   * @returns {string}
   */
  words(start, end) {
    return this.pieces(start, end).map(({ block, from, to }) => this.#texts[block]?.slice(from, to) ?? "").join("\n");
  }

  /**
   * A passage without blanks and block borders at its ends, as one means it; null when nothing is left.
   * @param {number} start in code points
   * @param {number} end
   * @returns {{ start: number, end: number } | null}
   */
  trim(start, end) {
    const pieces = this.pieces(start, end);
    /** @param {Piece} piece */
    const text = ({ block, from, to }) => this.#texts[block]?.slice(from, to) ?? "";
    const full = pieces.filter((piece) => text(piece).trim() !== "");
    const first = full[0];
    const last = full[full.length - 1];
    if (!first || !last) return null;
    const lead = text(first).length - text(first).trimStart().length;
    const tail = text(last).length - text(last).trimEnd().length;
    return { start: this.offset(first.block, first.from + lead), end: this.offset(last.block, last.to - tail) };
  }
}
