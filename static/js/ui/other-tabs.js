/** Updates the card of a note when another tab has sent an edit, without a reload. */
import { find } from "./dom.js";
import { onDrafts, owner } from "../drafts/store.js";
import { announce, emit } from "./events.js";
import { ask, RequestFailed } from "../net/http.js";

const EDIT = /\/notes\/([^/]+)\/edits$/;
const CHANGED = "Changed in another tab";

/** Follows the notes of this page that another tab edits. */
export function followOtherTabs() {
  onDrafts(({ owner: whose, sent = "" }) => {
    const note = EDIT.exec(sent)?.[1];
    if (note && whose === owner() && cardOf(note)) renew(note, sent.replace(/\/edits$/, ""));
  }, new AbortController().signal);
}

/**
 * @param {string} note
 * @returns {HTMLElement | null}
 */
function cardOf(note) {
  return find(document, `.card[data-note="${CSS.escape(note)}"]`, HTMLElement);
}

/**
 * @param {string} note
 * @param {string} url of its own page
 */
async function renew(note, url) {
  let page = null;
  try {
    page = await ask("GET", url);
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error; // Away or signed out: the card stays until the page is loaded anew.
  }
  const card = page && find(page, ".card[data-note]", HTMLElement);
  const old = cardOf(note); // Looked up again: it may have gone or changed meanwhile.
  if (!card || !old || Number(card.dataset.revision) <= Number(old.dataset.revision)) return;
  document.adoptNode(card);
  const state = find(card, "[data-saved]", HTMLElement);
  if (state) {
    state.hidden = false;
    state.textContent = CHANGED;
  }
  if (old.querySelector("form.composer, form.label-form")) under(old, card);
  else replace(old, card);
  announce(CHANGED);
}

/**
 * Puts the new text under a form that somebody is writing in; the form stays.
 * @param {HTMLElement} old
 * @param {HTMLElement} card
 */
function under(old, card) {
  const [was, now] = [old, card].map((each) => find(each, "article", HTMLElement));
  if (!was || !now) return;
  now.hidden = was.hidden;
  was.replaceWith(now);
  old.dataset.revision = card.dataset.revision;
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} card
 */
function replace(old, card) {
  const stood = old.contains(document.activeElement);
  if (old.closest("note-margin")) emit("card-placed", { card, attend: false });
  else old.replaceWith(card);
  if (stood) card.focus({ preventScroll: true });
}
