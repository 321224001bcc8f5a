/** The buttons in the margin behind which notes wait for which there is no room beside their passages. */
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
    for (const { entries, top } of groups) {
      const [first] = entries;
      if (!first) continue;
      const item = this.#items.get(first.id) ?? this.#make(first.id);
      gone.delete(first.id);
      const words = `${many(entries.length, "more note")} here`;
      const button = item.firstElementChild;
      if (button && button.textContent !== words) button.textContent = words;
      item.style.transform = `translateY(${top}px)`;
      item.dataset.start = String(first.start);
      this.#waiting.set(item, entries.map(({ id }) => id));
      this.#place(item, first.start);
    }
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
   * Puts the button where its first note comes among the cards: the Tab key finds it there.
   * @param {HTMLElement} item
   * @param {number} start
   */
  #place(item, start) {
    const others = [...this.#list.children].filter((each) => each instanceof HTMLElement && each !== item);
    const next = others.find((each) => each instanceof HTMLElement && Number(each.dataset.start ?? -1) >= start) ??
      null;
    if (item.nextElementSibling !== next || !item.isConnected) this.#list.insertBefore(item, next);
  }
}
