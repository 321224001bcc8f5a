/**
 * The buttons beside each block. The server's one begins a note on the block without a selection; another one leads to
 * the notes on it. All buttons for notes are one stop of the Tab key; arrow keys go from block to block.
 */
import { many, written } from "../core/words.js";
import { make } from "../ui/dom.js";
import { emit } from "../ui/events.js";

/** @typedef {import("./text-map.js").TextMap} TextMap */
/** @typedef {import("../core/intervals.js").Intervals} Intervals */

const NOTE_HERE = 'button[name="block"]';
/** A larger number than this is written upwards in the gutter: written across, it would cover the words. */
const MOST_ACROSS = 99;

export class BlockTools {
  #map;
  #host;
  /** @type {HTMLElement | null} The button that the Tab key reaches. */
  #stop = null;
  /** @type {Intervals | null} */
  #index = null;
  /** @type {Map<number, HTMLElement>} By the block's start. */
  #leading = new Map();

  /**
   * @param {TextMap} map
   * @param {HTMLElement} host the element that holds the record
   * @param {AbortSignal} signal
   */
  constructor(map, host, signal) {
    this.#map = map;
    this.#host = host;
    for (const button of this.#buttons) button.tabIndex = -1;
    this.#reach(this.#buttons[0] ?? null);
    host.addEventListener("click", (event) => this.#click(event), { signal });
    host.addEventListener("keydown", (event) => this.#press(event), { signal });
    host.addEventListener("focusin", (event) => this.#enter(event), { signal });
  }

  /** @returns {HTMLElement[]} */
  get #buttons() {
    return [...this.#host.querySelectorAll(NOTE_HERE)].filter((button) => button instanceof HTMLElement);
  }

  /** @param {HTMLElement | null} button */
  #reach(button) {
    if (this.#stop) this.#stop.tabIndex = -1;
    this.#stop = button;
    if (button) button.tabIndex = 0;
  }

  /**
   * Begins a note on a whole block, as a press on its button does.
   * @param {number} start of the block, in code points
   * @returns {boolean} whether the block has a button
   */
  begin(start) {
    const button = this.#host.querySelector(`${NOTE_HERE}[value="${start}"]`);
    if (button instanceof HTMLElement) button.click();
    return button !== null;
  }

  /**
   * Shows at each block how many notes are on it.
   * @param {Intervals} index of the notes
   */
  show(index) {
    this.#index = index;
    const { positions } = this.#map;
    for (let block = 0; block < positions.count; block++) {
      const start = positions.start(block);
      this.#lead(start, index.count(start, positions.end(block)));
    }
  }

  /**
   * @param {number} start of a block
   * @param {number} count of the notes on it
   */
  #lead(start, count) {
    const words = many(count, "note");
    const button = this.#leading.get(start);
    const element = this.#map.element(start);
    if (button?.title === words && button.isConnected || !element) return;
    button?.remove();
    this.#leading.delete(start);
    element.removeAttribute("aria-describedby");
    if (!count) return;
    const leading = make(
      "button",
      { type: "button", class: "notes-here", id: `notes-at-${start}`, value: String(start), title: words },
      make("span", { "aria-hidden": "true", class: count > MOST_ACROSS ? "notes-here-many" : "" }, written(count)),
      make("span", { class: "visually-hidden" }, words),
    );
    const own = element.nextElementSibling;
    (own?.matches(NOTE_HERE) ? own : element).after(leading);
    element.setAttribute("aria-describedby", leading.id);
    this.#leading.set(start, leading);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const start = Number(button.value);
    if (button.matches(".notes-here")) {
      const ids = this.#index?.within(start, this.#map.positions.end(this.#map.positions.blockAt(start))) ?? [];
      const { left, bottom } = button.getBoundingClientRect();
      emit("passage-chosen", { ids, x: left, y: bottom });
    } else if (button.matches(NOTE_HERE)) {
      this.#reach(button);
      const passage = this.#map.block(start);
      if (!passage) return; // Other words stand there: the form leads to a page with the record's own.
      event.preventDefault();
      emit("block-chosen", { passage });
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way || !(event.target instanceof HTMLElement) || !event.target.matches(NOTE_HERE)) return;
    event.preventDefault();
    const buttons = this.#buttons;
    const next = buttons[buttons.indexOf(event.target) + way];
    this.#reach(next ?? event.target);
    next?.focus();
  }

  /**
   * Lets the Tab key enter the text where the reader is reading, not where they left it.
   * @param {FocusEvent} event
   */
  #enter({ target, relatedTarget }) {
    if (!(target instanceof HTMLElement) || !target.matches(NOTE_HERE)) return;
    const within = relatedTarget instanceof Node && this.#host.contains(relatedTarget);
    const near = within || isInView(target) ? target : this.#buttons.find(isInView) ?? target;
    this.#reach(near);
    if (near !== target) near.focus();
  }
}

/**
 * @param {Element} element
 * @returns {boolean}
 */
function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}
