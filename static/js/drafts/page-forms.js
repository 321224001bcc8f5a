/** Forms that have a page of their own: a note's, a reply's, and the one for a new link. Their words are kept like those in the margin. */
import { DraftForm } from "./form.js";
import { find } from "../ui/dom.js";
import { amendDraft, draftsAbout, dropDraft, owner } from "./store.js";
import { draftFor } from "./form-fields.js";
import { titleOf } from "../net/http.js";
import { KeptForm } from "./kept-form.js";

/** Follows the page's form, when it has one, before anything is waited for: words may stand in it already. */
export function followPageForms() {
  const form = find(document, "main > form.composer, form[data-keep], form[data-again]", HTMLFormElement);
  if (form && owner()) follow(form);
  // The link that the words were for is made: this page answers the form.
  if (document.querySelector(".share-result")) dropAll();
}

/** @param {HTMLFormElement} form */
function follow(form) {
  const draft = draftFor(form, named(document.title));
  // What the server carried through the sign-in was typed as well, and nobody has it yet.
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
 * Calls a draft as the page that its form stood on is called, not as the one that carries it on.
 * @param {import("../core/drafting.js").Draft} draft
 */
async function name(draft) {
  const title = named(await titleOf(draft.page));
  if (!title) return;
  draft.title = title; // Of what is typed from now on as well.
  await amendDraft(draft.id, { title });
}

/**
 * @param {string} title of a page
 * @returns {string} what the page is about
 */
function named(title) {
  return title.replace(/^Error: /, "").replace(/ · annotate$/, "");
}

async function dropAll() {
  for (const draft of await draftsAbout(owner(), location.pathname)) await dropDraft(draft);
}
