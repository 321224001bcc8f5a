/** Forms that have a page of their own: a note's, a reply's, and the one for a new link. Their words are kept like those in the margin. */
import { DraftForm } from "./draft-form.js";
import { find } from "./dom.js";
import { draftsAbout, dropDraft, owner } from "./drafts.js";
import { draftFor } from "./form-fields.js";
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
  const draft = draftFor(form, document.title.replace(/ · annotate$/, ""));
  // What the server carried through the sign-in was typed as well, and nobody has it yet.
  if (form.querySelector("[data-typed]")) draft.fields = {};
  const closed = () => {
    form.reset();
    written.say("");
    follow(form);
    written.focus();
  };
  const written = form.dataset.keep
    ? new KeptForm(form, draft, { closed })
    : new DraftForm(form, draft, { closed, saved: (page) => location.assign(page?.URL ?? location.href) });
  written.begin();
}

async function dropAll() {
  for (const draft of await draftsAbout(owner(), location.pathname)) await dropDraft(draft);
}
