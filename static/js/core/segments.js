/**
 * Flattens overlapping passages into disjoint segments by a sweep line, so that the cost of painting depends on what is
 * seen, not on how many notes overlap.
 */

/**
 * @typedef {{ id: string, start: number, end: number, hue: number, changed?: boolean }} Painted a note's passage, in code
 *   points; whether its words are others than the note was made on
 */
/** @typedef {{ start: number, end: number, hue: number, depth: number, changed?: true }} Segment */

/** More notes than this over one another look alike. */
export const DEEPEST = 4;

/**
 * Compares two overlapping passages: the shorter one is on top, then the later one.
 * @param {Painted} one
 * @param {Painted} other
 * @returns {number} negative when the first is on top
 */
export function onTop(one, other) {
  return (one.end - one.start) - (other.end - other.start) || other.start - one.start || (one.id < other.id ? -1 : 1);
}

/** Keeps the topmost of the passages that are open at the sweep line; those that closed leave when they surface. */
class Heap {
  /** @type {Painted[]} */
  #items = [];

  /** @param {Painted} item */
  push(item) {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = /** @type {Painted} */ (items[parent]);
      if (onTop(above, item) <= 0) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  /**
   * @param {number} position where the sweep line stands
   * @returns {Painted | undefined} the topmost passage that is still open there
   */
  top(position) {
    while (this.#items[0] && this.#items[0].end <= position) this.#pop();
    return this.#items[0];
  }

  #pop() {
    const items = this.#items;
    const moved = items.pop();
    if (!moved || items.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = items[child];
      if (!left) break;
      const right = items[child + 1];
      if (right && onTop(right, left) < 0) child++;
      const below = /** @type {Painted} */ (items[child]);
      if (onTop(moved, below) <= 0) break;
      items[at] = below;
      at = child;
    }
    items[at] = moved;
  }
}

/**
 * @param {readonly Painted[]} passages in any order; empty and reversed ones are left out
 * @returns {Segment[]} ascending, disjoint, neighbours of one look merged; hue of the topmost, whether its words changed,
 *   depth 1 to `DEEPEST`
 */
export function flatten(passages) {
  const shown = passages.filter((passage) => passage.start < passage.end);
  const opening = shown.toSorted((one, other) => one.start - other.start);
  const closing = shown.map((passage) => passage.end).sort((one, other) => one - other);
  /** @type {Segment[]} */
  const segments = [];
  const open = new Heap();
  let opened = 0;
  let closed = 0;
  let position = 0;
  while (closed < closing.length) {
    const end = /** @type {number} */ (closing[closed]);
    const start = opening[opened]?.start ?? Infinity;
    const next = Math.min(start, end);
    const top = open.top(position);
    if (top && next > position) {
      const depth = Math.min(opened - closed, DEEPEST);
      append(segments, { start: position, end: next, hue: top.hue, depth, ...(top.changed && { changed: true }) });
    }
    position = next;
    for (let passage = opening[opened]; passage && passage.start === position; passage = opening[opened]) {
      open.push(passage);
      opened++;
    }
    while (closing[closed] === position) closed++;
  }
  return segments;
}

/**
 * @param {Segment[]} segments
 * @param {Segment} next
 */
function append(segments, next) {
  const last = segments[segments.length - 1];
  if (last && looksLike(last, next) && last.end === next.start) last.end = next.end;
  else segments.push(next);
}

/**
 * @param {readonly Segment[]} segments ascending and disjoint
 * @param {readonly { start: number, end: number }[]} spans ascending and disjoint
 * @returns {Segment[]} those that share a character with one of the spans
 */
export function within(segments, spans) {
  let at = 0;
  return segments.filter(({ start, end }) => {
    while (at < spans.length && /** @type {{ end: number }} */ (spans[at]).end <= start) at++;
    const span = spans[at];
    return span !== undefined && span.start < end;
  });
}

/**
 * Flattens what is to be seen of many passages: the cost depends on the passages there, not on all.
 * @param {readonly Painted[]} passages in any order
 * @param {readonly { start: number, end: number }[]} spans ascending and disjoint
 * @returns {Segment[]} those of `flatten` that share a character with one of the spans, cut where the first span begins and
 *   the last one ends
 */
export function flattenWithin(passages, spans) {
  const from = spans[0]?.start ?? 0;
  const to = spans[spans.length - 1]?.end ?? 0;
  const segments = flatten(passages.filter(({ start, end }) => start < to && end > from));
  for (const segment of segments) {
    segment.start = Math.max(segment.start, from);
    segment.end = Math.min(segment.end, to);
  }
  return within(segments.filter(({ start, end }) => start < end), spans);
}

/**
 * Compares two flattened texts, so that a change of one note paints little.
 * @param {readonly Segment[]} before
 * @param {readonly Segment[]} after
 * @returns {{ segments: Segment[], gone: Segment[], come: Segment[] }} those of `after`, each that was there before by its
 *   object of then; those that are no more; those that are new
 */
export function difference(before, after) {
  /** @type {Segment[]} */
  const segments = [];
  /** @type {Segment[]} */
  const gone = [];
  /** @type {Segment[]} */
  const come = [];
  let at = 0;
  for (const next of after) {
    for (let old = before[at]; old && old.start <= next.start && !isSame(old, next); old = before[++at]) gone.push(old);
    const old = before[at];
    if (old && isSame(old, next)) {
      segments.push(old);
      at++;
    } else {
      segments.push(next);
      come.push(next);
    }
  }
  gone.push(...before.slice(at));
  return { segments, gone, come };
}

/**
 * @param {Segment} one
 * @param {Segment} other
 * @returns {boolean}
 */
function isSame(one, other) {
  return one.start === other.start && one.end === other.end && looksLike(one, other);
}

/**
 * @param {Segment} one
 * @param {Segment} other
 * @returns {boolean}
 */
function looksLike(one, other) {
  return one.hue === other.hue && one.depth === other.depth && one.changed === other.changed;
}

/**
 * @param {readonly Painted[]} some
 * @param {readonly Painted[]} others
 * @returns {boolean} whether both look the same on the text, and belong to the same notes
 */
export function samePainted(some, others) {
  return some.length === others.length && some.every((one, index) => {
    const other = others[index];
    return one === other ||
      Boolean(other) && one.id === other?.id && one.start === other.start && one.end === other.end &&
        one.hue === other.hue && one.changed === other.changed;
  });
}
