/**
 * <note-composer>: holds the server's form for a new note. A copy of it opens as a card beside the passage; drafts that
 * this device keeps wait as cards of their own.
 */
import { holds, newKey, wordsOf } from "../core/drafting.js";
import { shortened } from "../core/words.js";
import { arrive } from "../ui/cards.js";
import { draftCard } from "../drafts/card.js";
import { DraftForm } from "../drafts/form.js";
import { find, make } from "../ui/dom.js";
import { draftsOf, dropDraft, keepDraft, onDrafts, owner } from "../drafts/store.js";
import { announce, emit, on } from "../ui/events.js";
import { RequestFailed, take } from "../net/http.js";
import { draftFor, fieldsOf, fill, subjectOf } from "../drafts/form-fields.js";
import { deliver } from "../drafts/outbox.js";
import { leadToPassage, rememberPlace } from "../ui/places.js";
import { hideToast, toast } from "../ui/toast.js";
import { AnnotatedText } from "./annotated-text.js";

/** @typedef {import("../core/drafting.js").Draft} Draft */
/** @typedef {import("../ui/events.js").Passage} Passage */

export class NoteComposer extends HTMLElement {
  /** @type {HTMLFormElement | null} */
  #template = null;
  /** @type {AnnotatedText | null} */
  #text = null;
  /** @type {{ form: DraftForm, card: HTMLElement } | null} */
  #open = null;
  #life = new AbortController();

  connectedCallback() {
    const text = document.querySelector("annotated-text");
    this.#template ??= find(this, "form", HTMLFormElement);
    if (!(text instanceof AnnotatedText) || !this.#template) return;
    this.#template.remove(); // Its copies have the same ids.
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#text = text;
    this.hidden = true;
    on("passage-act", ({ action, passage, label }) => {
      if (action === "note") this.#begin(passage, label);
      else this.#highlight(this.#newDraft(passage, label));
    }, signal);
    const whole = find(document, '[data-action="page-note"]', HTMLElement);
    if (whole) {
      whole.hidden = false;
      whole.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault(); // Without scripts it is a link to a page with the same form.
        this.#begin(null, "");
      }, { signal });
    }
    onDrafts(() => this.#showDrafts(), signal);
    on("drafts-changed", () => this.#showDrafts(), signal);
    this.#reopen();
  }

  disconnectedCallback() {
    this.#open?.form.end();
    this.#life.abort();
  }

  /** @returns {HTMLFormElement} */
  #newForm() {
    return /** @type {HTMLFormElement} */ (this.#template?.cloneNode(true));
  }

  /**
   * @param {Passage | null} passage
   * @param {string} label
   * @returns {Draft}
   */
  #newDraft(passage, label) {
    const form = this.#newForm();
    const fields = {
      ...fieldsOf(form),
      start: passage ? String(passage.start) : "",
      end: passage ? String(passage.end) : "",
      exact: passage?.exact ?? "",
      version: this.#text?.dataset.version ?? "",
      client_key: newKey(),
      label,
    };
    fill(form, { fields });
    const title = passage ? shortened(passage.exact, 60) : `A note on ${this.#text?.trial}`;
    return { ...draftFor(form, title), fields };
  }

  /**
   * @param {Passage | null} passage
   * @param {string} label
   */
  #begin(passage, label) {
    const draft = this.#newDraft(passage, label);
    const back = rememberPlace();
    if (this.#open?.form.draft.subject === draft.subject) return this.#open.form.focus();
    // At once, before stored words are read from the disk: the next key typed belongs here, and is no shortcut of the page.
    this.#write(draft, true, back).begin();
  }

  /** Opens the last draft again, without taking the focus; shows the others as cards. */
  async #reopen() {
    const last = (await this.#kept()).findLast(({ open }) => open);
    if (last && !this.#open) this.#write(last, false);
    await this.#showDrafts();
  }

  /** @returns {Promise<Draft[]>} the drafts of notes on this text that this device stores, oldest first */
  async #kept() {
    const path = this.#template ? subjectOf(this.#template) : "";
    return (await draftsOf(owner())).filter(({ subject }) => subject.startsWith(path));
  }

