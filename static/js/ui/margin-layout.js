/**
 * Lays the margin again whenever something in it, or beside it, has changed its size, and keeps the cards here that are
 * near the reader.
 */
import { startOf } from "../core/card-list.js";
import { RequestFailed } from "../net/http.js";
import { CardLayout } from "./card-layout.js";
import { beside, find, paper } from "./dom.js";
import { toast } from "./toast.js";

/** @typedef {import("../elements/annotated-text.js").AnnotatedText} AnnotatedText */
/** @typedef {import("../text/strip.js").Strip} Strip */
/** @typedef {import("./card-layout.js").Entry} Entry */
/** @typedef {import("./card-layout.js").Laid} Laid */
/** @typedef {import("./card-list.js").CardList} CardList */

/** Cards that a sheet holds at once, where they come and go. */
const MOST_IN_SHEET = 40;

export class MarginLayout {
  /** @type {HTMLElement | null} The card that has the reader's attention: it wins its place. */
  focused = null;
  #margin;
  #text;
  #cards;
  #strip;
  #layout;
  /** @type {readonly Laid[]} */
  #laid = [];
  #frame = 0;
  #looking = 0;
  /** @type {Set<HTMLElement>} */
  #watched = new Set();
  /** @type {WeakMap<Element, string>} Sizes as they were when the margin was laid last. */
  #known = new WeakMap();
  #sizes = new ResizeObserver((entries) => this.#hear(entries));

  /**
   * @param {{ margin: HTMLElement, text: AnnotatedText, cards: CardList, strip: Strip | null }} parts
   * @param {AbortSignal} signal
   */
  constructor({ margin, text, cards, strip }, signal) {
    this.#margin = margin;
    this.#text = text;
    this.#cards = cards;
    this.#strip = strip;
    this.#layout = new CardLayout(margin, cards.list, text);
    beside.addEventListener("change", () => this.layLater(), { signal });
    document.fonts.ready.then(() => this.layLater());
    if (cards.isWindowed) {
      const look = () => this.#looking ||= requestAnimationFrame(() => this.#look());
      addEventListener("scroll", look, { signal, passive: true });
    }
    signal.addEventListener("abort", () => this.#sizes.disconnect());
  }

  /** Watches the sizes of the text, the margin's head and the cards that are there now. */
  watch() {
    const head = find(this.#margin, ".margin-head", HTMLElement); // It grows when notes on other versions are unfolded.
    const watched = new Set([this.#text, ...head ? [head] : [], ...this.#cards.all]);
    for (const gone of this.#watched.difference(watched)) this.#sizes.unobserve(gone);
    for (const come of watched.difference(this.#watched)) this.#sizes.observe(come);
    this.#watched = watched;
  }

  /**
   * Says where the card that gets the attention will stand when the margin is laid next.
   * @param {HTMLElement | null} card
   * @param {"hold" | "bring" | "release"} way where it is; where it is seen best; beside its passage
   */
  want(card, way) {
    if (beside.matches && card && way !== "release") this.#layout[way](card);
    else this.#layout.release();
  }

  /**
   * @param {EventTarget | null} target of an event
   * @returns {string[]} the notes that wait behind the button that it is in
   */
  waiting(target) {
    return this.#layout.waiting(target);
  }

  /** Lays cards and ticks now. */
  lay() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (paper.matches) return; // The style sheet lays it, and the text carries the notes' numbers.
    this.#strip?.lay();
    this.#cards.quietly(() => {
      if (beside.matches) this.#laid = this.#layout.lay(this.#entries(), this.focused);
      else this.#layout.undo(this.#cards.all);
    });
    if (this.#cards.isWindowed) this.#look();
  }

  /** Lays cards and ticks before the next frame. */
  layLater() {
    this.#frame ||= requestAnimationFrame(() => this.lay());
  }

  /**
   * Lays the margin again if something has another size than it was laid with. A card is told of as soon as it is watched,
   * just after it was laid.
   * @param {ResizeObserverEntry[]} entries
   */
  #hear(entries) {
    let changed = false;
    for (const { target } of entries) {
      const { offsetWidth, offsetHeight } = /** @type {HTMLElement} */ (target);
      const size = `${offsetWidth} ${offsetHeight}`;
      const isAsLaid = this.#known.get(target) === size || this.#layout.heightOf(target) === offsetHeight;
      this.#known.set(target, size);
      changed ||= !isAsLaid;
    }
    if (changed) this.layLater();
  }

  /** @returns {Entry[]} all notes that are shown, here or not, and the cards of this device, in reading order */
  #entries() {
    const cards = new Map(this.#cards.saved.map((card) => [card.dataset.note, card]));
    const own = this.#cards.own.map((card) => ({
      id: "",
      start: startOf(card.dataset),
      end: Number(card.dataset.end ?? -1),
      card,
    }));
    const notes = this.#cards.marks.shown.map(({ id, start, end }) => ({
      id,
      start,
      end,
      card: cards.get(id) ?? null,
    }));
    // Sorting keeps the order of those that begin at one place: what is being written comes after what is there.
    return own.length ? [...notes, ...own].sort((one, other) => one.start - other.start) : notes;
  }

  /** Fetches the cards that come near the window, and lets those go that are far from it. */
  #look() {
    this.#looking = 0;
    const { near, far } = beside.matches ? this.#nearInMargin() : this.#nearInText();
    this.#cards.leave((card) => far.has(card.dataset.note ?? ""));
    this.#cards.bring(near).catch((error) => {
      if (!(error instanceof RequestFailed)) throw error;
      toast(`Some notes could not be fetched. ${error.message}`, {
        action: "Try again",
        act: () => this.#look(),
        seconds: Infinity,
      });
    });
  }

  /** @returns {{ near: string[], far: Set<string> }} notes to be fetched, and those that may stay */
  #nearInMargin() {
    const { top } = this.#margin.getBoundingClientRect();
    const within = (/** @type {number} */ reach) =>
      this.#laid
        .filter((laid) =>
          top + laid.top < innerHeight * (1 + reach) && top + laid.top + laid.height > -innerHeight * reach
        )
        .flatMap(({ entries }) => entries.length === 1 ? entries.map(({ id }) => id) : []);
    return { near: within(1), far: new Set(within(2.5)) };
  }

  /** @returns {{ near: string[], far: Set<string> }} notes to be fetched, and those that may stay */
  #nearInText() {
    const marks = this.#cards.marks.shown;
    const levels = this.#text.levels(marks.map(({ start, end }) => ({ start: Math.max(0, start), end })));
    const away = (/** @type {number} */ index) => Math.abs((levels[index] ?? 0) - innerHeight / 2);
    const nearest = marks.map((_, index) => index).sort((one, other) => away(one) - away(other));
    const ids = nearest.slice(0, MOST_IN_SHEET).map((index) => marks[index]?.id ?? "");
    return { near: ids, far: new Set(ids) };
  }
}
