/** Drafts as values: their fields, what happens when two tabs have the same one, and when one is sent again. Pure. */

/**
 * @typedef {object} Draft
 * @property {string} id random; of a form that makes something, also the key by which the server makes it once
 * @property {string} owner whose it is: an account, or a visitor of one share
 * @property {string} subject what it is about: the path that its form posts to, and the passage
 * @property {string} url where it is sent
 * @property {Record<string, string>} fields of its form, without the session's token
 * @property {string[]} [words] names of the fields that hold words; missing in drafts that this device keeps from before
 * @property {string} title of what it is about, in a few words
 * @property {string} page where it is written
 * @property {number} at when it was last typed in, in milliseconds
 * @property {boolean} open whether its form was open
 * @property {boolean} send whether the writer has pressed the button: it is sent as soon as the server can be reached
 * @property {string} trouble why the server did not take it; empty when it was not asked
 */

/** @typedef {{ owner: string, id: string, subject: string, draft: Draft | null, sent?: string }} Told what another tab did;
 *   null: it is gone; sent: where the server took it */

const DAY = 24 * 60 * 60 * 1000;

/** Milliseconds that a draft is kept after its last change: an account's, and a visitor's of a shared page. */
export const KEPT = { account: 30 * DAY, visitor: DAY };

/** Fields that held words before forms declared theirs. */
const EARLIER_WORDS = ["body", "recipient"];

/** Prefix of owners that are no account. */
export const VISITOR = "visitor-";

/** @returns {string} random, 128 bits; randomUUID is refused to pages without TLS */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {Partial<Draft> & { owner: string, subject: string, url: string }} said what it begins with
 * @returns {Draft}
 */
export function newDraft(said) {
  return {
    id: newKey(),
    fields: {},
    title: "",
    page: "",
    at: Date.now(),
    open: true,
    send: false,
    trouble: "",
    ...said,
  };
}

/**
 * Gives a draft another identity, when another tab goes on with the first one: neither overwrites the other, and the
 * server does not take them for the same.
 * @param {Draft} draft
 * @param {string} [id]
 */
export function part(draft, id = newKey()) {
  draft.id = id;
  draft.send = false;
  if ("client_key" in draft.fields) draft.fields.client_key = id;
}

/**
 * @param {Pick<Draft, "fields" | "words">} draft
 * @returns {string} what was typed, of several fields with an empty line between them; blanks alone are nothing
 */
export function wordsOf({ fields, words = EARLIER_WORDS }) {
  return words.map((name) => fields[name] ?? "").filter((typed) => typed.trim()).join("\n\n");
}

/**
 * @param {Pick<Draft, "fields">} one
 * @param {Pick<Draft, "fields">} other
 * @returns {boolean} whether their forms hold the same
 */
export function sameFields({ fields: one }, { fields: other }) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/**
 * @param {Draft} draft
 * @returns {boolean} whether something would be lost with it: words, or a highlight that waits to be sent
 */
export function holds(draft) {
  return draft.send || wordsOf(draft) !== "";
}

/**
 * Decides what a form does when another tab has written or dropped a draft.
 * @param {Draft} mine
 * @param {boolean} touched whether anything was typed into this form since it was opened
 * @param {Told} told
 * @returns {"none" | "beside" | "follow" | "part" | "shut" | "alone"} nothing; look at the other words about the same; show
 *   what was typed there; part, both stay; close, for it was saved or discarded there; the same, but with words of one's own
 */
export function heard(mine, touched, told) {
  if (told.owner !== mine.owner) return "none";
  if (told.id !== mine.id) return told.subject === mine.subject ? "beside" : "none";
  // The draft waited here to be sent, and was sent there.
  if (!told.draft) return touched && !mine.send ? "alone" : "shut";
  if (wordsOf(told.draft) === wordsOf(mine)) return "none";
  return touched ? "part" : "follow";
}

/**
 * @param {Draft} draft
 * @param {number} now in milliseconds
 * @returns {boolean} whether it has been left alone for so long that it goes
 */
export function isOld({ owner, at }, now) {
  return now - at > (owner.startsWith(VISITOR) ? KEPT.visitor : KEPT.account);
}

/**
 * Gives the time to wait before asking again a server that could not be reached: longer each time, up to five minutes,
 * and not the same for all tabs.
 * @param {number} tries how often it was asked in vain, from 1
 * @param {number} chance from 0 to 1
 * @param {number} [asked] how long the server asked to wait, in seconds
 * @returns {number} milliseconds
 */
export function backOff(tries, chance, asked = 0) {
  const wait = Math.min(300, 2 ** Math.min(tries, 10)) * (0.5 + chance / 2);
  return Math.round(1000 * Math.max(wait, Math.min(asked, 600)));
}
