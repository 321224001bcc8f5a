/** Narrows the margin, and what is marked in the text, to the notes of one label. Without scripts the form asks the server. */
import { find } from "./dom.js";

/** @typedef {import("../core/marks.js").LabelName} LabelName */
/** @typedef {import("./card-list.js").CardList} CardList */

/**
 * @param {HTMLElement} margin
 * @returns {LabelName[]} the labels that the page offers, in their order
 */
export function offeredLabels(margin) {
  return [...margin.querySelectorAll("[data-part=label-filter] option[data-hue]")].map((option) => ({
    name: option.getAttribute("value")?.slice(1) ?? "",
    hue: Number(option.getAttribute("data-hue")),
  }));
}

/**
 * @param {HTMLElement} margin
 * @returns {string} which notes the page shows, as the server has understood its address
 */
export function chosenLabel(margin) {
  return find(margin, "[data-part=label-filter] select", HTMLSelectElement)?.value ?? "";
}

export class LabelFilter {
  #form;
  #cards;

  /**
   * @param {HTMLElement} margin
   * @param {CardList} cards
   * @param {AbortSignal} signal
   */
  constructor(margin, cards, signal) {
    this.#cards = cards;
    this.#form = find(margin, "[data-part=label-filter]", HTMLFormElement);
    this.#select?.addEventListener("change", () => this.#choose(), { signal });
  }

  /** Shows what is chosen now, and offers what there is to choose. */
  show() {
    const { marks } = this.#cards;
    if (this.#form) this.#form.hidden = !marks.wanted && (marks.count < 2 || !marks.shown.some(({ label }) => label));
    if (this.#select && this.#select.value !== marks.wanted) this.#select.value = marks.wanted;
  }

  get #select() {
    return this.#form && find(this.#form, "select", HTMLSelectElement);
  }

  #choose() {
    const wanted = this.#select?.value ?? "";
    this.#cards.show(wanted);
    const address = new URL(location.href);
    if (wanted) address.searchParams.set("label", wanted);
    else address.searchParams.delete("label");
    history.replaceState(history.state, "", address);
  }
}
