/**
 * Computes where the cards of the margin are: each beside its passage, none over another, and the one that has the
 * reader's attention where it is wanted.
 */

/** @typedef {{ wish: number, height: number }} Wanted where a card is wanted, and how tall it is, in pixels */

/**
 * @param {readonly Wanted[]} cards in reading order
 * @param {{ gap?: number, focused?: number, floor?: number, slack?: number }} [options] gap between cards; index of the card
 *   that wins its place (-1 for none); the highest place that a card may take; how much lower than it is wanted the card
 *   that wins may stand
 * @returns {number[]} the top of each card, in pixels
 */
export function arrange(cards, { gap = 10, focused = -1, floor = 0, slack = 0 } = {}) {
  /** @type {number[]} */
  const tops = [];
  const winner = cards[focused];
  if (!winner) {
    pile(cards.keys(), floor);
    return tops;
  }
  // The cards before it stand above it as long as there is room for them; those for which there is none follow it.
  let room = floor;
  let above = 0;
  for (; above < focused; above++) {
    const next = room + /** @type {Wanted} */ (cards[above]).height + gap;
    if (next > winner.wish + slack) break;
    room = next;
  }
  const top = tops[focused] = Math.max(winner.wish, room);
  const order = [...cards.keys()].filter((index) => index !== focused);
  pile(order.slice(0, above), floor);
  let limit = top;
  for (let index = above - 1; index >= 0; index--) {
    limit = Math.min(/** @type {number} */ (tops[index]), limit - gap - /** @type {Wanted} */ (cards[index]).height);
    tops[index] = limit;
  }
  pile(order.slice(above), top + winner.height + gap);
  return tops;

  /**
   * Sets cards one below another, none above its wish.
   * @param {Iterable<number>} indices
   * @param {number} free the first place that nobody has taken
   */
  function pile(indices, free) {
    for (const index of indices) {
      const card = /** @type {Wanted} */ (cards[index]);
      const place = tops[index] = Math.max(card.wish, free);
      free = place + card.height + gap;
    }
  }
}

/**
 * Gives the place where a card is seen best: at the first line of its passage, else at the last line; as much of it in
 * view as fits.
 * @param {{ first: number, last: number }} lines the tops of the two lines, in the window
 * @param {number} height of the card
 * @param {{ top: number, bottom: number }} view the part of the window that nothing covers
 * @returns {number | null} its top in the window; null when no line of its passage is in view
 */
export function spot({ first, last }, height, { top, bottom }) {
  if (last < top || first > bottom) return null;
  const line = first >= top ? first : last <= bottom ? last : top;
  return Math.max(top, Math.min(line, bottom - height));
}
