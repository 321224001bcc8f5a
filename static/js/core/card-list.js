/**
 * What a card says about its note, as values: what is painted of it, where it stands among the others. Pure.
 */

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./segments.js").Painted} Painted */
/**
 * @typedef {object} CardData what a card says about its note in its `data-` attributes
 * @property {string | undefined} [note] the note's id
 * @property {string | undefined} [mark] of a highlight that is not sent yet, the draft's id
 * @property {string | undefined} [start] of its passage in code points; missing for a note on the whole trial
 * @property {string | undefined} [end]
 * @property {string | undefined} [hue] number of the label's colour
 * @property {string | undefined} [label] the label's name
 * @property {string | undefined} [state] how the passage stands in the version that is shown
 */

/**
 * @param {CardData} data
 * @returns {Mark | null} where its note stands; null for a draft
 */
export function markOf({ note, start, end, hue, label, state }) {
  if (!note) return null;
  const place = start && end ? { start: Number(start), end: Number(end) } : { start: -1, end: -1 };
  return { id: note, ...place, label: label ?? "", hue: Number(hue || 0), changed: state === "changed" };
}

/**
 * @param {CardData} data
 * @returns {Painted | null} what is painted for a highlight that is not sent yet; null for other cards
 */
export function paintedDraft({ note, mark, start, end, hue }) {
  if (note || !mark || !start || !end) return null;
  return { id: mark, start: Number(start), end: Number(end), hue: Number(hue || 0), changed: false };
}

/**
 * @param {readonly CardData[]} cards in reading order
 * @param {CardData} card
 * @returns {number} the index before which it is inserted: after all cards that begin where it does
 */
export function insertionIndex(cards, card) {
  const index = cards.findIndex((other) => startOf(other) > startOf(card));
  return index < 0 ? cards.length : index;
}

/**
 * @param {CardData} card
 * @returns {number} in code points; a note on the whole trial comes first
 */
export function startOf({ start }) {
  return Number(start ?? -1);
}

/**
 * @param {number} count of cards
 * @param {number} index of the one that has the attention; -1 for none of them
 * @param {number} way 1 for the next one, -1 for the one before, round at the ends
 * @returns {number} -1 when there is no card
 */
export function steppedIndex(count, index, way) {
  if (count === 0) return -1;
  if (index < 0) return way > 0 ? 0 : count - 1;
  return (index + way + count) % count;
}

/**
 * @param {CardData} one
 * @param {CardData} other
 * @returns {boolean} whether both are about the same passage
 */
export function samePassage(one, other) {
  return one.start === other.start && one.end === other.end;
}
