/**
 * <note-margin data-marks data-cards-url>: the notes beside their passages. The list itself is the server's. This element
 * joins the parts that lay it out, focus cards and follow addresses, and tells them what has happened on the page.
 */
import { Marks, readMarks } from "../core/marks.js";
import { followCardActions } from "../ui/card-actions.js";
import { CardFocus } from "../ui/card-focus.js";
import { CardList, cardOf, notesOf } from "../ui/card-list.js";
import { beside, find } from "../ui/dom.js";
import { emit, on } from "../ui/events.js";
import { onKey } from "../ui/keys.js";
import { MarginAddress } from "../ui/margin-address.js";
import { MarginLayout } from "../ui/margin-layout.js";
import { chosenLabel, LabelFilter, offeredLabels } from "../ui/label-filter.js";
import { followPrinting } from "../ui/print-count.js";
import { NoteSteps } from "../ui/note-steps.js";
import { Sheet } from "../ui/sheet.js";
import { Strip } from "../text/strip.js";
import { AnnotatedText } from "./annotated-text.js";

/**
 * @typedef {object} Parts
 * @property {CardList} cards
 * @property {AnnotatedText} text
 * @property {Strip | null} strip
 * @property {Sheet} sheet
 * @property {MarginLayout} layout
 * @property {CardFocus} focus
 * @property {NoteSteps | null} steps
 * @property {LabelFilter} filter
 */

export class NoteMargin extends HTMLElement {
  #life = new AbortController();
  /** @type {readonly import("../core/segments.js").Painted[]} */
  #painted = [];

  connectedCallback() {
    const text = document.querySelector("annotated-text");
    const list = find(this, ".cards", HTMLElement);
    if (!(text instanceof AnnotatedText) || !list) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.setAttribute("role", "complementary");
    this.setAttribute("aria-label", "Notes");
    const marks = readMarks(this.dataset.marks ?? "", offeredLabels(this));
    const cards = new CardList(list, new Marks(marks, chosenLabel(this)), this.dataset.cardsUrl ?? "");
    const parts = this.#join(cards, text, signal);
    const address = new MarginAddress(this, parts, signal);
    this.#listen(parts, signal);
    this.#followPointer(list, signal);
    followCardActions(list, signal);
    followPrinting(cards, signal);
    this.#refresh(parts, { later: cards.isWindowed });
    address.open();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /**
   * @param {CardList} cards
   * @param {AnnotatedText} text
   * @param {AbortSignal} signal
   * @returns {Parts}
   */
  #join(cards, text, signal) {
    const sheet = new Sheet(this, (way) => focus.step(way), signal);
    const ticks = find(document, ".strip", HTMLElement);
    const strip = ticks && new Strip(ticks, text, (ids, x, y) => focus.choose(ids, x, y, { reveal: true }), signal);
    const layout = new MarginLayout({ margin: this, text, cards, strip }, signal);
    const ways = find(document, "[data-part=note-steps]", HTMLElement);
    const steps = ways && new NoteSteps(ways, (way) => focus.step(way), signal);
    const tell = () => this.#sayPlace({ cards, sheet, focus, steps });
    const focus = new CardFocus({ cards, text, strip, sheet, layout }, tell);
    return { cards, text, strip, sheet, layout, focus, steps, filter: new LabelFilter(this, cards, signal) };
  }

