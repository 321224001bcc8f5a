/** Lays the margin's cards beside their passages: the card in use stays where it is, and the others move around it. */
import { arrange, spot } from "../core/layout.js";
import { viewTop } from "./dom.js";

/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */

/** With more cards than this nothing glides: hundreds of transitions would slow the page down. */
const MANY = 150;
/** Pixels that a card begins above the line of its passage, so that the first words of both are level. */
const LIFT = 6;
/** Pixels that the requested card may stand below its passage, to keep the order of the others. */
const SLACK = 120;
/** Smallest distance of a passage from the foot of the window after scrolling, in pixels. */
const NEAR = 60;

export class CardLayout {
  #margin;
  #text;
  /** How much lower than its passage the focused card stands, and whether it may give way to those before it. */
  #held = { shift: 0, slack: SLACK };

  /**
   * @param {HTMLElement} margin
   * @param {AnnotatedText} text
   */
  constructor(margin, text) {
    this.#margin = margin;
    this.#text = text;
  }

  /** Puts the focused card beside its passage, or as near as it can be. */
  release() {
    this.#held = { shift: 0, slack: SLACK };
  }

  /**
   * Keeps a card where it is in the window. When its passage is out of sight, the page goes with it.
   * @param {HTMLElement} card
   */
  hold(card) {
    const { top } = card.getBoundingClientRect();
    const lines = this.#lines(card);
    const view = this.#view();
    if (lines && spot(lines, 0, view) === null) {
      this.#jump();
      const level = Math.max(view.top, Math.min(top, view.bottom - NEAR));
      // No card goes over the head of the margin.
      scrollBy({ top: Math.max(lines.first - level, this.#floor() - top), behavior: "instant" });
    }
    this.#held = { shift: top - this.#wish(card), slack: 0 };
  }

  /**
   * Puts a card where it is seen best; beside its passage, when that is out of sight.
   * @param {HTMLElement} card
   */
  bring(card) {
    const lines = this.#lines(card);
    const view = this.#view();
    const top = lines && spot(lines, card.offsetHeight, view);
    if (top === null) return this.release();
    const below = Math.max(0, view.bottom - card.offsetHeight - top);
    this.#held = { shift: top - this.#wish(card), slack: Math.min(SLACK, below) };
  }

  /**
   * Sets each card in its place; reads all measures first, then writes.
   * @param {readonly HTMLElement[]} cards in reading order
   * @param {HTMLElement | null} focused
   */
  lay(cards, focused) {
    const margin = this.#margin;
    if (!("laid" in margin.dataset) || cards.length > MANY) this.#jump(cards.length <= MANY);
    const { top } = margin.getBoundingClientRect();
    const floor = this.#floor() - top;
    const wanted = cards.map((card) => ({ card, wish: this.#wish(card) - top, height: card.offsetHeight }));
    wanted.sort((one, other) => one.wish - other.wish);
    const index = wanted.findIndex(({ card }) => card === focused);
    const held = wanted[index];
    if (held) held.wish += this.#held.shift;
    const tops = arrange(wanted, { focused: index, floor, slack: this.#held.slack });
    let end = 0;
    wanted.forEach(({ card, height }, at) => {
      const place = Math.round(tops[at] ?? 0);
      end = Math.max(end, place + height);
      const transform = `translateY(${place}px)`;
      if (card.style.transform === transform) return;
      // A card that has just come does not glide in from the head of the margin.
      card.classList.toggle("card-new", !card.style.transform);
      card.style.transform = transform;
    });
    margin.style.minHeight = end ? `${Math.ceil(end + 16)}px` : "";
  }

  /** @param {readonly HTMLElement[]} cards to be shown one after another, below the text */
  undo(cards) {
    delete this.#margin.dataset.laid;
    this.#margin.style.minHeight = "";
    for (const card of cards) card.style.transform = "";
  }

  /** @param {boolean} [back] whether cards glide again from the next frame but one */
  #jump(back = true) {
    const { dataset } = this.#margin;
    dataset.laid = "still";
    if (back) requestAnimationFrame(() => requestAnimationFrame(() => "laid" in dataset && (dataset.laid = "")));
  }

  /**
   * @param {HTMLElement} card
   * @returns {{ first: number, last: number } | null} where a card would begin beside either line, in the window
   */
  #lines({ dataset: { start, end } }) {
    if (!start || !end) return null;
    const first = this.#text.box(Number(start), Number(end));
    const last = this.#text.box(Number(end) - 1, Number(end)) ?? first;
    return first && last && { first: first.top - LIFT, last: last.top - LIFT };
  }

  /**
   * @param {HTMLElement} card
   * @returns {number} where it would stand in the window; a note on the whole trial at the head of the margin
   */
  #wish({ dataset: { start, end } }) {
    const box = start && end ? this.#text.box(Number(start), Number(end)) : null;
    return box ? box.top - LIFT : this.#margin.getBoundingClientRect().top - 1;
  }

  /** @returns {number} the foot of the margin's head, in the window */
  #floor() {
    return (this.#margin.querySelector(".margin-head") ?? this.#margin).getBoundingClientRect().bottom;
  }

  /** @returns {{ top: number, bottom: number }} the part of the window in which a card is seen whole */
  #view() {
    return { top: viewTop() + 8, bottom: innerHeight - 16 };
  }
}
