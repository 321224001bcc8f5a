/** Replies are sent in place, and what is typed is kept on this device until the server has it. */
import { arrive } from "./cards.js";
import { find, make } from "./dom.js";
import { deviceStorage, Drafts, newDraft } from "./drafts.js";
import { ask, RequestFailed } from "./http.js";

/** @typedef {import("./drafts.js").Draft} Draft */

/**
 * A guest's words are kept for the tab alone: the next person at this device may have the same link.
 * @returns {Drafts}
 */
function shelf() {
  const account = document.body.dataset.account ?? "";
  if (account) return new Drafts(deviceStorage(), account, "replies");
  try {
    return new Drafts(sessionStorage, "guest", "replies");
  } catch {
    return new Drafts(deviceStorage(), "guest", "replies");
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {string}
 */
function keyOf(form) {
  return new URL(form.action).pathname;
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLTextAreaElement | null}
 */
function bodyOf(form) {
  return find(form, 'textarea[name="body"]', HTMLTextAreaElement);
}

/** Follows every reply form of the page, those that come later too. */
export function followReplies() {
  const drafts = shelf();
  for (const form of document.querySelectorAll("form.reply-form")) {
    const kept = form instanceof HTMLFormElement ? drafts.get(keyOf(form)) : null;
    const body = form instanceof HTMLFormElement ? bodyOf(form) : null;
    if (kept && body && !body.value) {
      body.value = kept.body;
      form.closest("details")?.setAttribute("open", "");
    }
  }
  document.addEventListener("input", ({ target }) => {
    const form = target instanceof HTMLTextAreaElement ? target.form : null;
    if (form?.matches(".reply-form")) keep(form, drafts);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target instanceof HTMLTextAreaElement ? event.target.form : null;
    if (!form?.matches(".reply-form") || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.matches(".reply-form")) return;
    event.preventDefault();
    send(event.target, drafts);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {Drafts} drafts
 */
function keep(form, drafts) {
  const key = keyOf(form);
  const body = bodyOf(form)?.value ?? "";
  if (!body.trim()) return drafts.drop(key);
  drafts.put(newDraft(key, { body }));
}

/**
 * @param {HTMLFormElement} form
 * @param {Drafts} drafts
 */
async function send(form, drafts) {
  const button = find(form, "button", HTMLButtonElement);
  if (button?.disabled) return;
  if (button) button.disabled = true;
  complain(form, "");
  try {
    const page = await ask("POST", form.action, new FormData(form));
    drafts.drop(keyOf(form));
    const card = form.closest(".card[id]");
    const fresh = card ? page?.getElementById(card.id) : null;
    if (fresh) {
      arrive(/** @type {HTMLElement} */ (document.adoptNode(fresh)), {
        said: "Reply sent",
        focus: true,
        state: "Sent",
      });
    } else if (!page || address(page.URL) === address(location.href)) location.reload();
    else location.assign(page.URL);
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    complain(form, `${error.message} Your words are kept here.`);
    if (button) button.disabled = false;
  }
}

/**
 * @param {string} url
 * @returns {string} the page alone: going to another place of the same page would not load it again
 */
function address(url) {
  return url.replace(/#.*/, "");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} words "" takes the complaint away
 */
function complain(form, words) {
  form.querySelector('[data-part="error"]')?.remove();
  if (words) bodyOf(form)?.after(make("p", { class: "field-error", "data-part": "error", role: "alert" }, words));
}
