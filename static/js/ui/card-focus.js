/** Which card of the margin has the reader's attention: it lifts, its passage is marked, and both come into view. */
import { samePassage, steppedIndex } from "../core/card-list.js";
import { RequestFailed } from "../net/http.js";
import { openChooser } from "./chooser.js";
import { beside } from "./dom.js";
import { toast } from "./toast.js";

/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */
/** @typedef {import("../text/strip.js").Strip} Strip */
/** @typedef {import("./card-list.js").CardList} CardList */
/** @typedef {import("./margin-layout.js").MarginLayout} MarginLayout */
/** @typedef {import("./sheet.js").Sheet} Sheet */

/** Notes to choose from at once. */
const MOST_CHOICES = 40;

export class CardFocus {
  #cards;
  #text;
  #strip;
  #sheet;
  #layout;
  #told;
  /** @type {string | null} The note that is being fetched to be opened. */
  #going = null;

  /**
   * @param {{ cards: CardList, text: AnnotatedText, strip: Strip | null, sheet: Sheet, layout: MarginLayout }} parts
   * @param {() => void} told hears that another card has the attention
   */
  constructor({ cards, text, strip, sheet, layout }, told) {
    this.#told = told;
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
    if (card?.hidden) card.hidden = false; // It waited behind a button, and is measured now.
    this.#layout.want(card, way);
    this.#mark(card);
    this.#layout.lay();
  }

  /** Takes the attention from a card that has left the list; the margin is to be laid then. */
  dropGone() {
    if (!this.card || this.#cards.all.includes(this.card)) return;
    this.#layout.want(null, "release");
    this.#mark(null);
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
   * Opens a note; its card is fetched when it is not here.
   * @param {string} id
   * @param {number} [tapped] see `open`
   */
  async openNote(id, tapped) {
    const mark = this.#cards.marks.get(id);
    if (mark && !this.#cards.marks.shown.includes(mark)) this.#cards.show("");
    this.#going = id;
    const isHere = await this.#fetch([id]);
    if (this.#going !== id) return; // The reader has gone on meanwhile.
    this.#going = null;
    if (isHere) this.open(this.#cards.find(id), tapped);
  }

  /**
   * Opens one of several notes on the same words; the reader chooses which one.
   * @param {readonly string[]} ids smallest passage first
   * @param {number} x
   * @param {number} y
   * @param {{ reveal?: boolean }} [options] whether its passage has to be brought into view
   */
  async choose(ids, x, y, { reveal = false } = {}) {
    const first = ids.slice(0, MOST_CHOICES);
    if (!await this.#fetch(first)) return;
    const cards = first.map((id) => this.#cards.find(id)).filter((card) => card !== null);
    const open = (/** @type {HTMLElement | null} */ card) => this.open(card, reveal ? undefined : y);
    if (cards.length > 1) openChooser(cards, ids.length, x, y, open);
    else open(cards[0] ?? null);
  }

  /**
   * Opens the next note, or the one before.
   * @param {number} way 1 or -1
   * @returns {boolean} whether there is one
   */
  step(way) {
    const { marks } = this.#cards;
    const from = marks.place(this.#going ?? this.card?.dataset.note);
    const next = marks.shown[steppedIndex(marks.shown.length, from, way)];
    if (next) this.openNote(next.id);
    return Boolean(next);
  }

  /** @param {HTMLElement} card whose passage is shown; on a phone the sheet gives way to it */
  showPassage(card) {
    if (!beside.matches) this.#sheet.close();
    this.#reveal(card);
  }

  /**
   * @param {readonly string[]} ids of notes whose cards are wanted
   * @returns {Promise<boolean> | boolean} whether they are here, at once when they were
   */
  #fetch(ids) {
    if (ids.every((id) => this.#cards.find(id))) return true;
    return this.#cards.want(ids).then(() => true, (error) => {
      if (!(error instanceof RequestFailed)) throw error;
      toast(`The note could not be fetched. ${error.message}`, { seconds: Infinity });
      return false;
    });
  }

  /** @param {HTMLElement | null} card */
  #mark(card) {
    this.card?.classList.remove("card-focused");
    this.#layout.focused = card;
    card?.classList.add("card-focused");
    this.markPassage();
    this.#strip?.focus(card?.dataset.note ?? null);
    this.#told();
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
