/** Events by which the elements of the reading page talk to one another, over the document. */

/** @typedef {{ start: number, end: number, exact: string }} Passage code points, half-open, and the words */
/** @typedef {"" | "changed" | "scattered"} Refusal why no note can be made on what is selected: other words than the record's, several places */
/** @typedef {{ passage: Passage | null, refusal: Refusal, block: number | null }} Selected and the start of the first block that it touches */
/**
 * @typedef {object} Events
 * @property {Selected} passage-selected the reader's selection in the record
 * @property {{ ids: string[], x: number, y: number }} passage-chosen a passage was clicked, or entered in caret mode
 * @property {{ ids: string[] }} passage-near the pointer is over these notes' passages
 * @property {{ action: "note" | "highlight", passage: Passage, label: string }} passage-act the reader wants something done
 * @property {{ passage: Passage }} block-chosen the reader wants to write a note about a whole block
 * @property {{ passage: Passage | null }} passage-draft words are being written about this passage
 * @property {{ ids: string[] }} note-near the pointer is over these cards
 * @property {{ starts: number[] }} notes-shown the notes that are shown have changed: where their passages begin
 * @property {{ card: HTMLElement }} note-saved a card came from the server: new, or in place of its older self
 * @property {{ card: HTMLElement, attend: boolean }} card-placed a card of this device's own, a composer or a draft, or
 *   one that another tab has changed
 * @property {{ note: string | null }} placing the reader selects where this note stands; null when that is over
 * @property {{ draft: import("../core/drafting.js").Draft, page: Document | null, heard: () => void }} draft-sent what was
 *   kept has reached the server, which answered with the page; whoever shows its outcome calls heard
 * @property {{ draft: import("../core/drafting.js").Draft, error: Error }} draft-refused the server did not take it
 * @property {object} drafts-changed one was sent, refused, thrown away or brought back on this page, or all can be read at last
 * @property {{ name: string, value: string }} device-chosen the reader has chosen, here or in another tab, how this device shows something
 * @property {object} signed-in the session goes on
 * @property {{ words: string }} announce to be read out once
 */

/**
 * @template {keyof Events} K
 * @param {K} name
 * @param {Events[K]} detail
 */
export function emit(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/**
 * @template {keyof Events} K
 * @param {K} name
 * @param {(detail: Events[K]) => void} handler
 * @param {AbortSignal} signal ends the listening
 */
export function on(name, handler, signal) {
  document.addEventListener(name, (event) => handler(/** @type {CustomEvent<Events[K]>} */ (event).detail), { signal });
}

/**
 * Makes screen readers read a sentence out once.
 * @param {string} words
 */
export function announce(words) {
  emit("announce", { words });
}
