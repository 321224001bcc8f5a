/**
 * The cards of the margin's list, and the marks of all its notes. The list is the server's: where the notes are many it
 * holds some cards, and others are fetched when they come near the reader.
 */
import { insertionIndex, markOf, paintedDraft } from "../core/card-list.js";
import { isWanted } from "../core/marks.js";
import { samePainted } from "../core/segments.js";
import { fetchCards } from "../net/cards.js";

/** @typedef {import("../core/marks.js").Marks} Marks */
/** @typedef {import("../core/segments.js").Painted} Painted */

/** Cards that are fetched in one request. */
const AT_ONCE = 60;

export class CardList {
  #url;
  /** @type {Map<string, Promise<unknown>>} What is being fetched, by the note's id. */
  #fetched = new Map();
  /** @type {ReadonlySet<string>} Notes that somebody wants to open. */
  #wanted = new Set();
  /** @type {readonly Painted[]} */
  #painted = [];
  /** @type {() => void} */
  #changed = () => {};
  #observer = new MutationObserver((records) => this.#hear(records));

  /**
   * @param {HTMLElement} list
   * @param {Marks} marks of all notes, those too whose cards are not here
   * @param {string} url gives cards by their notes' ids
   */
  constructor(list, marks, url) {
    this.list = list;
    this.marks = marks;
    this.#url = url;
    /** Whether cards come and go with what the reader looks at. */
    this.isWindowed = marks.count > this.saved.length;
    this.#mark();
  }

