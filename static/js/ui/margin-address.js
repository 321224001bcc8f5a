/** Shows in the margin and in the text what an address or a link names: a note, a place where one could stand. */
import { noteInHash, passageIn } from "../core/note-address.js";
import { beside } from "./dom.js";
import { emit } from "./events.js";

/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */
/** @typedef {import("./card-focus.js").CardFocus} CardFocus */
/** @typedef {import("./card-list.js").CardList} CardList */
/** @typedef {import("./sheet.js").Sheet} Sheet */

export class MarginAddress {
  #cards;
  #text;
  #sheet;
  #focus;

  /**
   * @param {HTMLElement} margin
   * @param {{ cards: CardList, text: AnnotatedText, sheet: Sheet, focus: CardFocus }} parts
   * @param {AbortSignal} signal
   */
  constructor(margin, { cards, text, sheet, focus }, signal) {
    this.#cards = cards;
    this.#text = text;
    this.#sheet = sheet;
    this.#focus = focus;
    addEventListener("hashchange", () => this.open(), { signal });
    margin.addEventListener("click", (event) => this.#showPlace(event), { signal });
    document.addEventListener("click", ({ target }) => {
      const link = target instanceof Element ? target.closest('a[href^="#note-"]') : null;
      // An address that is there already does not change, and no event tells of it.
      if (link?.getAttribute("href") === location.hash) this.open();
    }, { signal });
  }

  /** Opens the note that the page's address names, or the fold of the margin's head that holds what it names. */
  open() {
    const note = noteInHash(location.hash);
    if (note && this.#cards.marks.get(note)) {
      this.#focus.openNote(note);
      return;
    }
    const found = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    const fold = found?.closest(".margin-head details");
    if (!found || !(fold instanceof HTMLDetailsElement)) return;
    fold.open = true;
    if (!beside.matches) this.#sheet.open();
    found.scrollIntoView({ block: "nearest" });
    found.focus({ preventScroll: true });
  }

  /** @param {MouseEvent} event a click on the link to a place where a note could stand */
  #showPlace(event) {
    const link = event.target instanceof Element ? event.target.closest("[data-reveal]") : null;
    const passage = passageIn(link?.getAttribute("data-reveal"));
    if (!passage) return;
    event.preventDefault();
    if (!beside.matches) this.#sheet.close();
    this.#text.reveal(passage.start, passage.end);
    emit("passage-draft", { passage: { ...passage, exact: "" } });
  }
}
