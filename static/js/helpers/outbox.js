/**
 * Sends what its writer has let go: at once, or as soon as the server can be reached and its owner is signed in, from
 * whichever page is open then. Each is made once, however often it is sent: the server knows it by its key.
 */
import { backOff, wordsOf } from "../core/drafting.js";
import { arrive } from "./cards.js";
import { amendDraft, draftsOf, dropDraft, forgetOldDrafts, owner } from "./drafts.js";
import { emit, on } from "./events.js";
import { RequestFailed } from "./http.js";
import { goOn, send } from "./session.js";
import { toast } from "./toast.js";

/** @typedef {import("../core/drafting.js").Draft} Draft */

/** Those that are on their way, by their ids. */
const underWay = new Set();
let timer = 0;
let tries = 0;

/** Begins to look after what waits. */
export function followOutbox() {
  forgetOldDrafts().then(sendWaiting);
  const { signal } = new AbortController();
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.hidden || (timer && again()));
  on("signed-in", again, signal);
}

/**
 * @param {Draft} draft with its owner's wish to send it
 * @param {{ quietly?: boolean }} [options] quietly asks nobody to sign in
 * @returns {Promise<Document | null>} the server's answer; null also when it is on its way already
 * @throws {RequestFailed} when it was not taken; away and signed out, it stays and is tried again
 */
export async function deliver(draft, { quietly = false } = {}) {
  underWay.add(draft.id);
  try {
    const page = await send(draft.url, draft.fields, { quietly });
    tries = 0;
    await dropDraft(draft);
    return page;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.kind === "away") wait(error.wait);
    else if (error.kind !== "signed-out") await amendDraft(draft.id, { send: false, trouble: error.message });
    throw error;
  } finally {
    underWay.delete(draft.id);
  }
}

function again() {
  tries = 0;
  sendWaiting();
}

/** @param {number} asked for by the server, in seconds */
function wait(asked) {
  clearTimeout(timer);
  timer = setTimeout(sendWaiting, backOff(++tries, Math.random(), asked));
}

async function sendWaiting() {
  clearTimeout(timer);
  timer = 0;
  if (!owner()) return;
  for (const draft of await draftsOf(owner())) {
    if (!draft.send || underWay.has(draft.id)) continue;
    try {
      const page = await deliver(draft, { quietly: true });
      arrived(draft, page);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (error.kind === "away") return; // So will be the next one.
      if (error.kind === "signed-out") return askToSignIn(error);
      refused(draft, error);
    }
  }
}

/**
 * @param {Draft} draft
 * @param {Document | null} page
 */
function arrived(draft, page) {
  let shown = false;
  emit("draft-sent", { draft, page, heard: () => shown = true });
  emit("drafts-changed", {});
  if (!shown) shown = show(draft, page);
  if (!shown) toast(`What was kept on this device is sent: “${first(draft)}”`);
}

/**
 * @param {Draft} draft
 * @param {Document | null} page
 * @returns {boolean} whether its card has a place on this page, and took it
 */
function show(draft, page) {
  const card = page?.querySelector(".card[data-note]");
  if (!card) return false;
  const here = document.getElementById(card.id);
  const version = document.querySelector("annotated-text")?.getAttribute("data-version");
  if (!here?.closest("note-margin") && (!version || draft.fields.version !== version)) return false;
  arrive(/** @type {HTMLElement} */ (document.adoptNode(card)), { said: "What was kept is saved", focus: false });
  return true;
}

/**
 * @param {Draft} draft
 * @param {RequestFailed} error
 */
function refused(draft, error) {
  emit("draft-refused", { draft, error });
  emit("drafts-changed", {});
  toast(`“${first(draft)}” is kept on this device, but could not be saved. ${error.message}`, {
    action: "Look at it",
    act: () => location.assign(draft.page),
    seconds: Infinity,
  });
}

/** @param {RequestFailed} error */
function askToSignIn(error) {
  toast(`What is kept on this device waits to be sent. ${error.message}`, {
    action: "Sign in",
    act: () => goOn(false).then(again, () => askToSignIn(error)),
    seconds: Infinity,
  });
}

/**
 * @param {Draft} draft
 * @returns {string}
 */
function first(draft) {
  const words = wordsOf(draft) || draft.fields.exact || draft.title;
  return words.length > 40 ? `${words.slice(0, 40).trimEnd()}…` : words;
}
