/**
 * A form that sends its words without leaving the page. Words that the server does not have yet stay on this device.
 */
import { wordsOf } from "../core/drafting.js";
import { find, make } from "../ui/dom.js";
import { dropDraft } from "./store.js";
import { announce, on } from "../ui/events.js";
import { RequestFailed, take } from "../net/http.js";
import { KeptForm } from "./kept-form.js";
import { isComposing } from "../ui/keys.js";
import { deliver } from "./outbox.js";
import { load, send } from "../net/session.js";
import { wordsFields } from "./form-fields.js";

/** @typedef {import("../core/drafting.js").Draft} Draft */

export class DraftForm extends KeptForm {
  #busy = false;

  /**
   * @param {HTMLFormElement} form
   * @param {Draft} draft what the form holds
   * @param {{ saved: (page: Document | null) => void, closed: (how: import("./kept-form.js").Closed, leads: boolean) => void }} then
   */
  constructor(form, draft, then) {
    super(form, draft, then);
    this.saved = then.saved;
    const { signal } = this;
    const preview = find(form, '[data-action="preview"]', HTMLButtonElement);
    if (preview) preview.hidden = false;
    preview?.addEventListener("click", () => this.#preview(preview), { signal });
    form.addEventListener("keydown", (event) => this.#press(event), { signal });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.#save(event.submitter);
    }, { signal });
    form.addEventListener("click", (event) => this.#giveWay(event), { signal });
    on("draft-sent", ({ draft: sent, page, heard }) => {
      if (sent.id !== this.draft.id) return;
      heard();
      this.#done(sent, page);
    }, signal);
    on("draft-refused", ({ draft: sent, error }) => {
      if (sent.id === this.draft.id && error instanceof RequestFailed) this.#failed(error);
    }, signal);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (isComposing(event)) return; // Enter and Escape are the input method's: the words are not there yet.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape" && find(this.form, '[data-action="close"]', HTMLElement)) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  /** @param {HTMLElement | null} button that was pressed: it may send another text than the one in the box */
  async #save(button) {
    if (this.#busy) return;
    this.#busy = true;
    this.#complain("");
    this.say("Saving…");
    let kept = false;
    try {
      const answer = await deliver(
        this.draft,
        async () => this.signal.aborted ? null : kept = await this.keep(button),
      );
      if (answer) this.#done(answer.sent, answer.page);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      this.#failed(error, kept);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * @param {Draft} sent
   * @param {Document | null} page
   */
  #done(sent, page) {
    if (this.signal.aborted) return; // Sent twice at the same moment, and made once.
    const more = wordsOf(this.draft) !== wordsOf(sent);
    if (more) {
      // Words typed during the request are not lost, and not sent unasked.
      this.part();
      this.keep().then(() => dropDraft(sent));
      this.say("Saved. What you typed since is kept here.");
    }
    this.saved(page);
    if (!more) this.end();
  }

  /**
   * @param {RequestFailed} error
   * @param {boolean} [kept] whether this device has the words
   */
  #failed(error, kept = true) {
    const waits = error.kind === "away" || error.kind === "signed-out";
    if (!waits) Object.assign(this.draft, { send: false, trouble: error.message });
    if (!wordsOf(this.draft)) this.say("");
    else this.say(!kept ? "" : waits ? "Kept on this device, will be sent" : "Kept on this device");
    if (error.kind === "conflict") this.#meet(error.page);
    // The writer cannot fix a server that is away: the state beside the buttons says it.
    this.#complain(error.kind === "away" && kept ? "" : error.message, error.kind === "refused");
    if (error.kind === "away") announce("The server could not be reached. Kept on this device, will be sent.");
  }

  /**
   * Shows the differences to the words that were saved meanwhile, and the merged text in the box; saving again replaces
   * the saved words knowingly.
   * @param {Document | null} page the server's answer
   */
  #meet(page) {
    const current = page?.querySelector('[data-part="current"]');
    const form = current?.closest("form");
    const both = form && wordsFields(form)[0];
    const theirs = page?.querySelector('input[name="revision"]')?.getAttribute("value");
    if (!current || !theirs || !both?.form || !this.words) return;
    // A new note that was saved before, and whose answer got lost, is an edit from now on.
    const revision = find(this.form, 'input[name="revision"]', HTMLInputElement) ??
      make("input", { type: "hidden", name: "revision" });
    if (!revision.isConnected) this.form.append(revision);
    this.form.action = both.form.action;
    this.draft.url = new URL(this.form.action).pathname;
    for (const old of this.form.querySelectorAll('[data-part="current"], [data-part="choice"]')) old.remove();
    current.querySelector("[data-error]")?.remove(); // It is said beside the buttons.
    this.words.labels?.[0]?.before(document.adoptNode(current));
    const choices = page?.querySelectorAll('[data-part="choice"]') ?? [];
    this.form.querySelector(".composer-foot button")?.after(...[...choices].map((each) => document.adoptNode(each)));
    this.words.value = both.value;
    revision.value = theirs;
    this.keep();
  }

  /** @param {MouseEvent} event on the link that keeps the saved words alone: what was typed is put away */
  async #giveWay(event) {
    const link = event.target instanceof Element ? event.target.closest('a[data-action="theirs"]') : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const page = await load(link.href);
      await dropDraft(this.draft);
      this.saved(page);
      this.end();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      this.#complain(error.message);
    }
  }

  /**
   * @param {string} words "" takes the complaint away
   * @param {boolean} [wrong] whether the words themselves are what is wrong
   */
  #complain(words, wrong = false) {
    const error = find(this.form, '[data-part="error"]', HTMLElement);
    if (!error) return;
    error.hidden = !words;
    error.textContent = words;
    this.words?.setAttribute("aria-invalid", String(Boolean(words) && wrong));
  }

  /** @param {HTMLButtonElement} button */
  async #preview(button) {
    const preview = find(this.form, '[data-part="preview"]', HTMLElement);
    const { words } = this;
    if (!preview || !words) return;
    const writing = !preview.hidden;
    preview.hidden = writing;
    words.hidden = !writing;
    button.textContent = writing ? "Preview" : "Write";
    if (writing) return words.focus();
    preview.replaceChildren("…");
    try {
      const page = await send(this.form.dataset.previewUrl ?? "", { body: words.value });
      preview.replaceChildren(...take(page, ".prose").childNodes);
      announce("Preview shown");
    } catch (error) {
      preview.replaceChildren(error instanceof RequestFailed ? error.message : "No preview");
    }
  }
}
