/** Edits, labels and deletes cards in place. Without scripts the same links and forms lead to pages. */
import { arrive } from "./cards.js";
import { DraftForm } from "../drafts/form.js";
import { find } from "./dom.js";
import { RequestFailed, take } from "../net/http.js";
import { draftFor } from "../drafts/form-fields.js";
import { removeCard } from "./places.js";
import { load, send } from "../net/session.js";
import { toast } from "./toast.js";

/**
 * @param {HTMLElement} list
 * @param {AbortSignal} signal
 */
export function followCardActions(list, signal) {
  list.addEventListener("click", (event) => {
    const link = event.target instanceof Element
      ? event.target.closest('a[data-action="edit"], a[data-action="label"]')
      : null;
    const card = link?.closest(".card");
    if (!(link instanceof HTMLAnchorElement) || !(card instanceof HTMLElement)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.action === "edit") edit(card, link);
    else relabel(card, link);
  }, { signal });
  list.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.action !== "delete") return;
    const card = form.closest(".card");
    if (!(card instanceof HTMLElement)) return;
    event.preventDefault();
    remove(card, form.action);
  }, { signal });
}

/**
 * @param {HTMLElement} card
 * @param {HTMLAnchorElement} link that was pressed: closing leads back to it
 */
async function edit(card, link) {
  if (card.querySelector("form.composer")) return;
  try {
    const form = take(await load(link.href), "form.composer");
    card = present(card);
    const article = find(card, "article", HTMLElement);
    if (!(form instanceof HTMLFormElement) || !article || card.querySelector("form.composer")) return;
    const draft = draftFor(form, article.querySelector("h3")?.textContent ?? "A note");
    draft.page = `${location.pathname}${location.search}#${card.id}`;
    const written = new DraftForm(form, draft, {
      saved: (page) => arrive(take(page, ".card"), { said: "Note saved", focus: true }),
      closed: (_how, leads) => {
        form.remove();
        // The article that is there now: another tab may have replaced it since the form was opened.
        const shown = find(card, "article", HTMLElement);
        if (shown) shown.hidden = false;
        if (leads) find(card, 'a[data-action="edit"]', HTMLElement)?.focus({ preventScroll: true });
      },
    });
    article.hidden = true;
    card.append(form);
    // At once, before stored words are read from the disk: whoever writes or selects there meanwhile is not disturbed.
    written.focus();
    // A stored draft states the revision that it was begun on, so the server notices when the note has changed since.
    await written.begin();
  } catch (error) {
    complain("The note could not be opened for editing.", error);
  }
}

/**
 * @param {HTMLElement} card
 * @param {HTMLAnchorElement} link that was pressed: closing leads back to it
 */
async function relabel(card, link) {
  if (card.querySelector("form.label-form")) return;
  try {
    const form = take(await load(link.href), "form.label-form");
    card = present(card);
    const article = find(card, "article", HTMLElement);
    if (!(form instanceof HTMLFormElement) || !article || card.querySelector("form.label-form")) return;
    const close = () => {
      form.remove();
      const shown = find(card, "article", HTMLElement);
      if (shown) shown.hidden = false;
      find(card, 'a[data-action="label"]', HTMLElement)?.focus({ preventScroll: true });
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const saved = take(await send(form.action, new FormData(form)), ".card");
        arrive(saved, { said: "Label changed", focus: true });
      } catch (error) {
        complain("The label was not changed.", error);
      }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close();
    });
    find(form, ".form-actions a", HTMLElement)?.addEventListener("click", (event) => {
      event.preventDefault();
      close();
    });
    article.hidden = true;
    card.append(form);
    find(form, "input:checked", HTMLInputElement)?.focus({ preventScroll: true });
  } catch (error) {
    complain("The labels could not be fetched.", error);
  }
}

/**
 * @param {HTMLElement} card
 * @returns {HTMLElement} the card of the same note that is on the page now: another tab may have changed the note
 */
function present(card) {
  return document.getElementById(card.id) ?? card;
}

/**
 * @param {HTMLElement} card
 * @param {string} url
 */
async function remove(card, url) {
  try {
    await send(url);
  } catch (error) {
    return complain("The note was not deleted.", error);
  }
  removeCard(card);
  toast(card.querySelector(".card-body") ? "Note deleted." : "Highlight deleted.", {
    action: "Undo",
    act: () => restore(card, url.replace(/\/deletion$/, "/restoration")),
  });
}

/**
 * @param {HTMLElement} card
 * @param {string} url
 */
async function restore(card, url) {
  try {
    const restored = take(await send(url), ".card");
    arrive(restored, { said: "Restored", focus: true });
  } catch (error) {
    complain("It could not be restored.", error, () => restore(card, url));
  }
}

/**
 * @param {string} words
 * @param {unknown} error
 * @param {() => void} [again]
 */
function complain(words, error, again) {
  if (!(error instanceof RequestFailed)) throw error;
  toast(
    `${words} ${error.message}`,
    again ? { action: "Try again", act: again, seconds: Infinity } : { seconds: Infinity },
  );
}