  /**
   * Follows what is put into the list, or taken out of it, by others.
   * @param {() => void} changed hears of it
   * @param {AbortSignal} signal
   */
  follow(changed, signal) {
    this.#changed = changed;
    this.#observer.observe(this.list, { childList: true });
    signal.addEventListener("abort", () => this.#observer.disconnect());
  }

  /** @returns {HTMLElement[]} all cards that are here in reading order, also composers and drafts */
  get all() {
    return [...this.list.querySelectorAll(":scope > .card")].filter((card) => card instanceof HTMLElement);
  }

  /** @returns {HTMLElement[]} the cards of notes that the server has */
  get saved() {
    return this.all.filter((card) => card.dataset.note);
  }

  /** @returns {HTMLElement[]} the cards of this device alone: drafts, and the form for a new note */
  get own() {
    return this.all.filter((card) => !card.dataset.note);
  }

  /** @returns {readonly Painted[]} what is painted on the text; the same list as long as nothing else is */
  get painted() {
    const drafts = this.own.map((card) => paintedDraft(card.dataset)).filter((draft) => draft !== null);
    const painted = [...this.marks.shown.filter(({ start }) => start >= 0), ...drafts];
    if (!samePainted(painted, this.#painted)) this.#painted = painted;
    return this.#painted;
  }

  /** @returns {string[]} the id of the note whose card is under the pointer, if any */
  get hovered() {
    return notesOf(this.list.querySelector(".card:hover"));
  }

  /**
   * @param {string | null | undefined} id of a note, or of a draft that is painted
   * @returns {HTMLElement | null} its card, if it is here
   */
  find(id) {
    return id ? this.all.find(({ dataset: { note, mark } }) => (note ?? mark) === id) ?? null : null;
  }

  /**
   * Puts a card in the place of its older self, else where its passage comes among the others.
   * @param {HTMLElement} card
   */
  put(card) {
    const mark = markOf(card.dataset);
    if (mark) {
      this.marks.put(mark);
      this.#wanted = new Set([mark.id]); // It stays until the reader goes on, wherever it has room.
    }
    // Whoever puts it here refreshes the margin: nobody hears before that what it takes the place of.
    this.#forget(this.#observer.takeRecords());
    this.#insert(card);
    this.#observer.takeRecords();
  }

  /** @param {string} wanted shows the notes of one label, or all: see `isWanted` */
  show(wanted) {
    this.marks.show(wanted);
    const shown = new Set(this.marks.shown.map(({ id }) => id));
    for (const card of this.saved) card.classList.toggle("card-unwanted", !shown.has(card.dataset.note ?? ""));
    this.#changed();
  }

  /**
   * Fetches the cards of notes that somebody wants to open: these stay, wherever the reader looks, until others are wanted.
   * @param {readonly string[]} ids
   * @returns {Promise<void>} as of `bring`
   */
  want(ids) {
    this.#wanted = new Set(ids);
    return this.bring(ids);
  }

  /**
   * Fetches the cards of notes that are not here.
   * @param {readonly string[]} ids
   * @returns {Promise<void>} done when they are here; those of notes that are gone do not come
   */
  async bring(ids) {
    const here = new Set(this.saved.map(({ dataset }) => dataset.note));
    const missing = ids.filter((id) => this.marks.get(id) && !this.#fetched.has(id) && !here.has(id));
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const some = missing.slice(at, at + AT_ONCE);
      const coming = fetchCards(this.#url, some).then((cards) => this.#take(some, cards));
      for (const id of some) this.#fetched.set(id, coming.finally(() => this.#fetched.delete(id)));
    }
    await Promise.all(ids.map((id) => this.#fetched.get(id)));
  }

  /**
   * Takes cards out of the page that nobody looks at; their notes stay.
   * @param {(card: HTMLElement) => boolean} isNear
   */
  leave(isNear) {
    this.quietly(() => {
      for (const card of this.saved) {
        if (!isNear(card) && !this.#wanted.has(card.dataset.note ?? "") && !isInUse(card)) card.remove();
      }
    });
  }

  /**
   * Changes the list without its follower hearing of it.
   * @param {() => void} change
   */
  quietly(change) {
    this.#hear(this.#observer.takeRecords());
    change();
    this.#observer.takeRecords();
  }

  /**
   * @param {string[]} asked
   * @param {HTMLElement[]} cards
   */
  #take(asked, cards) {
    const came = new Set(cards.map(({ dataset }) => dataset.note));
    for (const id of asked) if (!came.has(id)) this.marks.remove(id);
    this.quietly(() => {
      for (const card of cards) if (!this.find(card.dataset.note)) this.#insert(card);
    });
    this.#changed();
  }

  /** @param {HTMLElement} card */
  #insert(card) {
    const mark = this.marks.get(card.dataset.note);
    card.classList.toggle("card-unwanted", mark !== null && !isWanted(mark, this.marks.wanted));
    const old = this.find(card.dataset.note);
    if (old === card) return;
    if (old) return old.replaceWith(card);
    if (card.isConnected) return;
    const cards = this.all;
    const index = insertionIndex(cards.map(({ dataset }) => dataset), card.dataset);
    this.list.insertBefore(card, cards[index] ?? null);
  }

  /** @param {MutationRecord[]} records */
  #hear(records) {
    if (!records.length) return;
    this.#forget(records);
    this.#changed();
  }

  /**
   * Notes what others have put into the list, or taken out of it.
   * @param {MutationRecord[]} records
   */
  #forget(records) {
    if (!records.length) return;
    for (const node of records.flatMap(({ removedNodes }) => [...removedNodes])) {
      const id = node instanceof HTMLElement ? node.dataset.note : undefined;
      if (id && !this.find(id)) this.marks.remove(id);
    }
    this.#mark();
  }

  /** Notes the marks of cards that nobody has told of. */
  #mark() {
    for (const card of this.saved) {
      const mark = markOf(card.dataset);
      if (mark && !this.marks.get(mark.id)) this.marks.put(mark);
    }
  }
}

/**
 * @param {HTMLElement} card
 * @returns {boolean} whether the reader is in it, or has begun something there
 */
function isInUse(card) {
  if (card.contains(document.activeElement) || card.matches(".card-focused, :hover")) return true;
  if (card.querySelector("form.composer, form.label-form")) return true;
  return [...card.querySelectorAll("textarea")].some(({ value }) => value);
}

/**
 * @param {EventTarget | null} target of an event
 * @returns {HTMLElement | null} the card that it is in
 */
export function cardOf(target) {
  const card = target instanceof Element ? target.closest(".card") : null;
  return card instanceof HTMLElement ? card : null;
}

/**
 * @param {Element | null} card
 * @returns {string[]} the id of its note, if the server has it
 */
export function notesOf(card) {
  return card instanceof HTMLElement && card.dataset.note ? [card.dataset.note] : [];
}
