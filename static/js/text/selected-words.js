/**
 * Reads what the reader has selected in the record: the words as they are seen, or why they cannot be noted. It never
 * gives the words between two selected places, nor the record's words where others are shown.
 */

/** @typedef {import("../ui/events.js").Selected} Selected */
/** @typedef {import("./text-map.js").Spot} Spot */
/** @typedef {import("./text-map.js").TextMap} TextMap */

/** @type {Selected} */
export const NOTHING = { passage: null, refusal: "", block: null };

/**
 * Joins ranges to one passage, without blanks at its ends. Several ranges (Firefox makes them) are one passage when
 * only blanks are between them.
 * @param {TextMap} map
 * @param {Selection | null} selection
 * @returns {Selected}
 */
export function selectedWords(map, selection) {
  const ranges = rangesOf(selection);
  const spans = ranges.map((range) => spots(map, range)).filter((found) => found !== null);
  const first = spans[0];
  if (!first) return NOTHING;
  const { positions } = map;
  const block = positions.start(first.from.block);
  if (
    spans.some(({ from, to }) => !isOwn(map, from.block, to.block)) || ranges.some((range) => map.holdsOthers(range))
  ) {
    return { passage: null, refusal: "changed", block };
  }
  const parts = spans.map(({ from, to }) => {
    const start = positions.offset(from.block, from.unit);
    const end = positions.offset(to.block, to.unit);
    return start === null || end === null ? null : positions.trim(start, end);
  }).filter((part) => part !== null);
  const start = parts[0]?.start;
  const end = parts.at(-1)?.end;
  if (start === undefined || end === undefined) return NOTHING;
  const apart = parts.some((part, index) => {
    const before = parts[index - 1];
    return before && positions.words(before.end, part.start)?.trim() !== "";
  });
  if (apart) return { passage: null, refusal: "scattered", block };
  const exact = positions.words(start, end);
  return exact ? { passage: { start, end, exact }, refusal: "", block } : NOTHING;
}

/**
 * @param {Selection | null} selection
 * @returns {Range[]} those that hold something, in the order of the page
 */
function rangesOf(selection) {
  const ranges = Array.from({ length: selection?.rangeCount ?? 0 }, (_, index) => selection?.getRangeAt(index));
  return ranges.filter((range) => range !== undefined).filter(({ collapsed }) => !collapsed)
    .sort((one, other) => one.compareBoundaryPoints(Range.START_TO_START, other));
}

/**
 * @param {TextMap} map
 * @param {Range} range
 * @returns {{ from: Spot, to: Spot } | null} null when it holds no text of a block
 */
function spots(map, range) {
  const from = map.spot(range.startContainer, range.startOffset, "forward");
  const to = map.spot(range.endContainer, range.endOffset, "back");
  if (!from || !to) return null;
  // A block of which nothing is selected does not count: a triple click ends where the next block begins.
  while (from.block < to.block && from.unit >= map.units(from.block)) {
    Object.assign(from, { block: from.block + 1, unit: 0 });
  }
  while (from.block < to.block && to.unit === 0) {
    Object.assign(to, { block: to.block - 1, unit: map.units(to.block - 1) });
  }
  return from.block < to.block || from.block === to.block && from.unit < to.unit ? { from, to } : null;
}

/**
 * @param {TextMap} map
 * @param {number} first
 * @param {number} last
 * @returns {boolean} whether all these blocks show the record's words
 */
function isOwn(map, first, last) {
  for (let block = first; block <= last; block++) if (!map.isOwn(block)) return false;
  return true;
}