  /**
   * @param {Draft} draft
   * @param {boolean} focus
   * @param {() => boolean} [back] leads to what opened it
   * @returns {DraftForm}
   */
  #write(draft, focus, back = () => false) {
    if (this.#open?.form.draft.id === draft.id) {
      this.#open.form.focus();
      return this.#open.form;
    }
    this.#open?.form.close();
    const form = this.#newForm();
    fill(form, draft);
    const { exact } = draft.fields;
    form.setAttribute("aria-label", exact ? `Note on “${shortened(exact, 60)}”` : "Note on the whole trial");
    const quote = find(form, '[data-part="quote"]', HTMLElement);
    if (quote) {
      quote.hidden = !exact;
      quote.textContent = exact ?? "";
    }
    const card = make("li", { class: "card card-composer" }, form);
    this.#place(card, draft);
    draft.open = true;
    const written = new DraftForm(form, draft, {
      saved: (page) => {
        const saved = take(page, ".card");
        this.#shut();
        // On a version that is not shown, it would stand beside other words.
        if (!this.#isHere(draft)) return toast("Saved on the version of the record that it belongs to.");
        arrive(saved, { said: "Note saved", focus: true });
      },
      closed: (how, leads) => {
        this.#shut();
        if (leads && !back()) leadToPassage(card.dataset);
        if (how === "closed") announce(wordsOf(written.draft) ? "Closed. The draft is kept on this device." : "Closed");
      },
    });
    this.#open = { form: written, card };
    if (wordsOf(draft)) written.sayKept();
    written.showOthers();
    emit("card-placed", { card, attend: focus });
    emit("passage-draft", { passage: this.#isHere(draft) ? passageOf(draft) : null });
    this.#showDrafts();
    if (focus) written.focus();
    return written;
  }

  #shut() {
    this.#open?.card.remove();
    this.#open = null;
    emit("passage-draft", { passage: null });
    this.#showDrafts();
  }

  /** Places a card for each draft; the open form offers those about its own passage. */
  async #showDrafts() {
    const drafts = await this.#kept();
    const subject = this.#open?.form.draft.subject;
    for (const card of document.querySelectorAll(".card-draft")) card.remove();
    for (const draft of drafts) {
      if (holds(draft) && (draft.subject !== subject || !wordsOf(draft))) this.#placeDraft(draft);
    }
  }

  /** @param {Draft} draft */
  #placeDraft(draft) {
    const card = draftCard(draft, {
      open: () => this.#write(draft, true),
      changed: () => this.#showDrafts(),
    });
    this.#place(card, draft);
    if (!wordsOf(draft)) Object.assign(card.dataset, { mark: draft.id, hue: this.#hue(draft) }); // Painted as it will be.
    emit("card-placed", { card, attend: false });
  }

  /**
   * @param {Draft} draft
   * @returns {string} the number of its label's colour, empty without one
   */
  #hue({ fields: { label } }) {
    const option = this.#template?.querySelector(`input[name="label"][value="${CSS.escape(label ?? "")}"]`);
    return option?.parentElement?.querySelector("[data-hue]")?.getAttribute("data-hue") ?? "";
  }

  /**
   * @param {Draft} draft
   * @returns {boolean} whether it is about the text that is shown, and not about another version's
   */
  #isHere({ fields: { start, version } }) {
    return !start || version === this.#text?.dataset.version;
  }

  /**
   * @param {HTMLElement} card
   * @param {Draft} draft
   */
  #place(card, draft) {
    const { start, end } = draft.fields;
    if (!start || !end || !this.#isHere(draft)) return;
    card.dataset.start = start;
    card.dataset.end = end;
  }

  /** @param {Draft} draft without words: a highlight */
  async #highlight(draft) {
    emit("passage-draft", { passage: passageOf(draft) });
    draft.open = false;
    let kept = false;
    try {
      const answer = await deliver(draft, async () => kept = await keepDraft(draft));
      const card = take(answer?.page ?? null, ".card");
      hideToast();
      arrive(card, { said: "Highlight saved", focus: false });
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (kept && (error.kind === "away" || error.kind === "signed-out")) {
        announce("The highlight is kept on this device, and will be sent.");
        return this.#showDrafts();
      }
      await dropDraft(draft);
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
 * @param {Draft} draft
 * @returns {Passage | null}
 */
function passageOf({ fields: { start, end, exact } }) {
  return start && end ? { start: Number(start), end: Number(end), exact: exact ?? "" } : null;
}
