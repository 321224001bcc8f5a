/** Speaks in caret mode: the words at the caret, how many notes are on them, and the selection. */
import { many, REFUSALS } from "../core/words.js";
import { make } from "../ui/dom.js";
import { selectedWords } from "./selected-words.js";

/** @typedef {import("./text-map.js").TextMap} TextMap */
/** @typedef {"character" | "word" | "line" | "block"} Step */

/** Milliseconds to wait before speaking: of several quick steps only the last is heard. */
const PAUSE = 120;
/** A selection of more words than this is spoken as its first and last words. */
const MANY = 14;

export class CaretSpeech {
  #map;
  #notesAt;
  #line = make("p", { class: "visually-hidden", role: "status", "aria-atomic": "true" });
  #timer = 0;
  #notes = "";

  /**
   * @param {TextMap} map
   * @param {(offset: number) => readonly string[]} notesAt the ids of the notes there
   */
  constructor(map, notesAt) {
    this.#map = map;
    this.#notesAt = notesAt;
  }

  start() {
    document.body.append(this.#line);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#line.textContent = "";
    this.#line.remove();
  }

  /**
   * @param {number | null} offset where the caret stands, in code points
   * @param {Step} step how it came there
   */
  say(offset, step) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#line.textContent = this.#selected() || this.#here(offset, step), PAUSE);
  }

  /** @returns {string} the selection in words; "" when nothing is selected */
  #selected() {
    const { passage, refusal } = selectedWords(this.#map, getSelection());
    if (refusal) return REFUSALS[refusal];
    if (!passage) return "";
    const words = passage.exact.split(/\s+/);
    if (words.length <= MANY) return `Selected: ${words.join(" ")}`;
    return `Selected ${many(words.length, "word")}: ${words.slice(0, 4).join(" ")} … ${words.slice(-4).join(" ")}`;
  }

  /**
   * @param {number | null} offset
   * @param {Step} step
   * @returns {string}
   */
  #here(offset, step) {
    if (offset === null) return "";
    const notes = this.#notesAt(offset);
    const fresh = notes.join() !== this.#notes && notes.length;
    this.#notes = notes.join();
    return `${this.#words(offset, step)}${fresh ? ` ${many(notes.length, "note")} here. Enter opens.` : ""}`;
  }

  /**
   * @param {number} offset
   * @param {Step} step
   * @returns {string}
   */
  #words(offset, step) {
    const { positions } = this.#map;
    const rest = positions.words(offset, positions.end(positions.blockAt(offset)));
    if (rest === null) return "";
    if (step === "block") return rest;
    if (step === "line") return rest.split(/\s+/).slice(0, MANY).join(" ");
    if (step === "word") return /\S+/.exec(rest)?.[0] ?? "End of the paragraph";
    const [sign] = new Intl.Segmenter().segment(rest);
    if (!sign) return "End of the paragraph";
    return sign.segment.trim() || "blank";
  }
}
