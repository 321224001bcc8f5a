/** Renews the numbers of the header while the page is open and seen: replies that came, what is new of what one follows. */
import { find } from "../ui/dom.js";
import { ask, RequestFailed } from "./http.js";

/** Milliseconds between two questions; a page that comes back into sight asks at once, unless it has just asked. */
const EVERY = 60_000;
const JUST_ASKED = 5_000;

/** Keeps the numbers of the header as they are at the server. */
export function followCounts() {
  const nav = find(document, "[data-counts]", HTMLElement);
  if (nav) renewing(nav, nav.dataset.counts ?? "");
}

/**
 * @param {HTMLElement} nav with the numbers
 * @param {string} url that answers with them
 */
function renewing(nav, url) {
  let asked = Date.now();
  let timer = setTimeout(renew, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - asked > JUST_ASKED) renew();
  });

  async function renew() {
    clearTimeout(timer);
    if (document.hidden) return; // It asks when it is seen again.
    asked = Date.now();
    if (await renewed(nav, url)) timer = setTimeout(renew, EVERY);
  }
}

/**
 * @param {HTMLElement} nav
 * @param {string} url
 * @returns {Promise<boolean>} whether to ask again: not once the page's account is no longer signed in
 */
async function renewed(nav, url) {
  try {
    const page = await ask("GET", url);
    const counts = page && find(page, "[data-counts-of]", HTMLElement);
    if (!counts || counts.dataset.countsOf !== document.body.dataset.account) return false;
    for (const now of counts.querySelectorAll("[data-count]")) show(nav, /** @type {HTMLElement} */ (now));
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    return error.kind === "away";
  }
  return true;
}

/**
 * @param {HTMLElement} nav
 * @param {HTMLElement} now one number as the server says it
 */
function show(nav, now) {
  const old = find(nav, `[data-count="${now.dataset.count}"]`, HTMLElement);
  if (old && old.textContent !== now.textContent) old.replaceWith(document.adoptNode(now));
}
