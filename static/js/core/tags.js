/** Completes what is typed into a field of tags. */

/** How many are offered at once. */
const MOST = 20;

/**
 * @param {string} typed tags with commas between them; the last one is still being typed
 * @param {readonly string[]} known one's own tags
 * @returns {string[]} what the whole field would hold with one of them as its last; none twice in a field
 */
export function completions(typed, known) {
  const comma = typed.lastIndexOf(",") + 1;
  const before = typed.slice(0, comma);
  const begun = bare(typed.slice(comma));
  const used = new Set(before.split(",").map(bare));
  const others = known.filter((tag) => !used.has(bare(tag)) && bare(tag) !== begun);
  const first = others.filter((tag) => bare(tag).startsWith(begun));
  const inside = begun ? others.filter((tag) => !bare(tag).startsWith(begun) && bare(tag).includes(begun)) : [];
  const lead = before && `${before} `;
  return [...first, ...inside].slice(0, MOST).map((tag) => lead + tag);
}

/**
 * @param {string} tag
 * @returns {string} as tags are compared: without the sign before it, whatever its capitals
 */
function bare(tag) {
  return tag.trim().replace(/^#+\s*/, "").toLowerCase();
}