  /**
   * @param {Parts} parts
   * @param {AbortSignal} signal
   */
  #listen(parts, signal) {
    const { cards, sheet, focus } = parts;
    on("passage-near", ({ ids }) => {
      for (const card of cards.all) card.classList.toggle("card-near", ids.includes(card.dataset.note ?? ""));
    }, signal);
    on("passage-chosen", ({ ids, x, y }) => focus.choose(ids, x, y), signal);
    on("note-saved", ({ card }) => this.#put(parts, card, true), signal);
    on("card-placed", ({ card, attend }) => {
      if (attend && !beside.matches) sheet.open();
      this.#put(parts, card, attend);
    }, signal);
    // The links that begin it stand in the sheet.
    on("placing", ({ note }) => beside.matches || sheet[note === null ? "open" : "close"](), signal);
    onKey({ key: "j", words: "Next note", act: () => focus.step(1) }, signal);
    onKey({ key: "k", words: "Previous note", act: () => focus.step(-1) }, signal);
    cards.list.addEventListener("focusin", ({ target }) => {
      // A button behind which notes wait would move away under the pointer, before it is let go.
      if (!(target instanceof Element && target.closest(".card-more"))) focus.give(cardOf(target));
    }, { signal });
    cards.list.addEventListener("click", (event) => this.#click(parts, event), { signal });
    // The browser's own search has found something in a card that waits behind a button.
    cards.list.addEventListener("beforematch", ({ target }) => focus.give(cardOf(target), "release"), { signal });
    cards.follow(() => this.#refresh(parts), signal);
  }

  /**
   * Tells the text which card the pointer is over.
   * @param {HTMLElement} list
   * @param {AbortSignal} signal
   */
  #followPointer(list, signal) {
    list.addEventListener("pointerover", ({ target }) => emit("note-near", { ids: notesOf(cardOf(target)) }), {
      signal,
    });
    list.addEventListener("pointerout", () => emit("note-near", { ids: [] }), { signal });
  }

  /**
   * Paints, counts, ticks and lays the list anew after it has changed.
   * @param {Parts} parts
   * @param {{ later?: boolean }} [options] whether it is laid by itself, before the next frame: much at once holds up the page
   */
  #refresh({ cards, text, strip, sheet, layout, focus, steps, filter }, { later = false } = {}) {
    focus.dropGone();
    emit("note-near", { ids: cards.hovered });
    const { marks, painted } = cards;
    if (painted !== this.#painted) emit("notes-shown", { starts: painted.map(({ start }) => start) });
    this.#painted = painted;
    text.show(painted);
    focus.markPassage();
    strip?.show(painted);
    this.#sayPlace({ cards, sheet, focus, steps });
    filter.show();
    const empty = find(this, ".empty", HTMLElement);
    if (empty) empty.hidden = marks.count > 0 || cards.all.length > 0;
    layout.watch();
    layout[later ? "layLater" : "lay"]();
  }

  /**
   * Says where the reader is among the notes.
   * @param {Pick<Parts, "cards" | "sheet" | "focus" | "steps">} parts
   */
  #sayPlace({ cards: { marks }, sheet, focus, steps }) {
    const place = marks.place(focus.card?.dataset.note);
    steps?.show(place, marks.shown.length);
    sheet.count(place, marks.shown.length);
  }

  /**
   * Puts a card into the list.
   * @param {Parts} parts
   * @param {HTMLElement} card
   * @param {boolean} attend whether it gets the reader's attention
   */
  #put(parts, card, attend) {
    const { cards, sheet, focus } = parts;
    cards.put(card);
    const inherited = focus.inherit(card);
    if (card.matches(".card-unwanted")) cards.show(""); // What was just written is seen, whatever was chosen before.
    // Giving it the attention lays the margin: once is enough.
    this.#refresh(parts, { later: attend && !inherited && focus.card !== card });
    if (!attend) return;
    if (!inherited) focus.give(card, "bring");
    if (!beside.matches && sheet.isOpen) sheet.show(card);
  }

  /**
   * @param {Parts} parts
   * @param {MouseEvent} event
   */
  #click({ focus, layout }, event) {
    const waiting = layout.waiting(event.target);
    if (waiting.length && event.target instanceof Element) {
      const { left, bottom } = event.target.getBoundingClientRect();
      focus.choose(waiting, left, bottom, { reveal: true });
      return;
    }
    const card = cardOf(event.target);
    focus.give(card);
    const link = event.target instanceof Element ? event.target.closest('[data-action="passage"]') : null;
    if (!card || !link) return;
    event.preventDefault();
    focus.showPassage(card);
  }
}
