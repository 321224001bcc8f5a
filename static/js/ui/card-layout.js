/** Lays the margin's cards beside their passages: the card in use stays where it is, and the others move around it. */
import { crowd } from "../core/crowd.js";
import { arrange, spot } from "../core/layout.js";
import { CrowdButtons } from "./crowd-buttons.js";
import { viewTop } from "./dom.js";

/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */
/**
 * @typedef {object} Entry what is to be laid: a note, or a card of this device alone
 * @property {string} id of the note; empty for a card of this device alone
 * @property {number} start of its passage in code points; -1 for the whole trial
 * @property {number} end
 * @property {HTMLElement | null} card null when it is not here
 */
/** @typedef {{ entries: Entry[], top: number, height: number }} Laid one card, or what waits behind one button, in the margin */

/** With more cards than this nothing glides: hundreds of transitions would slow the page down. */
const MANY = 150;
/** Pixels that a card begins above the line of its passage, so that the first words of both are level. */
const LIFT = 6;
/** Pixels that the requested card may stand below its passage, to keep the order of the others. */
const SLACK = 120;
/** Smallest distance of a passage from the foot of the window after scrolling, in pixels. */
const NEAR = 60;
/** Height of a card when none has been here yet, in pixels. */
const USUAL = 110;

export class CardLayout {
  #margin;
  #text;
  #buttons;
  /** @type {Map<string, number>} Heights of cards as they were seen last, by their notes' ids. */
  #heights = new Map();
  #usual = USUAL;
  /** @type {WeakMap<Element, number>} Heights of the cards that are here, as they were laid last. */
  #laid = new WeakMap();
  /** How much lower than its passage the focused card stands, and whether it may give way to those before it. */
  #held = { shift: 0, slack: SLACK };

  /**
   * @param {HTMLElement} margin
   * @param {HTMLElement} list of the cards
   * @param {AnnotatedText} text
   */
  constructor(margin, list, text) {
    this.#margin = margin;
    this.#text = text;
    this.#buttons = new CrowdButtons(list);
  }

  /**
   * @param {EventTarget | null} target of an event
   * @returns {string[]} the notes that wait behind the button that it is in
   */
  waiting(target) {
    return this.#buttons.waiting(target);
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
   * @param {readonly Entry[]} entries in reading order
   * @param {HTMLElement | null} focused
   * @returns {Laid[]} where each stands, with those that are not here
   */
  lay(entries, focused) {
    const margin = this.#margin;
    const many = entries.length > MANY;
    if (!("laid" in margin.dataset) || many) this.#jump(!many);
    const { top } = margin.getBoundingClientRect();
    const floor = this.#floor() - top;
    const wanted = this.#wanted(entries, focused, top);
    const isFocused = (/** @type {number} */ index) => focused !== null && wanted[index]?.entry.card === focused;
    const places = crowd(wanted, {
      reach: innerHeight,
      floor,
      stays: (index) => !wanted[index]?.entry.id || isFocused(index),
    });
    const at = places.findIndex(({ cards }) => cards.some(isFocused));
    const held = places[at];
    if (held) held.wish += this.#held.shift;
    const tops = arrange(places, { focused: at, floor, slack: this.#held.slack });
    const laid = places.map(({ cards, height }, place) => ({
      entries: cards.map((index) => /** @type {Entry} */ (wanted[index]?.entry)),
      top: Math.round(tops[place] ?? 0),
      height,
    }));
    for (const { entries: [first, ...others], top: place } of laid) {
      for (const { card } of first ? [first, ...others] : []) if (card) this.#set(card, place, others.length > 0);
    }
    this.#buttons.show(laid.filter(({ entries: { length } }) => length > 1));
    const end = Math.max(0, ...laid.map(({ top: place, height }) => place + height));
    margin.style.minHeight = end ? `${Math.ceil(end + 16)}px` : "";
    return laid;
  }

  /**
   * @param {readonly Entry[]} entries
   * @param {HTMLElement | null} focused
   * @param {number} top of the margin, in the window
   * @returns {{ entry: Entry, wish: number, height: number }[]} sorted by where they are wanted
   */
  #wanted(entries, focused, top) {
    const levels = this.#text.levels(entries.map(({ start, end }) => ({ start: Math.max(0, start), end })));
    this.#estimate();
    const wanted = entries.map((entry, index) => {
      const { card, start } = entry;
      const level = start < 0 ? top - 1 : (levels[index] ?? top) - LIFT;
      // The card that is held in its place is measured to the pixel.
      return { entry, wish: (card && card === focused ? this.#wish(card) : level) - top, height: this.#height(entry) };
    });
    return wanted.sort((one, other) => one.wish - other.wish);
  }

  /** @param {readonly HTMLElement[]} cards to be shown one after another, below the text */
  undo(cards) {
    delete this.#margin.dataset.laid;
    this.#margin.style.minHeight = "";
    this.#buttons.show([]);
    for (const card of cards) {
      card.style.transform = "";
      if (card.hidden) card.hidden = false;
    }
  }

  /**
   * @param {HTMLElement} card
   * @param {number} place
   * @param {boolean} waits behind a button; the browser's own search finds it, and it is shown then
   */
  #set(card, place, waits) {
    if (waits !== card.hasAttribute("hidden")) {
      if (waits) card.setAttribute("hidden", "until-found");
      else card.removeAttribute("hidden");
    }
    const transform = `translateY(${place}px)`;
    if (card.style.transform === transform) return;
    // A card that has just come does not glide in from the head of the margin.
    card.classList.toggle("card-new", !card.style.transform);
    card.style.transform = transform;
  }

  /**
   * @param {Entry} entry
   * @returns {number}
   */
  #height({ id, card }) {
    const seen = card && !card.hidden ? card.offsetHeight : 0;
    if (card) this.#laid.set(card, seen);
    if (seen && id) this.#heights.set(id, seen);
    return seen || (this.#heights.get(id) ?? this.#usual);
  }

  /**
   * @param {Element} card
   * @returns {number | undefined} its height as it was laid last, in pixels; undefined before
   */
  heightOf(card) {
    return this.#laid.get(card);
  }

  /** Takes cards that were never here to be as tall as the others are: then little moves when they come. */
  #estimate() {
    const heights = [...this.#heights.values()];
    if (heights.length) this.#usual = heights.reduce((sum, height) => sum + height, 0) / heights.length;
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
