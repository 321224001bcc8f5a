/**
 * <note-margin>: the notes beside their passages. The list itself is the server's; here it is laid out and joined to the text.
 */
import { followCardActions } from "../ui/card-actions.js";
import { CardLayout } from "../ui/card-layout.js";
import { openChooser } from "../ui/chooser.js";
import { beside, find, paper } from "../ui/dom.js";
import { emit, on } from "../ui/events.js";
import { onKey } from "../ui/keys.js";
import { Sheet } from "../ui/sheet.js";
import { Strip } from "../text/strip.js";
import { AnnotatedText } from "./annotated-text.js";

export class NoteMargin extends HTMLElement {
  /** @type {HTMLElement | null} */
  #list = null;
  /** @type {AnnotatedText | null} */
  #text = null;
  /** @type {CardLayout | null} */
  #layout = null;
  /** @type {Sheet | null} */
  #sheet = null;
  /** @type {Strip | null} */
  #strip = null;
  /** @type {HTMLElement | null} The card that has the reader's attention. */
  #focused = null;
  #life = new AbortController();
  #frame = 0;
  #sizes = new ResizeObserver(() => this.#layLater());

  connectedCallback() {
    const text = document.querySelector("annotated-text");
    this.#list = find(this, ".cards", HTMLElement);
    if (!(text instanceof AnnotatedText) || !this.#list) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#text = text;
    this.#layout = new CardLayout(this, text);
    this.setAttribute("role", "complementary");
    this.setAttribute("aria-label", "Notes");
    this.#sheet = new Sheet(this, signal);
    const strip = find(document, ".strip", HTMLElement);
    if (strip) this.#strip = new Strip(strip, text, (id) => this.#open(this.#card(id)), signal);
    this.#listen(signal);
    followCardActions(this.#list, signal);
    this.#refresh();
    this.#openFromAddress();
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#sizes.disconnect();
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    on("passage-near", ({ ids }) => this.#near(ids), signal);
    on("passage-chosen", ({ ids, x, y }) => this.#choose(ids, x, y), signal);
    on("note-saved", ({ card }) => this.#put(card, true), signal);
    on("card-placed", ({ card, attend }) => {
      if (attend && !beside.matches) this.#sheet?.open();
      this.#put(card, attend);
    }, signal);
    // The links that begin it stand in the sheet.
    on("placing", ({ note }) => beside.matches || this.#sheet?.[note === null ? "open" : "close"](), signal);
    onKey({ key: "j", words: "Next note", act: () => this.#step(1) }, signal);
    onKey({ key: "k", words: "Previous note", act: () => this.#step(-1) }, signal);
    const list = /** @type {HTMLElement} */ (this.#list);
    for (const [name, over] of /** @type {const} */ ([["pointerover", true], ["pointerout", false]])) {
      list.addEventListener(name, (event) => {
        const card = over ? cardOf(event.target) : null;
        emit("note-near", { ids: card?.dataset.note ? [card.dataset.note] : [] });
      }, { signal });
    }
    this.addEventListener("click", (event) => this.#revealPlace(event), { signal });
    list.addEventListener("focusin", (event) => this.#attend(cardOf(event.target)), { signal });
    list.addEventListener("click", (event) => this.#click(event), { signal });
    new MutationObserver(() => this.#refresh()).observe(list, { childList: true });
    this.#sizes.observe(this.#text ?? this);
    beside.addEventListener("change", () => this.#layLater(), { signal });
    document.fonts.ready.then(() => this.#layLater());
    addEventListener("hashchange", () => this.#openFromAddress(), { signal });
  }

  /** @returns {HTMLElement[]} */
  get #cards() {
    return [...(this.#list?.children ?? [])].filter((card) => card instanceof HTMLElement);
  }

  /**
   * @param {string | null} id
   * @returns {HTMLElement | null}
   */
  #card(id) {
    return id ? this.#cards.find((card) => (card.dataset.note ?? card.dataset.mark) === id) ?? null : null;
  }

  /** The list has changed: paint, count, tick and lay it anew. */
  #refresh() {
    const cards = this.#cards;
    if (this.#focused && !cards.includes(this.#focused)) this.#attend(null);
    const under = this.#list?.querySelector(".card:hover");
    emit("note-near", { ids: under instanceof HTMLElement && under.dataset.note ? [under.dataset.note] : [] });
    const notes = cards.flatMap(({ dataset: { note, mark, start, end, hue, state } }) =>
      (note || mark) && start && end
        ? [{
          id: note ?? mark ?? "",
          start: Number(start),
          end: Number(end),
          hue: Number(hue || 0),
          changed: state === "changed",
        }]
        : []
    );
    this.#text?.show(notes);
    this.#text?.focusNote(this.#focused?.dataset.note ?? null);
    this.#strip?.show(notes);
    this.#sheet?.count(cards.filter((card) => card.dataset.note).length);
    const empty = find(this, ".empty", HTMLElement);
    if (empty) empty.hidden = cards.length > 0;
    this.#sizes.disconnect();
    if (this.#text) this.#sizes.observe(this.#text);
    const head = find(this, ".margin-head", HTMLElement);
    if (head) this.#sizes.observe(head); // It grows when notes on other versions are unfolded.
    for (const card of cards) this.#sizes.observe(card);
    this.#lay();
  }

  #layLater() {
    this.#frame ||= requestAnimationFrame(() => this.#lay());
  }

  #lay() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (paper.matches) return; // The style sheet lays it, and the text carries the notes' numbers.
    this.#strip?.lay();
    if (beside.matches) this.#layout?.lay(this.#cards, this.#focused);
    else this.#layout?.undo(this.#cards);
  }

  /**
   * A card takes its place among the others, or that of its older self.
   * @param {HTMLElement} card
   * @param {boolean} attend
   */
  #put(card, attend) {
    const old = this.#card(card.dataset.note ?? null);
    if (old && old !== card) old.replaceWith(card);
    else if (!card.isConnected) {
      const start = Number(card.dataset.start ?? -1);
      const next = this.#cards.find((other) => Number(other.dataset.start ?? -1) > start);
      this.#list?.insertBefore(card, next ?? null);
    }
    const heir = this.#focused !== card && this.#isGone(this.#focused, card);
    if (heir) this.#mark(card); // It stands where the one stood that it takes the place of.
    this.#refresh();
    if (!attend) return;
    if (!heir) this.#attend(card, "bring");
    if (!beside.matches && this.#sheet?.isOpen) this.#sheet.show(card);
  }

  /**
   * @param {HTMLElement | null} old
   * @param {HTMLElement} card
   * @returns {boolean} whether the old one has left the list, and was about the same words
   */
  #isGone(old, { dataset: { start, end } }) {
    return old !== null && !old.isConnected && old.dataset.start === start && old.dataset.end === end;
  }

  /**
   * @param {HTMLElement | null} card gets the reader's attention: it lifts, and its passage is marked
   * @param {"hold" | "bring" | "release"} [way] it stays where the reader is at work in it; or comes to where it is seen;
   *   or stands beside its passage, which is brought into view
   */
  #attend(card, way = "hold") {
    if (card === this.#focused) return;
    if (beside.matches && card && way !== "release") this.#layout?.[way](card);
    else this.#layout?.release();
    this.#mark(card);
    this.#lay();
  }

  /** @param {HTMLElement | null} card */
  #mark(card) {
    this.#focused?.classList.remove("card-focused");
    this.#focused = card;
    card?.classList.add("card-focused");
    this.#text?.focusNote(card?.dataset.note ?? null);
    this.#strip?.focus(card?.dataset.note ?? null);
  }

  /**
   * @param {HTMLElement | null} card
   * @param {number} [tapped] height in the window of the line that was tapped; without it the passage is brought into view
   */
  #open(card, tapped) {
    this.#attend(card, tapped === undefined ? "release" : "bring");
    if (!card) return;
    if (tapped === undefined && card.dataset.start) this.#reveal(card);
    if (!beside.matches) this.#openSheet(card, tapped);
    card.focus({ preventScroll: true });
    if (beside.matches && !card.dataset.start) card.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {HTMLElement} card on top of the sheet, and its passage above the sheet
   * @param {number} [tapped]
   */
  #openSheet(card, tapped) {
    this.#sheet?.open();
    this.#sheet?.show(card);
    const { start, end } = card.dataset;
    const line = tapped ?? (start && end ? this.#text?.box(Number(start), Number(end))?.top : undefined);
    if (line !== undefined) this.#sheet?.uncover(line);
  }

  /** @param {MouseEvent} event a click on the way to a place where a note could stand */
  #revealPlace(event) {
    const link = event.target instanceof Element ? event.target.closest("[data-reveal]") : null;
    const [start, end] = (link?.getAttribute("data-reveal") ?? "").split("-").map(Number);
    if (!link || start === undefined || end === undefined) return;
    event.preventDefault();
    if (!beside.matches) this.#sheet?.close();
    this.#text?.reveal(start, end);
    emit("passage-draft", { passage: { start, end, exact: "" } });
  }

  /** @param {HTMLElement} card */
  #reveal({ dataset: { start, end } }) {
    this.#text?.reveal(Number(start), Number(end));
  }

  /** @param {string[]} ids */
  #near(ids) {
    for (const card of this.#cards) card.classList.toggle("card-near", ids.includes(card.dataset.note ?? ""));
  }

  /**
   * @param {string[]} ids smallest passage first
   * @param {number} x
   * @param {number} y
   */
  #choose(ids, x, y) {
    const cards = ids.map((id) => this.#card(id)).filter((card) => card !== null);
    if (cards.length > 1) openChooser(cards, x, y, (card) => this.#open(card, y));
    else this.#open(cards[0] ?? null, y);
  }

  /**
   * @param {number} way
   * @returns {boolean}
   */
  #step(way) {
    const cards = this.#cards.filter((card) => card.dataset.note);
    const at = this.#focused ? cards.indexOf(this.#focused) : way > 0 ? -1 : 0;
    const next = cards[(at + way + cards.length) % cards.length];
    if (next) this.#open(next);
    return Boolean(next);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const card = cardOf(event.target);
    this.#attend(card);
    const link = event.target instanceof Element ? event.target.closest('[data-action="passage"]') : null;
    if (!card || !link || !this.#text) return;
    event.preventDefault();
    if (!beside.matches) this.#sheet?.close();
    this.#reveal(card);
  }

  #openFromAddress() {
    const card = this.#card(/^#note-(.+)$/.exec(location.hash)?.[1] ?? null);
    if (card) return this.#open(card);
    const found = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    const fold = found?.closest(".margin-head details");
    if (!found || !(fold instanceof HTMLDetailsElement)) return;
    fold.open = true;
    if (!beside.matches) this.#sheet?.open();
    found.scrollIntoView({ block: "nearest" });
    found.focus({ preventScroll: true });
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null}
 */
function cardOf(target) {
  const card = target instanceof Element ? target.closest(".card") : null;
  return card instanceof HTMLElement ? card : null;
}
