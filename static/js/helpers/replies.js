/** Replies are sent in place, and what is typed is kept on this device until the server has it. */
import { arrive } from "./cards.js";
import { draftsOf, followVisitor, owner } from "./drafts.js";
import { DraftForm } from "./draft-form.js";
import { find } from "./dom.js";
import { draftFor, fill, subjectOf } from "./kept-form.js";

/** @type {WeakMap<HTMLFormElement, DraftForm>} Forms that are followed. */
const followed = new WeakMap();

/** Follows every reply form of the page from its first use; what was kept stands in its form again. */
export async function followReplies() {
  document.addEventListener("focusin", ({ target }) => {
    const form = target instanceof Element ? target.closest("form.reply-form") : null;
    if (form instanceof HTMLFormElement) follow(form);
  });
  await followVisitor();
  await restore();
}

async function restore() {
  if (!document.querySelector("form.reply-form")) return;
  const kept = new Map((await draftsOf(owner())).map((draft) => [draft.subject, draft])); // The newest of each.
  for (const form of document.querySelectorAll("form.reply-form")) {
    if (!(form instanceof HTMLFormElement)) continue;
    const draft = kept.get(subjectOf(form));
    if (!draft || find(form, "textarea", HTMLTextAreaElement)?.value || followed.has(form)) continue;
    fill(form, draft);
    form.closest("details")?.setAttribute("open", "");
    follow(form, draft).sayKept();
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {import("../core/drafting.js").Draft} [kept]
 * @returns {DraftForm}
 */
function follow(form, kept) {
  const before = followed.get(form);
  if (before && !before.signal.aborted) return before;
  const title = form.closest("[role=group]")?.getAttribute("aria-label") ?? "Your reply";
  const written = new DraftForm(form, kept ?? draftFor(form, title), {
    saved: (page) => show(form, page),
    closed: () => {
      form.reset();
      written.say("");
    },
  });
  followed.set(form, written);
  return written;
}

/**
 * @param {HTMLFormElement} form
 * @param {Document | null} page the server's answer
 */
function show(form, page) {
  const card = form.closest(".card[id]");
  const fresh = card ? page?.getElementById(card.id) : null;
  if (fresh) {
    arrive(/** @type {HTMLElement} */ (document.adoptNode(fresh)), { said: "Reply sent", focus: true, state: "Sent" });
    restore();
  } else if (!page || address(page.URL) === address(location.href)) location.reload();
  else location.assign(page.URL);
}

/**
 * @param {string} url
 * @returns {string} the page alone: going to another place of the same page would not load it again
 */
function address(url) {
  return url.replace(/#.*/, "");
}
