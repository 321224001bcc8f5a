/** Reads and fills the fields of forms, as drafts store them. */
import { newDraft, newKey } from "../core/drafting.js";
import { owner } from "./store.js";

/** @typedef {import("../core/drafting.js").Draft} Draft */

/** The session's token is never kept. */
const TOKEN = "csrf_token";

/**
 * @param {HTMLFormElement} form
 * @returns {string} what its drafts are about: the path that it posts to; for a new note also its passage and version
 */
export function subjectOf(form) {
  const [start = "", end, version] = ["start", "end", "version"].map((name) => fieldOf(form, name)?.value);
  const passage = start && `${start}-${end}@${version}`;
  return pathOf(form) + (fieldOf(form, "start") ? `#${passage}` : "");
}

/**
 * @param {HTMLFormElement} form
 * @returns {string}
 */
function pathOf(form) {
  return new URL(form.action).pathname;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} title of what it is about
 * @returns {Draft} a new draft with the form's fields as the server sent them; any difference was typed before the scripts ran
 */
export function draftFor(form, title) {
  const words = wordsFields(form).map(({ name }) => name);
  const draft = newDraft({ owner: owner(), subject: subjectOf(form), url: pathOf(form), title, page: here(), words });
  const key = fieldOf(form, "client_key");
  if (key) draft.id = key.value ||= newKey();
  draft.fields = fieldsOf(untouched(form));
  return draft;
}

/**
 * @param {HTMLFormElement} form
 * @returns {boolean} whether it holds anything that the server did not put there
 */
export function isChanged(form) {
  return differs(form, fieldsOf(untouched(form)));
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLFormElement} a copy of it as the server sent it
 */
function untouched(form) {
  const copy = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  copy.reset();
  return copy;
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} fields
 * @returns {boolean} whether a field of the form has another value
 */
export function differs(form, fields) {
  return Object.entries(fieldsOf(form)).some(([name, value]) => fields[name] !== value);
}

/** @returns {string} the address of this page; of the answer to a form, that of the page which the form stood on */
function here() {
  return document.body.dataset.page ?? location.pathname + location.search;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement | HTMLTextAreaElement | null}
 */
export function fieldOf(form, name) {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field : null;
}

/**
 * @param {HTMLFormElement} form
 * @returns {(HTMLInputElement | HTMLTextAreaElement)[]} the fields that hold words, as its markup says (`data-words`)
 */
export function wordsFields(form) {
  return marked(form, "words");
}

/**
 * @param {HTMLFormElement} form
 * @param {"words" | "secret"} mark
 * @returns {(HTMLInputElement | HTMLTextAreaElement)[]}
 */
function marked(form, mark) {
  return [...form.elements].filter((field) => field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)
    .filter(({ dataset }) => mark in dataset);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [button] that was pressed
 * @returns {Record<string, string>} what is in it but secrets (`data-secret`); of a form that says so (`data-keep`), only
 *   the words
 */
export function fieldsOf(form, button = null) {
  /** @type {Record<string, string>} */
  const fields = {};
  const words = new Set(wordsFields(form).map(({ name }) => name));
  const secrets = new Set([TOKEN, ...marked(form, "secret").map(({ name }) => name)]);
  for (const [name, value] of new FormData(form, button)) {
    if (typeof value !== "string" || secrets.has(name) || ("keep" in form.dataset && !words.has(name))) continue;
    fields[name] = value;
  }
  return fields;
}

/**
 * @param {HTMLFormElement} form
 * @param {Pick<Draft, "fields">} draft
 */
export function fill(form, { fields }) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    // Choose the radio button with this value, if there still is one: the label may be gone.
    if (field instanceof RadioNodeList) {
      for (const option of field) if (option instanceof HTMLInputElement) option.checked = option.value === value;
    } else if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === value;
    else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
}
