/**
 * Where all notes of a page stand, without their words: the server sends them in one attribute, and cards for some. Pure.
 */

/**
 * @typedef {object} Mark
 * @property {string} id of the note
 * @property {number} start in code points; -1 for a note on the whole trial
 * @property {number} end
 * @property {string} label the label's name; empty without one
 * @property {number} hue number of the label's colour; 0 without one
 * @property {boolean} changed whether its words are others than the note was made on
 */
/** @typedef {{ name: string, hue: number }} LabelName */

/** Length of a note's id. */
const ID = 22;

/**
 * Reads marks as `annotate/core/marks.py` writes them.
 * @param {string} text
 * @param {readonly LabelName[]} labels those that the page offers, in its order
 * @returns {Mark[]} in reading order
 */
export function readMarks(text, labels) {
  let before = 0;
  return text.split(" ").filter(Boolean).map((part) => {
    const [own = "", shift, length] = part.split(".");
    const label = labels[digits(own.slice(ID)) - 1];
    const said = { id: own.slice(0, ID), label: label?.name ?? "", hue: label?.hue ?? 0 };
    if (shift === undefined || length === undefined) return { ...said, start: -1, end: -1, changed: false };
    const changed = length.endsWith("!");
    const start = before += digits(shift);
    return { ...said, start, end: start + digits(changed ? length.slice(0, -1) : length), changed };
  });
}

/**
 * @param {string} written in base 36; 0 is left out
 * @returns {number}
 */
function digits(written) {
  return written ? parseInt(written, 36) : 0;
}

/** Asks for the marks without a label. */
export const UNLABELLED = "none";

/**
 * @param {Mark} mark
 * @param {string} wanted `none`, or `=` and a label's name; empty for all
 * @returns {boolean}
 */
export function isWanted({ label }, wanted) {
  return !wanted || label === (wanted === UNLABELLED ? "" : wanted.slice(1));
}

/** The marks of a page in reading order, and which of them are shown. */
export class Marks {
  /** @type {Mark[]} */
  #all;
  /** @type {Map<string, Mark>} */
  #byId;
  /** @type {Mark[] | null} */
  #shown = null;
  #wanted;

  /**
   * @param {readonly Mark[]} marks in reading order
   * @param {string} [wanted] which of them are shown: see `isWanted`
   */
  constructor(marks, wanted = "") {
    this.#all = [...marks];
    this.#byId = new Map(marks.map((mark) => [mark.id, mark]));
    this.#wanted = wanted;
  }

  /** @returns {number} how many there are, shown or not */
  get count() {
    return this.#all.length;
  }

  /** @returns {readonly Mark[]} those that are shown, in reading order */
  get shown() {
    return this.#shown ??= this.#all.filter((mark) => isWanted(mark, this.#wanted));
  }

  /** @returns {string} which are shown: see `isWanted` */
  get wanted() {
    return this.#wanted;
  }

  /** @param {string} wanted shows other ones */
  show(wanted) {
    this.#wanted = wanted;
    this.#shown = null;
  }

  /**
   * @param {string | null | undefined} id
   * @returns {Mark | null}
   */
  get(id) {
    return this.#byId.get(id ?? "") ?? null;
  }

  /** @param {Mark} mark takes the place of its older self, else comes after all that begin where it does */
  put(mark) {
    const old = this.#byId.get(mark.id);
    if (old?.start === mark.start) this.#all[this.#all.indexOf(old)] = mark;
    else {
      this.remove(mark.id);
      const at = this.#all.findIndex(({ start }) => start > mark.start);
      this.#all.splice(at < 0 ? this.#all.length : at, 0, mark);
    }
    this.#byId.set(mark.id, mark);
    this.#shown = null;
  }

  /** @param {string} id */
  remove(id) {
    const mark = this.#byId.get(id);
    if (!mark) return;
    this.#all.splice(this.#all.indexOf(mark), 1);
    this.#byId.delete(id);
    this.#shown = null;
  }

  /**
   * @param {string | null | undefined} id
   * @returns {number} its place among those that are shown, from 0; -1 when it is not
   */
  place(id) {
    const mark = this.get(id);
    return mark ? this.shown.indexOf(mark) : -1;
  }
}
