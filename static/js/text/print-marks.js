/** Adds the number of its note to each passage on paper: when printing starts, and only until it ends. */
import { make } from "../ui/dom.js";

/** @typedef {import("./text-map.js").TextMap} TextMap */

export class PrintMarks {
  /** @type {HTMLElement[]} */
  #marks = [];

  /**
   * @param {TextMap} map
   * @param {() => readonly { id: string, end: number }[]} notes
   * @param {(notes: boolean) => void} paint paints the notes or nothing: on paper the numbers stand for the colours
   * @param {AbortSignal} signal
   */
  constructor(map, notes, paint, signal) {
    addEventListener("beforeprint", () => {
      paint(false);
      this.#set(map, notes());
    }, { signal });
    addEventListener("afterprint", () => {
      this.#clear();
      paint(true);
    }, { signal });
  }

  /**
   * @param {TextMap} map
   * @param {readonly { id: string, end: number }[]} notes
   */
  #set(map, notes) {
    const numbers = new Map([...document.querySelectorAll(".cards > .card[data-note]")].map((card, index) => [
      card instanceof HTMLElement ? card.dataset.note : "",
      index + 1,
    ]));
    const numbered = notes.map(({ id, end }) => ({ end, number: numbers.get(id) ?? 0 }));
    this.#marks = putNumbers(map, numbered.filter(({ number }) => number));
  }

  #clear() {
    for (const mark of this.#marks) {
      const block = mark.parentElement;
      mark.remove();
      block?.normalize();
    }
    this.#marks = [];
  }
}

/**
 * Puts numbers into the text, each where its passage ends.
 * @param {TextMap} map
 * @param {readonly { end: number, number: number }[]} notes
 * @returns {HTMLElement[]} the elements that hold them, one for each place
 */
export function putNumbers(map, notes) {
  /** @type {Map<number, number[]>} The numbers of the notes that end at a place. */
  const ends = new Map();
  for (const { end, number } of notes) ends.set(end, [...(ends.get(end) ?? []), number]);
  return [...ends].flatMap(([end, ending]) => {
    const place = map.place(end);
    if (!place) return [];
    const mark = make("sup", { class: "print-mark" }, ending.sort((one, other) => one - other).join(", "));
    // No Range: each that was made would be kept up to date with every mark that comes after it.
    place.node.splitText(place.unit).before(mark);
    return [mark];
  });
}
