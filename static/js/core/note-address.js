/** What addresses and links say about notes and passages. Pure. */

/**
 * @param {string} hash of an address, with its sign
 * @returns {string | null} the id of the note that it names
 */
export function noteInHash(hash) {
  return /^#note-(.+)$/.exec(hash)?.[1] ?? null;
}

/**
 * @param {string | null | undefined} words a link's `data-reveal`, such as "120-138"
 * @returns {{ start: number, end: number } | null} the passage in code points, half-open
 */
export function passageIn(words) {
  const [, start, end] = /^(\d+)-(\d+)$/.exec(words ?? "") ?? [];
  return start && end ? { start: Number(start), end: Number(end) } : null;
}
