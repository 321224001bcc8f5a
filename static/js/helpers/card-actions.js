/** What one does with a card: edit it in place, delete it with a way back. Without scripts the same links and forms lead to pages. */
import { arrive } from "./cards.js";
import { DraftForm } from "./draft-form.js";
import { deviceStorage, Drafts, newDraft } from "./drafts.js";
import { find } from "./dom.js";
import { ask, RequestFailed, take } from "./http.js";
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
    if (link.dataset.action === "edit") edit(card, link.href);
    else relabel(card, link.href);
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
 * @param {string} url
 */
async function edit(card, url) {
  const article = find(card, "article", HTMLElement);
  if (!article || card.querySelector("form.composer")) return;
  try {
    const form = take(await ask("GET", url), "form.composer");
    if (!(form instanceof HTMLFormElement)) return;
    const trial = document.querySelector("annotated-text")?.getAttribute("data-trial") ?? "";
    const drafts = new Drafts(deviceStorage(), document.body.dataset.account ?? "", trial);
    const key = `edit-${card.dataset.note}`;
    const body = find(form, 'textarea[name="body"]', HTMLTextAreaElement);
    const kept = drafts.get(key);
    const revision = find(form, 'input[name="revision"]', HTMLInputElement);
    if (kept && body) body.value = kept.body;
    // Kept words go on from the text that they were begun on: the server tells when the note has changed since.
    if (kept?.revision && revision) revision.value = kept.revision;
    if (kept) choose(form, kept.label);
    const draft = kept ?? newDraft(key, { body: body?.value ?? "", revision: revision?.value ?? "" });
    const back = () => {
      form.remove();
      article.hidden = false;
      card.focus({ preventScroll: true });
    };
    const written = new DraftForm(form, draft, drafts, {
      saved: (saved) => {
        arrive(saved, { said: "Note saved", focus: true });
      },
      closed: back,
    });
    article.hidden = true;
    card.append(form);
    if (kept) written.say("Your unsaved words, kept on this device");
    written.focus();
  } catch (error) {
    complain("The note could not be opened for editing.", error);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} label the id of the label to choose, when it is still there
 */
function choose(form, label) {
  for (const option of form.querySelectorAll('input[name="label"]')) {
    if (option instanceof HTMLInputElement && option.value === label) option.checked = true;
  }
}

/**
 * @param {HTMLElement} card
 * @param {string} url
 */
async function relabel(card, url) {
  if (card.querySelector("form.label-form")) return;
  try {
    const form = take(await ask("GET", url), "form.label-form");
    const article = find(card, "article", HTMLElement);
    if (!(form instanceof HTMLFormElement) || !article) return;
    const close = () => {
      form.remove();
      article.hidden = false;
      card.focus({ preventScroll: true });
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const saved = take(await ask("POST", form.action, new FormData(form)), ".card");
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
 * @param {string} url
 */
async function remove(card, url) {
  try {
    await ask("POST", url);
  } catch (error) {
    return complain("The note was not deleted.", error);
  }
  const next = card.nextElementSibling ?? card.previousElementSibling;
  card.remove();
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
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
    const restored = take(await ask("POST", url), ".card");
    arrive(restored, { said: "Brought back", focus: true });
  } catch (error) {
    complain("It could not be brought back.", error, () => restore(card, url));
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
