/**
 * Sends forms even when the session has ended meanwhile: the owner signs in again over the page, and sending goes on.
 */
import { showDialog } from "../ui/dialogs.js";
import { find, make } from "../ui/dom.js";
import { announce, emit } from "../ui/events.js";
import { ask, RequestFailed, token } from "./http.js";
import { sitePath } from "./site.js";

const SIGN_IN = sitePath("/sign-in");

/** @type {Promise<void> | null} The one dialog for all that waits for it. */
let asked = null;

/**
 * @param {string} url
 * @param {Record<string, string> | FormData} [fields]
 * @param {{ quietly?: boolean }} [options] quietly asks nobody to sign in
 * @returns {Promise<Document | null>}
 * @throws {RequestFailed}
 */
export async function send(url, fields = {}, { quietly = false } = {}) {
  try {
    return await ask("POST", url, fields);
  } catch (error) {
    if (!(error instanceof RequestFailed) || (error.kind !== "signed-out" && error.kind !== "stale")) throw error;
    await goOn(quietly);
    return ask("POST", url, fields);
  }
}

/**
 * @param {string} url
 * @returns {Promise<Document | null>} the page at that address, for this page's own account
 * @throws {RequestFailed}
 */
export async function load(url) {
  const page = await ask("GET", url);
  if (!page || new URL(page.URL).pathname !== SIGN_IN) return page;
  await goOn(false);
  return ask("GET", url);
}

/**
 * Brings the page into the present session. When that is another person's, nothing of this page may be sent: it would
 * be stored as theirs.
 * @param {boolean} quietly
 * @throws {RequestFailed} when the page's own account is not signed in
 */
export async function goOn(quietly) {
  const page = await ask("GET", SIGN_IN); // A page of anybody's when they are signed in, else the form.
  const account = page?.body.dataset.account ?? "";
  if (account === mine()) return take(page);
  if (account) throw somebodyElse();
  if (quietly) throw new RequestFailed("signed-out", "You are signed out.");
  asked ??= signIn(page).finally(() => asked = null);
  return asked;
}

/** @returns {string} the account whose page this is; empty for a guest */
function mine() {
  return document.body.dataset.account ?? "";
}

/** @param {Document | null} page of the present session; this page uses its token from now on */
function take(page) {
  const fresh = page?.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
  if (!fresh || fresh === token()) return;
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", fresh);
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.setAttribute("value", fresh);
}

/** @returns {RequestFailed} */
function somebodyElse() {
  const words =
    "Somebody else is signed in here now, so nothing was sent. What you typed is kept on this device, for you alone.";
  return new RequestFailed("signed-out", words);
}

/**
 * @param {Document | null} page with the server's form
 * @returns {Promise<void>}
 * @throws {RequestFailed}
 */
function signIn(page) {
  const place = make("div", {});
  const later = make("button", { type: "button", class: "button button-quiet" }, "Not now");
  const dialog = showDialog(
    "Sign in to go on",
    make("p", {}, "You have been signed out. What you typed is kept. Sign in to go on."),
    place,
  );
  dialog.classList.add("sign-in-dialog");
  later.addEventListener("click", () => dialog.close());
  return new Promise((resolve, reject) => {
    let done = false;
    const show = (/** @type {Document | null} */ answer) => {
      const form = answer?.querySelector("form.form");
      if (!form) return dialog.close();
      place.replaceChildren(document.adoptNode(form));
      for (const link of place.querySelectorAll("a")) link.target = "_blank"; // This page is not to be left.
      place.querySelector(".form-actions .quiet")?.replaceWith(later); // Whoever types here has an account.
      const wrong = find(place, "[aria-invalid]", HTMLInputElement);
      (wrong ?? find(place, "input:not([type=hidden])", HTMLInputElement))?.focus();
    };
    place.addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      const button = find(place, "button[type=submit]", HTMLButtonElement);
      if (!(form instanceof HTMLFormElement) || button?.disabled) return;
      if (button) button.disabled = true;
      try {
        const answer = await signInBy(form);
        done = true;
        take(answer);
        dialog.close();
        announce("Signed in");
        emit("signed-in", {});
        resolve();
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (button) button.disabled = false;
        if (error.page?.querySelector("form.form")) return show(error.page);
        place.querySelector("[data-part=error]")?.remove();
        place.prepend(make("p", { class: "field-error", "data-part": "error", role: "alert" }, error.message));
      }
    });
    dialog.addEventListener("close", () => {
      if (!done) reject(new RequestFailed("signed-out", "You are signed out. Save again to sign in."));
    });
    show(page);
  });
}

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<Document | null>} a page of the new session
 * @throws {RequestFailed} when nobody was let in, or somebody else
 */
async function signInBy(form) {
  const fresh = find(form, 'input[name="csrf_token"]', HTMLInputElement)?.value ?? "";
  const answer = await ask("POST", SIGN_IN, new FormData(form), fresh);
  const account = answer?.body.dataset.account ?? "";
  if (account && account !== mine()) throw somebodyElse();
  if (!account) throw new RequestFailed("refused", "That did not sign you in.", answer);
  return answer;
}
