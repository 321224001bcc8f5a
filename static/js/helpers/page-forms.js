/** Forms that have a page of their own: a note's, a reply's, and the one for a new link. Their words are kept like those in the margin. */
import { wordsOf } from "../core/drafting.js";
import { DraftForm } from "./draft-form.js";
import { find } from "./dom.js";
import { draftsAbout, dropDraft, owner } from "./drafts.js";
import { draftFor, fill, KeptForm, subjectOf } from "./kept-form.js";

/** Follows them, where the page has one. */
export async function followPageForms() {
  // The link that the words were for is made: this page answers the form.
  if (document.querySelector(".share-result")) {
    for (const draft of await draftsAbout(owner(), location.pathname)) await dropDraft(draft);
  }
  const form = find(document, "main > form.composer, form[data-keep]", HTMLFormElement);
  if (!form || !owner()) return;
  const fresh = draftFor(form, document.title.replace(/ · annotate$/, ""));
  const kept = (await draftsAbout(owner(), subjectOf(form))).findLast(wordsOf);
  // What came back from the server is newer than what is kept.
  const words = find(form, '[aria-invalid="true"]', HTMLElement) ? null : kept;
  if (words) fill(form, words);
  const draft = words ?? fresh;
  const closed = () => {
    form.reset();
    written.say("");
    written = follow(form, draftFor(form, fresh.title), closed);
  };
  let written = follow(form, draft, closed);
  if (words) written.sayKept();
}

/**
 * @param {HTMLFormElement} form
 * @param {import("../core/drafting.js").Draft} draft
 * @param {() => void} closed
 * @returns {KeptForm}
 */
function follow(form, draft, closed) {
  if (form.dataset.keep) return new KeptForm(form, draft, { closed });
  return new DraftForm(form, draft, { closed, saved: (page) => location.assign(page?.URL ?? location.href) });
}
