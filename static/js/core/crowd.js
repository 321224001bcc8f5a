/**
 * Decides which cards stand beside the text where there is no room for all: none is pushed further from its passage than
 * it may be. The others wait behind a button that says how many they are. Pure.
 */

/** @typedef {{ wish: number, height: number }} Wanted where a card is wanted, and how tall it is, in pixels */
/** @typedef {{ cards: number[], wish: number, height: number }} Place one card, or those that wait behind one button, by their indices */

/**
 * @param {readonly Wanted[]} cards sorted by their wishes
 * @param {{ reach: number, gap?: number, button?: number, floor?: number, stays?: (index: number) => boolean }} options how far
 *   below its wish a card may stand; gap between cards; height of a button; the highest place; which cards are shown anyway
 * @returns {Place[]} in their order; a place with one card alone is that card, one with several is a button
 */
export function crowd(cards, { reach, gap = 10, button = 36, floor = 0, stays = () => false }) {
  /** @type {Place[]} */
  const places = [];
  /** @type {Place | null} The button that is being filled. */
  let waiting = null;
  let free = floor;
  const close = () => {
    // A button for one card would take nearly the room of the card.
    if (waiting) free += (waiting.height = waiting.cards.length > 1 ? button : height(cards, waiting)) + gap;
    waiting = null;
  };
  cards.forEach((card, index) => {
    const limit = waiting ? reach / 2 : reach; // What waits comes in runs: one button for many, not one after each card.
    if (!stays(index) && free + (waiting ? button + gap : 0) - card.wish > limit) {
      if (waiting) waiting.cards.push(index);
      else places.push(waiting = { cards: [index], wish: card.wish, height: 0 });
      return;
    }
    close();
    places.push({ cards: [index], wish: card.wish, height: card.height });
    free = Math.max(card.wish, free) + card.height + gap;
  });
  close();
  return places;
}

/**
 * @param {readonly Wanted[]} cards
 * @param {Place} place of one card
 * @returns {number}
 */
function height(cards, { cards: [index = 0] }) {
  return cards[index]?.height ?? 0;
}
