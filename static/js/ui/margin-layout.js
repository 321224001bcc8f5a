/** Lays the margin again whenever something in it, or beside it, has changed its size. */
import { CardLayout } from "./card-layout.js";
import { beside, find, paper } from "./dom.js";

/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */
/** @typedef {import("../text/strip.js").Strip} Strip */
/** @typedef {import("./card-list.js").CardList} CardList */

export class MarginLayout {
  /** @type {HTMLElement | null} The card that has the reader's attention: it wins its place. */
  focused = null;
  #margin;
  #text;
  #cards;
  #strip;
  #layout;
  #frame = 0;
  #sizes = new ResizeObserver(() => this.#layLater());

  /**
   * @param {{ margin: HTMLElement, text: AnnotatedText, cards: CardList, strip: Strip | null }} parts
   * @param {AbortSignal} signal
   */
  constructor({ margin, text, cards, strip }, signal) {
    this.#margin = margin;
    this.#text = text;
    this.#cards = cards;
    this.#strip = strip;
    this.#layout = new CardLayout(margin, text);
    beside.addEventListener("change", () => this.#layLater(), { signal });
    document.fonts.ready.then(() => this.#layLater());
    signal.addEventListener("abort", () => this.#sizes.disconnect());
  }

  /** Watches the sizes of the text, the margin's head and the cards that are there now. */
  watch() {
    this.#sizes.disconnect();
    this.#sizes.observe(this.#text);
    const head = find(this.#margin, ".margin-head", HTMLElement);
    if (head) this.#sizes.observe(head); // It grows when notes on other versions are unfolded.
    for (const card of this.#cards.all) this.#sizes.observe(card);
  }

  /**
   * Says where the card that gets the attention will stand when the margin is laid next.
   * @param {HTMLElement | null} card
   * @param {"hold" | "bring" | "release"} way where it is; where it is seen best; beside its passage
   */
  want(card, way) {
    if (beside.matches && card && way !== "release") this.#layout[way](card);
    else this.#layout.release();
  }

  /** Lays cards and ticks now. */
  lay() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (paper.matches) return; // The style sheet lays it, and the text carries the notes' numbers.
    this.#strip?.lay();
    if (beside.matches) this.#layout.lay(this.#cards.all, this.focused);
    else this.#layout.undo(this.#cards.all);
  }

  #layLater() {
    this.#frame ||= requestAnimationFrame(() => this.lay());
  }
}
