/** The way through the notes of a page: to the one before, to the next one, and where the reader is ("3 of 11"). */
import { placeWords, written } from "../core/words.js";
import { find } from "./dom.js";

export class NoteSteps {
  #element;

  /**
   * @param {HTMLElement} element the server's buttons
   * @param {(way: 1 | -1) => void} step
   * @param {AbortSignal} signal
   */
  constructor(element, step, signal) {
    this.#element = element;
    find(element, "[data-part=back]", HTMLButtonElement)?.addEventListener("click", () => step(-1), { signal });
    find(element, "[data-part=next]", HTMLButtonElement)?.addEventListener("click", () => step(1), { signal });
  }

  /**
   * @param {number} place of the attended note, from 0; -1 for none
   * @param {number} count of the notes that are shown
   */
  show(place, count) {
    this.#element.hidden = count === 0;
    const said = find(this.#element, "[data-part=place]", HTMLElement);
    if (said) said.textContent = place < 0 ? written(count) : placeWords(place, count);
  }
}
