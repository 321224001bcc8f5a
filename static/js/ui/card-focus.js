/** Which card of the margin has the reader's attention: it lifts, its passage is marked, and both come into view. */
import { samePassage, steppedIndex } from "../core/card-list.js";
import { openChooser } from "./chooser.js";
import { beside } from "./dom.js";

/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */
/** @typedef {import("../text/strip.js").Strip} Strip */
/** @typedef {import("./card-list.js").CardList} CardList */
/** @typedef {import("./margin-layout.js").MarginLayout} MarginLayout */
/** @typedef {import("./sheet.js").Sheet} Sheet */

export class CardFocus {
  #cards;
  #text;
  #strip;
  #sheet;
  #layout;

  /**
   * @param {{ cards: CardList, text: AnnotatedText, strip: Strip | null, sheet: Sheet, layout: MarginLayout }} parts
   */
  constructor({ cards, text, strip, sheet, layout }) {
    this.#cards = cards;
    this.#text = text;
    this.#strip = strip;
    this.#sheet = sheet;
    this.#layout = layout;
  }

  /** @returns {HTMLElement | null} the card that has the attention */
  get card() {
    return this.#layout.focused;
  }

  /**
   * @param {HTMLElement | null} card gets the attention
   * @param {"hold" | "bring" | "release"} [way] it stays where the reader is at work in it; or comes to where it is seen;
   *   or stands beside its passage, which is brought into view
   */
  give(card, way = "hold") {
    if (card === this.card) return;
    this.#layout.want(card, way);
    this.#mark(card);
    this.#layout.lay();
  }

  /** Takes the attention from a card that has left the list. */
  dropGone() {
    if (this.card && !this.#cards.all.includes(this.card)) this.give(null);
  }

  /**
   * Gives a card the attention of one about the same words that has left the list; it stands where that one stood.
   * @param {HTMLElement} card
   * @returns {boolean} whether there was such a card
   */
  inherit(card) {
    const old = this.card;
    if (!old || old === card || old.isConnected || !samePassage(old.dataset, card.dataset)) return false;
    this.#mark(card);
    return true;
  }

  /** Marks the focused card's passage again, after the text was painted. */
  markPassage() {
    this.#text.focusNote(this.card?.dataset.note ?? null);
  }

  /**
   * @param {HTMLElement | null} card
   * @param {number} [tapped] height in the window of the line that was tapped; without it the passage is brought into view
   */
  open(card, tapped) {
    this.give(card, tapped === undefined ? "release" : "bring");
    if (!card) return;
    if (tapped === undefined && card.dataset.start) this.#reveal(card);
    if (!beside.matches) this.#openSheet(card, tapped);
    card.focus({ preventScroll: true });
    if (beside.matches && !card.dataset.start) card.scrollIntoView({ block: "nearest" });
  }

  /**
   * Opens one of several notes on the same words; the reader chooses which one.
   * @param {readonly string[]} ids smallest passage first
   * @param {number} x
   * @param {number} y
   */
  choose(ids, x, y) {
    const cards = ids.map((id) => this.#cards.find(id)).filter((card) => card !== null);
    if (cards.length > 1) openChooser(cards, x, y, (card) => this.open(card, y));
    else this.open(cards[0] ?? null, y);
  }

  /**
   * Opens the next note, or the one before.
   * @param {number} way 1 or -1
   * @returns {boolean} whether there is one
   */
  step(way) {
    const cards = this.#cards.saved;
    const next = cards[steppedIndex(cards.length, this.card ? cards.indexOf(this.card) : -1, way)];
    if (next) this.open(next);
    return Boolean(next);
  }

  /** @param {HTMLElement} card whose passage is shown; on a phone the sheet gives way to it */
  showPassage(card) {
    if (!beside.matches) this.#sheet.close();
    this.#reveal(card);
  }

  /** @param {HTMLElement | null} card */
  #mark(card) {
    this.card?.classList.remove("card-focused");
    this.#layout.focused = card;
    card?.classList.add("card-focused");
    this.markPassage();
    this.#strip?.focus(card?.dataset.note ?? null);
  }

  /**
   * @param {HTMLElement} card on top of the sheet, and its passage above the sheet
   * @param {number} [tapped]
   */
  #openSheet(card, tapped) {
    this.#sheet.open();
    this.#sheet.show(card);
    const { start, end } = card.dataset;
    const line = tapped ?? (start && end ? this.#text.box(Number(start), Number(end))?.top : undefined);
    if (line !== undefined) this.#sheet.uncover(line);
  }

  /** @param {HTMLElement} card */
  #reveal({ dataset: { start, end } }) {
    this.#text.reveal(Number(start), Number(end));
  }
}
