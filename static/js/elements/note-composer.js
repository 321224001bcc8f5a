/**
 * <note-composer>: holds the server's form for a new note. A copy of it opens as a card beside the passage; drafts that this
 * device keeps wait as cards of their own.
 */
import { arrive, short } from "../helpers/cards.js";
import { DraftForm } from "../helpers/draft-form.js";
import { deviceStorage, Drafts, newDraft } from "../helpers/drafts.js";
import { find, make } from "../helpers/dom.js";
import { announce, emit, on } from "../helpers/events.js";
import { ask, RequestFailed, take } from "../helpers/http.js";
import { hideToast, toast } from "../helpers/toast.js";
import { AnnotatedText } from "./annotated-text.js";

/** @typedef {import("../helpers/drafts.js").Draft} Draft */
/** @typedef {import("../helpers/events.js").Passage} Passage */

export class NoteComposer extends HTMLElement {
  /** @type {HTMLFormElement | null} */
  #template = null;
  /** @type {AnnotatedText | null} */
  #text = null;
  #drafts = new Drafts(deviceStorage(), "", "");
  /** @type {{ form: DraftForm, card: HTMLElement, draft: Draft } | null} */
  #open = null;
  #life = new AbortController();

  connectedCallback() {
    const text = document.querySelector("annotated-text");
    this.#template = find(this, "form", HTMLFormElement);
    if (!(text instanceof AnnotatedText) || !this.#template) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#text = text;
    this.hidden = true;
    this.#drafts = new Drafts(deviceStorage(), document.body.dataset.account ?? "", text.trial);
    on("passage-act", ({ action, passage, label }) => {
      const draft = this.#newDraft(`${passage.start}-${passage.end}`, passage, label);
      if (action === "note") this.#write(this.#drafts.get(draft.key) ?? draft, true);
      else this.#highlight(draft);
    }, signal);
    const whole = find(document, '[data-action="page-note"]', HTMLElement);
    if (whole) {
      whole.hidden = false;
      whole.addEventListener(
        "click",
        (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault(); // Without scripts it is a link to a page with the same form.
          this.#write(this.#drafts.get("page") ?? this.#newDraft("page", null, ""), true);
        },
        { signal },
      );
    }
    this.#showDrafts();
  }

  disconnectedCallback() {
    this.#open?.form.end();
    this.#life.abort();
  }

  /**
   * @param {string} key
   * @param {Passage | null} passage
   * @param {string} label
   * @returns {Draft}
   */
  #newDraft(key, passage, label) {
    const version = this.#text?.dataset.version ?? "";
    return newDraft(key, { ...passage, version, label, clientKey: newKey() });
  }

  /** What this device kept: the one that was being written opens again, without taking the focus; the others wait as cards. */
  #showDrafts() {
    const drafts = this.#drafts.all().filter(({ key }) => !key.startsWith("edit-"));
    const last = drafts.findLast(({ open }) => open);
    for (const draft of drafts) if (draft !== last) this.#placeDraft(draft);
    if (last) this.#write(last, false);
  }

  /**
   * @param {Draft} draft
   * @param {boolean} focus
   */
  #write(draft, focus) {
    if (this.#open?.draft.key === draft.key) return this.#open.form.focus();
    this.#open?.form.close();
    document.querySelector(`.card-draft[data-draft="${draft.key}"]`)?.remove();
    const form = /** @type {HTMLFormElement} */ (this.#template?.cloneNode(true));
    fill(form, draft);
    form.setAttribute("aria-label", draft.exact ? `Note on “${short(draft.exact)}”` : "Note on the whole trial");
    const card = make("li", { class: "card card-composer", "data-draft": draft.key }, form);
    placeAt(card, draft);
    draft.open = true;
    const written = new DraftForm(form, draft, this.#drafts, {
      saved: (saved) => this.#saved(saved),
      closed: (kept) => this.#closed(kept),
    });
    this.#open = { form: written, card, draft };
    if (draft.body) written.say("Kept on this device");
    emit("card-placed", { card, attend: focus });
    emit("passage-draft", { passage: passageOf(draft) });
    if (focus) written.focus();
  }

  /** @param {HTMLElement} saved */
  #saved(saved) {
    this.#shut();
    arrive(saved, { said: "Note saved", focus: true });
  }

  /** @param {Draft} draft */
  #closed(draft) {
    this.#shut();
    if (draft.body.trim()) this.#placeDraft(draft);
    announce(draft.body.trim() ? "Closed. The draft is kept on this device." : "Closed");
  }

  #shut() {
    this.#open?.card.remove();
    this.#open = null;
    emit("passage-draft", { passage: null });
  }

  /** @param {Draft} draft */
  #placeDraft(draft) {
    const more = make("button", { type: "button", class: "button button-small" }, "Continue writing");
    const drop = make("button", { type: "button", class: "button button-quiet button-small" }, "Discard");
    const card = make(
      "li",
      { class: "card card-draft", "data-draft": draft.key, tabindex: "-1" },
      make("p", { class: "quote quote-clamp" }, draft.exact || "The whole trial"),
      make("p", { class: "quote-clamp" }, draft.body),
      make("p", { class: "meta" }, make("span", {}, "Draft, kept on this device")),
      make("div", { class: "card-actions" }, more, drop),
    );
    placeAt(card, draft);
    more.addEventListener("click", () => this.#write(draft, true));
    drop.addEventListener("click", () => {
      card.remove();
      this.#drafts.drop(draft.key);
      toast("Draft discarded.", {
        action: "Undo",
        act: () => {
          this.#drafts.put(draft);
          this.#placeDraft(draft);
        },
      });
    });
    emit("card-placed", { card, attend: false });
  }

  /** @param {Draft} draft without words: a highlight */
  async #highlight(draft) {
    const form = /** @type {HTMLFormElement} */ (this.#template?.cloneNode(true));
    fill(form, draft);
    emit("passage-draft", { passage: passageOf(draft) });
    try {
      const card = take(await ask("POST", form.action, new FormData(form)), ".card");
      hideToast();
      arrive(card, { said: "Highlight saved", focus: false });
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      toast(`The highlight was not saved. ${error.message}`, {
        action: "Try again",
        act: () => this.#highlight(draft),
        seconds: Infinity,
      });
    } finally {
      if (!this.#open) emit("passage-draft", { passage: null });
    }
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 */
function fill(form, draft) {
  const values = {
    start: draft.start === null ? "" : String(draft.start),
    end: draft.end === null ? "" : String(draft.end),
    exact: draft.exact,
    version: draft.version,
    client_key: draft.clientKey,
    body: draft.body,
  };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
  for (const option of form.querySelectorAll('input[name="label"]')) {
    if (option instanceof HTMLInputElement) option.checked = option.value === draft.label;
  }
  const quote = find(form, '[data-part="quote"]', HTMLElement);
  if (quote) {
    quote.hidden = !draft.exact;
    quote.textContent = draft.exact;
  }
}

/**
 * @param {HTMLElement} card
 * @param {Draft} draft
 */
function placeAt(card, { start, end }) {
  if (start === null || end === null) return;
  card.dataset.start = String(start);
  card.dataset.end = String(end);
}

/**
 * @param {Draft} draft
 * @returns {Passage | null}
 */
function passageOf({ start, end, exact }) {
  return start === null || end === null ? null : { start, end, exact };
}

/** @returns {string} random, 128 bits; randomUUID is refused to pages without TLS */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
