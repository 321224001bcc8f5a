/**
 * Where the cards of the margin stand: each beside its passage, none over another, the focused one in its own place.
 */

/** @typedef {{ wish: number, height: number }} Wanted where a card's passage stands, and how tall the card is, in pixels */

/**
 * @param {readonly Wanted[]} cards in reading order
 * @param {{ gap?: number, focused?: number, floor?: number }} [options] gap between cards; index of the card that wins its
 *   place (-1 for none); the highest place that a card may take
 * @returns {number[]} the top of each card, in pixels
 */
export function arrange(cards, { gap = 10, focused = -1, floor = 0 } = {}) {
  /** @type {number[]} */
  const tops = [];
  let free = floor;
  let needed = floor;
  cards.forEach((card, index) => {
    // Above the focused card there must be room for all that come before it: the order never changes.
    const top = index === focused ? Math.max(card.wish, needed) : Math.max(card.wish, free);
    tops.push(top);
    free = top + card.height + gap;
    needed += card.height + gap;
  });
  let limit = tops[focused] ?? Infinity;
  for (let index = focused - 1; index >= 0; index--) {
    const card = /** @type {Wanted} */ (cards[index]);
    limit = Math.min(/** @type {number} */ (tops[index]), limit - gap - card.height);
    tops[index] = limit;
  }
  return tops;
}
