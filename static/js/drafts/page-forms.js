/**
 * Follows forms that have a page of their own: a note's, a reply's, a new link's. Their drafts are stored like those of
 * the margin.
 */
import { DraftForm } from "./form.js";
import { find } from "../ui/dom.js";
import { amendDraft, draftsAbout, dropDraft, owner } from "./store.js";
import { draftFor } from "./form-fields.js";
import { titleOf } from "../net/http.js";
import { KeptForm } from "./kept-form.js";

/** Follows the page's form, if any, before waiting for anything: it may hold words already. */
export function followPageForms() {
  const form = find(document, "main > form.composer, form[data-keep], form[data-again]", HTMLFormElement);
  if (form && owner()) follow(form);
  // This page is the answer to the form: the link is made, so its drafts go.
  if (document.querySelector(".share-result")) dropAll(location.pathname);
  // These forms were sent a moment ago.
  for (const { dataset } of document.querySelectorAll(/** @type {"a"} */ ("[data-sent]"))) dropAll(dataset.sent ?? "");
}

/** @param {HTMLFormElement} form */
function follow(form) {
  const draft = draftFor(form, named(document.title));
  // The server carried these words through the sign-in; nobody has stored them yet.
  const carried = Boolean(form.querySelector("[data-typed]"));
  if (carried) draft.fields = {};
  const closed = (/** @type {string} */ _how, /** @type {boolean} */ leads) => {
    form.reset();
    written.say("");
    follow(form);
    if (leads) written.focus();
  };
  const written = "keep" in form.dataset
    ? new KeptForm(form, draft, { closed })
    : new DraftForm(form, draft, { closed, saved: (page) => location.assign(page?.URL ?? location.href) });
  written.begin();
  if (carried) name(draft);
}

/**
 * Names a draft after the page of its form, not after the page that carries it on.
 * @param {import("../core/drafting.js").Draft} draft
 */
async function name(draft) {
  const title = named(await titleOf(draft.page));
  if (!title) return;
  draft.title = title; // For what is typed from now on, too.
  await amendDraft(draft.id, { title });
}

/**
 * @param {string} title of a page
 * @returns {string} what the page is about
 */
function named(title) {
  return title.replace(/^Error: /, "").replace(/ · annotate$/, "");
}

/** @param {string} subject of the drafts of a form that was sent */
async function dropAll(subject) {
  for (const draft of await draftsAbout(owner(), subject)) await dropDraft(draft);
}
