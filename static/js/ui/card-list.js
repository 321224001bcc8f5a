/**
 * The cards of the margin's list. The list itself is the server's; scripts find cards in it and put new ones into it.
 */
import { idOf, insertionIndex, paintedNote } from "../core/card-list.js";

export class CardList {
  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list;
  }

  /** @returns {HTMLElement[]} all cards in reading order, also composers and drafts */
  get all() {
    return [...this.list.children].filter((card) => card instanceof HTMLElement);
  }

  /** @returns {HTMLElement[]} the cards of notes that the server has */
  get saved() {
    return this.all.filter((card) => card.dataset.note);
  }

  /** @returns {import("../core/segments.js").Painted[]} what is painted of them on the text */
  get painted() {
    return this.all.map((card) => paintedNote(card.dataset)).filter((note) => note !== null);
  }

  /** @returns {string[]} the id of the note whose card is under the pointer, if any */
  get hovered() {
    return notesOf(this.list.querySelector(".card:hover"));
  }

  /**
   * @param {string | null | undefined} id of a note, or of a draft that is painted
   * @returns {HTMLElement | null}
   */
  find(id) {
    return id ? this.all.find((card) => idOf(card.dataset) === id) ?? null : null;
  }

  /**
   * Puts a card in the place of its older self, else where its passage comes among the others.
   * @param {HTMLElement} card
   */
  put(card) {
    const old = this.find(card.dataset.note);
    if (old && old !== card) old.replaceWith(card);
    else if (!card.isConnected) {
      const cards = this.all;
      const index = insertionIndex(cards.map(({ dataset }) => dataset), card.dataset);
      this.list.insertBefore(card, cards[index] ?? null);
    }
  }
}

/**
 * @param {EventTarget | null} target of an event
 * @returns {HTMLElement | null} the card that it is in
 */
export function cardOf(target) {
  const card = target instanceof Element ? target.closest(".card") : null;
  return card instanceof HTMLElement ? card : null;
}

/**
 * @param {Element | null} card
 * @returns {string[]} the id of its note, if the server has it
 */
export function notesOf(card) {
  return card instanceof HTMLElement && card.dataset.note ? [card.dataset.note] : [];
}
