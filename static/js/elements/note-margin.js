/**
 * <note-margin>: the notes beside their passages. The list itself is the server's. This element joins the parts that
 * lay it out, focus cards and follow addresses, and tells them what has happened on the page.
 */
import { followCardActions } from "../ui/card-actions.js";
import { CardFocus } from "../ui/card-focus.js";
import { CardList, cardOf, notesOf } from "../ui/card-list.js";
import { beside, find } from "../ui/dom.js";
import { emit, on } from "../ui/events.js";
import { onKey } from "../ui/keys.js";
import { MarginAddress } from "../ui/margin-address.js";
import { MarginLayout } from "../ui/margin-layout.js";
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
 */

export class NoteMargin extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    const text = document.querySelector("annotated-text");
    const list = find(this, ".cards", HTMLElement);
    if (!(text instanceof AnnotatedText) || !list) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.setAttribute("role", "complementary");
    this.setAttribute("aria-label", "Notes");
    const parts = this.#join(new CardList(list), text, signal);
    const address = new MarginAddress(this, parts, signal);
    this.#listen(parts, signal);
    this.#followPointer(list, signal);
    followCardActions(list, signal);
    this.#refresh(parts);
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
    const sheet = new Sheet(this, signal);
    const ticks = find(document, ".strip", HTMLElement);
    const strip = ticks && new Strip(ticks, text, (id) => focus.open(cards.find(id)), signal);
    const layout = new MarginLayout({ margin: this, text, cards, strip }, signal);
    const focus = new CardFocus({ cards, text, strip, sheet, layout });
    return { cards, text, strip, sheet, layout, focus };
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
    cards.list.addEventListener("focusin", (event) => focus.give(cardOf(event.target)), { signal });
    cards.list.addEventListener("click", (event) => this.#click(focus, event), { signal });
    const changes = new MutationObserver(() => this.#refresh(parts));
    changes.observe(cards.list, { childList: true });
    signal.addEventListener("abort", () => changes.disconnect());
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
   */
  #refresh({ cards, text, strip, sheet, layout, focus }) {
    focus.dropGone();
    emit("note-near", { ids: cards.hovered });
    const { painted } = cards;
    text.show(painted);
    focus.markPassage();
    strip?.show(painted);
    sheet.count(cards.saved.length);
    const empty = find(this, ".empty", HTMLElement);
    if (empty) empty.hidden = cards.all.length > 0;
    layout.watch();
    layout.lay();
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
    this.#refresh(parts);
    if (!attend) return;
    if (!inherited) focus.give(card, "bring");
    if (!beside.matches && sheet.isOpen) sheet.show(card);
  }

  /**
   * @param {CardFocus} focus
   * @param {MouseEvent} event
   */
  #click(focus, event) {
    const card = cardOf(event.target);
    focus.give(card);
    const link = event.target instanceof Element ? event.target.closest('[data-action="passage"]') : null;
    if (!card || !link) return;
    event.preventDefault();
    focus.showPassage(card);
  }
}
