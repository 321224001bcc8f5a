/** Adds the number of its note to each passage on paper: when printing starts, and only until it ends. */
import { make } from "../ui/dom.js";

/** @typedef {import("./text-map.js").TextMap} TextMap */

/** Notes that have numbers on paper: those of a margin, or of the page to print. */
const NUMBERED = ".cards > .card[data-note], .endnote[data-note]";

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
    const numbers = new Map([...document.querySelectorAll(NUMBERED)].map((card, index) => [
      card instanceof HTMLElement ? card.dataset.note : "",
      index + 1,
    ]));
    /** @type {Map<number, number[]>} The numbers of the notes that end at a place. */
    const ends = new Map();
    for (const { id, end } of notes) {
      const number = numbers.get(id);
      if (number) ends.set(end, [...(ends.get(end) ?? []), number].sort((one, other) => one - other));
    }
    for (const [end, ending] of ends) {
      const place = map.place(end);
      if (!place) continue;
      const mark = make("sup", { class: "print-mark" }, ending.join(", "));
      const range = document.createRange();
      range.setStart(place.node, place.unit);
      range.insertNode(mark);
      this.#marks.push(mark);
    }
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
