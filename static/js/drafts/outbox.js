/**
 * Sends drafts whose writer has pressed the button: at once, or as soon as the server can be reached and the owner is
 * signed in, from any page that is open then. Each draft has one sender at a time across all tabs, which reads it again
 * when its turn has come. A form that makes something makes it once, however often it is sent: the server knows it by
 * its key.
 */
import { backOff, wordsOf } from "../core/drafting.js";
import { shortened } from "../core/words.js";
import { arrive } from "../ui/cards.js";
import { amendDraft, draftsOf, dropSent, findDraft, forgetOldDrafts, onLateDrafts, owner } from "./store.js";
import { emit, on } from "../ui/events.js";
import { RequestFailed } from "../net/http.js";
import { exclusively, unlessHeld } from "../net/locks.js";
import { goOn, send } from "../net/session.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("../core/drafting.js").Draft} Draft */

/** Milliseconds after which a draft is looked at again that another tab had in hand. */
const LOOK_AGAIN = 3_000;

let timer = 0;
let tries = 0;

/** Sends waiting drafts, now and whenever that may work again. */
export function followOutbox() {
  forgetOldDrafts().then(sendWaiting);
  const { signal } = new AbortController();
  onLateDrafts(again);
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.hidden || (timer && again()));
  on("signed-in", again, signal);
}

/**
 * Stores a draft as ready to be sent, and sends it, while no other tab can.
 * @param {Draft} draft
 * @param {() => Promise<boolean | null>} keep writes it down first: should the browser end before the server answers, it is sent when
 *   somebody is here again. Null: another sender was quicker, and its form is done
 * @returns {Promise<{ sent: Draft, page: Document | null } | null>} what was sent, and the server's answer
 * @throws {RequestFailed} when it was not taken; away and signed out, it stays and is tried again
 */
export function deliver(draft, keep) {
  return exclusively(lockOf(draft.id), async () => {
    Object.assign(draft, { send: true, trouble: "" });
    if (await keep() === null) return null;
    const sent = structuredClone(draft);
    return { sent, page: await post(sent, false) };
  });
}

/**
 * @param {string} id
 * @returns {string}
 */
function lockOf(id) {
  return `annotate.draft.${id}`;
}

/**
 * @param {Draft} draft
 * @param {boolean} quietly asks nobody to sign in
 * @returns {Promise<Document | null>} the server's answer
 * @throws {RequestFailed}
 */
async function post(draft, quietly) {
  try {
    const page = await send(draft.url, draft.fields, { quietly });
    tries = 0;
    await dropSent(draft);
    return page;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.kind === "away") wait(error.wait);
    else if (error.kind !== "signed-out") await amendDraft(draft.id, { send: false, trouble: error.message });
    throw error;
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
  let goesOn = true;
  let missed = false;
  for (const { id, send } of await draftsOf(owner())) {
    if (!send || !goesOn) continue;
    const tried = await unlessHeld(lockOf(id), async () => void (goesOn = await sendOne(id)));
    missed ||= !tried;
  }
  // Another tab has one in hand. It may be about to close, and then nobody would send it.
  if (missed) timer ||= setTimeout(sendWaiting, LOOK_AGAIN);
}

/**
 * @param {string} id
 * @returns {Promise<boolean>} whether the next one can be sent
 */
async function sendOne(id) {
  const draft = await findDraft(id);
  if (!draft?.send) return true; // Another tab has sent it, or its writer has gone on with it.
  try {
    arrived(draft, await post(draft, true));
    return true;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (error.kind === "signed-out") askToSignIn(error);
    else if (error.kind !== "away") refused(draft, error);
    return error.kind !== "away" && error.kind !== "signed-out";
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
  if (!shown) toast(`Sent from this device: “${first(draft)}”`);
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
  arrive(/** @type {HTMLElement} */ (document.adoptNode(card)), { said: "Saved from this device", focus: false });
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
  toast(`Your words are kept on this device, but not sent yet. ${error.message}`, {
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
  return shortened(words, 40);
}
