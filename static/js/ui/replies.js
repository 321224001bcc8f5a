/** Sends replies in place, and stores their drafts on this device until the server has them. */
import { wordsOf } from "../core/drafting.js";
import { arrive } from "./cards.js";
import { draftsOf, followVisitor, onLateDrafts, owner } from "../drafts/store.js";
import { DraftForm } from "../drafts/form.js";
import { draftFor, isChanged, subjectOf } from "../drafts/form-fields.js";

/** @type {WeakMap<HTMLFormElement, DraftForm>} Forms that are followed. */
const followed = new WeakMap();

/**
 * Follows every reply form from its first use, which may have been before the scripts ran, and restores stored drafts
 * into their forms.
 */
export async function followReplies() {
  document.addEventListener("focusin", ({ target }) => {
    const form = target instanceof Element ? target.closest("form.reply-form") : null;
    if (form instanceof HTMLFormElement) follow(form);
  });
  for (const form of forms()) if (form.contains(document.activeElement) || isChanged(form)) follow(form);
  onLateDrafts(restore);
  await followVisitor();
  await restore();
}

/** @returns {HTMLFormElement[]} the reply forms of the page */
function forms() {
  return [...document.querySelectorAll("form.reply-form")].filter((form) => form instanceof HTMLFormElement);
}

async function restore() {
  if (!forms().length) return;
  const kept = new Set((await draftsOf(owner())).filter(wordsOf).map(({ subject }) => subject));
  for (const form of forms()) {
    if (!kept.has(subjectOf(form))) continue;
    form.closest("details")?.setAttribute("open", "");
    const before = current(form);
    if (before) before.begin();
    else follow(form);
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {DraftForm | undefined} what follows it
 */
function current(form) {
  const before = followed.get(form);
  return before?.signal.aborted ? undefined : before;
}

/** @param {HTMLFormElement} form */
function follow(form) {
  if (current(form)) return;
  const title = form.closest("[role=group]")?.getAttribute("aria-label") ?? "Your reply";
  const written = new DraftForm(form, draftFor(form, title), {
    saved: (page) => show(form, page),
    closed: (_how, leads) => {
      form.reset();
      written.say("");
      follow(form);
      if (leads) written.focus();
    },
  });
  followed.set(form, written);
  written.begin();
}

/**
 * @param {HTMLFormElement} form
 * @param {Document | null} page the server's answer
 */
function show(form, page) {
  const card = form.closest(".card[id]");
  const fresh = card ? page?.getElementById(card.id) : null;
  if (fresh) {
    knowName(/** @type {Document} */ (page));
    arrive(/** @type {HTMLElement} */ (document.adoptNode(fresh)), { said: "Reply sent", focus: true, state: "Sent" });
    restore();
  } else if (!page || address(page.URL) === address(location.href)) location.reload();
  else location.assign(page.URL);
}

/**
 * Removes the question for a name under the other cards, once a guest has given one.
 * @param {Document} page the server's answer
 */
function knowName(page) {
  if (page.querySelector('form.reply-form input[name="name"]')) return;
  for (const field of document.querySelectorAll('form.reply-form input[name="name"]')) {
    if (!(field instanceof HTMLInputElement)) continue;
    for (const label of field.labels ?? []) label.remove();
    field.remove();
  }
  const head = ".shared-head .quiet";
  const said = page.querySelector(head);
  if (said) document.querySelector(head)?.replaceWith(document.adoptNode(said));
}

/**
 * @param {string} url
 * @returns {string} the page alone: going to another place of the same page would not load it again
 */
function address(url) {
  return url.replace(/#.*/, "");
}
