/** The buttons in the margin behind which notes wait for which there is no room beside their passages. */
import { startOf } from "../core/card-list.js";
import { many } from "../core/words.js";
import { make } from "./dom.js";

/** @typedef {import("./card-layout.js").Laid} Laid */

export class CrowdButtons {
  #list;
  /** @type {Map<string, HTMLElement>} By the first note that waits: a button that stays keeps the focus. */
  #items = new Map();
  /** @type {WeakMap<HTMLElement, string[]>} */
  #waiting = new WeakMap();

  /** @param {HTMLElement} list of the cards */
  constructor(list) {
    this.#list = list;
  }

  /** @param {readonly Laid[]} groups of notes that wait, in reading order */
  show(groups) {
    const gone = new Map(this.#items);
    /** @type {{ item: HTMLElement, start: number }[]} */
    const shown = [];
    for (const { entries, top } of groups) {
      const [first] = entries;
      if (!first) continue;
      const item = this.#items.get(first.id) ?? this.#make(first.id);
      gone.delete(first.id);
      const words = `${many(entries.length, "more note")} here`;
      const button = item.firstElementChild;
      if (button && button.textContent !== words) button.textContent = words;
      const transform = `translateY(${top}px)`; // What is set anew is styled anew, also when nothing else stands there.
      if (item.style.transform !== transform) item.style.transform = transform;
      if (startOf(item.dataset) !== first.start) item.dataset.start = String(first.start);
      this.#waiting.set(item, entries.map(({ id }) => id));
      shown.push({ item, start: first.start });
    }
    this.#place(shown);
    for (const [id, item] of gone) {
      item.remove();
      this.#items.delete(id);
    }
  }

  /**
   * @param {EventTarget | null} target of an event
   * @returns {string[]} the notes that wait behind the button that it is in
   */
  waiting(target) {
    const item = target instanceof Element && target.closest("button") ? target.closest(".card-more") : null;
    return item instanceof HTMLElement ? this.#waiting.get(item) ?? [] : [];
  }

  /**
   * @param {string} id
   * @returns {HTMLElement}
   */
  #make(id) {
    const button = make("button", { type: "button", class: "button button-quiet button-small" });
    const item = make("li", { class: "card-more" }, button);
    this.#items.set(id, item);
    return item;
  }

  /**
   * Puts each button where its first note comes among the cards: the Tab key finds it there.
   * @param {readonly { item: HTMLElement, start: number }[]} shown in reading order
   */
  #place(shown) {
    const cards = [...this.#list.children].filter((each) => each instanceof HTMLElement)
      .filter((each) => !each.matches(".card-more"));
    /** @type {Element | null} What comes after the place, from the end of the list upwards. */
    let next = null;
    for (const { item, start } of shown.toReversed()) {
      for (let card = cards.at(-1); card && startOf(card.dataset) >= start; card = cards.at(-1)) {
        next = cards.pop() ?? null;
      }
      if (item.nextElementSibling !== next || !item.isConnected) this.#list.insertBefore(item, next);
      next = item;
    }
  }
}
