/** Asks people who sign out or leave what to do with the words that only this device has. */
import { holds } from "../core/drafting.js";
import { written } from "../core/words.js";
import { choose } from "../ui/dialogs.js";
import { draftsOf, dropDraft, owner } from "./store.js";
import { sitePath } from "../net/site.js";

/** Follows the buttons that sign out of an account, or leave a shared page. */
export function followLeaving() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !owner()) return;
    const path = new URL(form.action).pathname;
    const account = path === sitePath("/sign-out");
    if (!account && !/\/shared\/[^/]+\/leaving$/.test(path)) return;
    event.preventDefault();
    leave(form, account && Boolean(document.body.dataset.account));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {boolean} account whether it is an account's words, which can wait until it signs in here again
 */
async function leave(form, account) {
  const drafts = (await draftsOf(owner())).filter(holds);
  // A person with an account who leaves a shared page stays signed in.
  const asks = drafts.length > 0 && (account || !document.body.dataset.account);
  const answer = asks ? await ask(drafts.length, account) : "keep";
  if (answer === "discard") { for (const draft of drafts) await dropDraft(draft); }
  if (answer) form.submit();
}

/**
 * @param {number} count
 * @param {boolean} account
 * @returns {Promise<string>} "keep", "discard" or nothing
 */
function ask(count, account) {
  const [what, they, it] = count === 1
    ? ["One text of yours is", "It stays", "it"]
    : [`${written(count)} texts of yours are`, "They stay", "them"];
  if (!account) {
    return choose("Leave?", `${what} not sent yet, and will be removed from this device.`, [
      ["discard", "Remove and leave", "button-danger"],
      ["", "Stay"],
    ]);
  }
  const words =
    `${what} not saved yet. ${they} on this device until you sign in here again; annotate shows ${it} to nobody else. ` +
    `If others use this computer, discard ${it}.`;
  return choose("Sign out?", words, [
    ["keep", "Keep and sign out", "button-primary"],
    ["discard", "Discard and sign out", "button-danger"],
    ["", "Stay signed in"],
  ]);
}
