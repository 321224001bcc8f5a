/** Tells the server that its reader has had a trial before their eyes, so that a later change of the record is told. */
import { ask, RequestFailed } from "../net/http.js";

/** How long a page must be seen, in milliseconds. */
const MOMENT = 5_000;

export function followReading() {
  const form = document.querySelector("form[data-last-read]");
  if (form instanceof HTMLFormElement) wait(form);
}

/** @param {HTMLFormElement} form */
function wait(form) {
  if (document.hidden) document.addEventListener("visibilitychange", () => wait(form), { once: true });
  else setTimeout(() => document.hidden ? wait(form) : tell(form), MOMENT);
}

/** @param {HTMLFormElement} form */
async function tell(form) {
  try {
    await ask("POST", form.action, new FormData(form));
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error; // Nothing is lost: the next reading tells it.
  }
}
