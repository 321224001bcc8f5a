/** Sends decisions about a note's place without leaving the page; the next note to check gets the focus. */
import { many, written } from "../core/words.js";
import { find, reach } from "./dom.js";
import { emit } from "./events.js";
import { RequestFailed } from "../net/http.js";
import { send } from "../net/session.js";
import { toast } from "./toast.js";

/**
 * Follows the forms of decisions, on the list of notes to check and on a trial's page. Elsewhere they lead to a page.
 */
export function followDecisions() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !/\/anchors(\/[^/]+\/withdrawal)?$/.test(form.action)) return;
    if (!form.closest(".entry, .decided, .card") || !document.querySelector("note-margin, .entries, .decided")) return;
    if (form.closest("note-placer")) return;
    event.preventDefault();
    decide(form);
  });
}

/** @param {HTMLFormElement} form */
async function decide(form) {
  const entry = form.closest(".entry");
  const at = entries().findIndex((other) => other === entry);
  const change = entry ? changeOf(entry) : "";
  const page = await sent(form);
  if (!page) return;
  renew(page, noteOf(form));
  const said = page.querySelector(".flashes p")?.textContent?.trim() ?? "Decided.";
  const alike = change ? entries().filter((other) => changeOf(other) === change) : [];
  const more = {
    action: `Accept ${written(alike.length)} more with this change`,
    act: () => acceptAll(change),
    seconds: 20,
  };
  toast(said, alike.length ? more : { seconds: 6 });
  if (entry) stepTo(at);
  else reach(document.getElementById(`note-${noteOf(form)}`));
}

/** @param {string} change to be accepted on every note where nothing else changed */
async function acceptAll(change) {
  const at = entries().findIndex((entry) => changeOf(entry) === change);
  let accepted = 0;
  for (;;) {
    const entry = entries().find((other) => changeOf(other) === change);
    const form = entry && find(entry, ".excerpt form", HTMLFormElement);
    const page = form && await sent(form);
    if (!form || !page) break;
    renew(page, noteOf(form));
    accepted++;
  }
  if (accepted) toast(`${many(accepted, "more note")} accepted.`, { seconds: 6 });
  stepTo(at);
}

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<Document | null>} the page that it leads to; null when it failed, which the reader is told
 */
async function sent(form) {
  try {
    return await send(form.action, new FormData(form));
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    toast(`Nothing was decided. ${error.message}`, { seconds: Infinity });
    return null;
  }
}

/** @returns {HTMLElement[]} the notes to check */
function entries() {
  return [...document.querySelectorAll(".entry")].filter((entry) => entry instanceof HTMLElement);
}

/**
 * @param {Element} entry
 * @returns {string} which words were replaced by which; empty without a replacement, or with several places
 */
function changeOf(entry) {
  const wordings = entry.querySelectorAll(".excerpt .wording");
  const [wording] = wordings;
  if (!wording || wordings.length > 1) return "";
  return [...wording.querySelectorAll("del, ins")].map((piece) => `${piece.tagName} ${piece.textContent}`).join("\n");
}

/**
 * @param {HTMLFormElement} form
 * @returns {string} the id of the note that it is about
 */
function noteOf(form) {
  return /\/notes\/([^/]+)\//.exec(form.action)?.[1] ?? "";
}

/**
 * Copies the changes that the decision made from the answer to this page.
 * @param {Document} page
 * @param {string} note
 */
function renew(page, note) {
  const head = document.querySelector("note-margin .margin-head");
  if (!head) {
    const [now, main] = [page.querySelector("main"), document.querySelector("main")];
    if (now && main) main.replaceChildren(...[...now.childNodes].map((node) => document.adoptNode(node)));
    return;
  }
  // Folds that were not there before open: an undone decision is to check again.
  const open = head.querySelector(".eye")?.hasAttribute("open") ?? true;
  for (const fold of head.querySelectorAll(":scope > details")) fold.remove();
  for (const fold of page.querySelectorAll(".margin-head > details")) head.append(document.adoptNode(fold));
  head.querySelector(".eye")?.toggleAttribute("open", open);
  const card = page.querySelector(`.card[data-note="${CSS.escape(note)}"]`);
  if (card instanceof HTMLElement) emit("card-placed", { card: document.adoptNode(card), attend: false });
  else document.querySelector(`.card[data-note="${CSS.escape(note)}"]`)?.remove();
  for (const link of document.querySelectorAll("[data-place]")) link.removeAttribute("hidden");
}

/** @param {number} at the place in the list that has become free */
function stepTo(at) {
  const waiting = entries();
  const next = waiting[Math.min(at, waiting.length - 1)] ?? document.querySelector("h1, .margin-head h2");
  if (!(next instanceof HTMLElement)) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
