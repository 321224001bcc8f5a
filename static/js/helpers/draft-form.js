/**
 * A form in which a note is written: every word is kept on this device as it is typed, and stays there until the server has it.
 */
import { find } from "./dom.js";
import { announce } from "./events.js";
import { ask, renewToken, RequestFailed, take } from "./http.js";

/** @typedef {import("./drafts.js").Draft} Draft */
/** @typedef {import("./drafts.js").Drafts} Drafts */

export class DraftForm {
  #form;
  #draft;
  #drafts;
  #timer = 0;
  #busy = false;
  #life = new AbortController();

  /**
   * @param {HTMLFormElement} form
   * @param {Draft} draft
   * @param {Drafts} drafts
   * @param {{ saved: (card: HTMLElement) => void, closed: (draft: Draft) => void }} then
   */
  constructor(form, draft, drafts, then) {
    this.#form = form;
    this.#draft = draft;
    this.#drafts = drafts;
    this.then = then;
    const { signal } = this.#life;
    for (const action of ["preview", "close"]) {
      const button = find(form, `[data-action="${action}"]`, HTMLButtonElement);
      if (!button) continue;
      button.hidden = false;
      button.addEventListener("click", () => action === "close" ? this.close() : this.#preview(button), { signal });
    }
    form.addEventListener("input", () => this.#keepLater(), { signal });
    form.addEventListener("keydown", (event) => this.#press(event), { signal });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.#save(event.submitter);
    }, { signal });
    form.addEventListener("click", (event) => this.#giveWay(event), { signal });
    addEventListener("pagehide", () => this.#keep(), { signal });
    addEventListener("online", () => this.#failed === "offline" && this.#save(), { signal });
  }

  /** @type {import("./http.js").Failure | null} Why the last try to save did not do it. */
  #failed = null;

  /** @returns {HTMLTextAreaElement | null} */
  get body() {
    return find(this.#form, 'textarea[name="body"]', HTMLTextAreaElement);
  }

  get #isEmpty() {
    return !this.body?.value.trim();
  }

  /** Puts the writer in it. */
  focus() {
    this.body?.focus({ preventScroll: true });
    if (this.body) this.body.selectionStart = this.body.selectionEnd = this.body.value.length;
  }

  /** Puts it away; what was typed is kept. */
  close() {
    this.#draft.open = false;
    this.#keep();
    this.end();
    this.then.closed(this.#draft);
  }

  /** Stops following the form. */
  end() {
    clearTimeout(this.#timer);
    this.#life.abort();
  }

  /** @param {string} words beside the buttons, quietly */
  say(words) {
    const state = find(this.#form, '[data-part="state"]', HTMLElement);
    if (state) state.textContent = words;
  }

  #keepLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), 250);
  }

  #keep() {
    clearTimeout(this.#timer);
    if (this.#life.signal.aborted || !this.body) return;
    const body = this.body.value;
    const label = new FormData(this.#form).get("label");
    const changed = body !== this.#draft.body || label !== this.#draft.label;
    Object.assign(this.#draft, { body, label: String(label ?? "") }, changed ? { at: Date.now() } : {});
    if (this.#isEmpty) {
      this.#drafts.drop(this.#draft.key);
      this.say("");
    } else {
      const kept = this.#drafts.put(this.#draft);
      if (changed) this.say(kept ? "Kept on this device" : "This browser keeps no drafts");
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#form.requestSubmit();
    } else if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  /** @param {HTMLElement | null} [button] that was pressed: it may stand for another text than the one in the box */
  async #save(button = null) {
    if (this.#busy) return;
    this.#busy = true;
    this.#keep();
    this.#complain("");
    this.say("Saving…");
    try {
      if (this.#failed === "signed-out" || this.#failed === "refused") await renewToken(this.#form);
      const card = take(await ask("POST", this.#form.action, new FormData(this.#form, button)), ".card");
      this.#drafts.drop(this.#draft.key);
      this.end();
      this.then.saved(card);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      this.#failed = error.kind;
      const kept = !this.#isEmpty && this.#drafts.put(this.#draft);
      this.say(kept ? (error.kind === "offline" ? "Kept on this device, will be sent" : "Kept on this device") : "");
      if (error.kind === "conflict") this.#meet(error.page);
      this.#complain(error.message);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Shows what differs from the words that were saved meanwhile, and both brought together in the box; saving again takes
   * their place knowingly.
   * @param {Document | null} page the server's answer
   */
  #meet(page) {
    const current = page?.querySelector('[data-part="current"]');
    const both = page?.querySelector('textarea[name="body"]');
    const theirs = page?.querySelector('input[name="revision"]')?.getAttribute("value");
    const revision = find(this.#form, 'input[name="revision"]', HTMLInputElement);
    if (!current || !theirs || !revision || !(both instanceof HTMLTextAreaElement) || !this.body) return;
    for (const old of this.#form.querySelectorAll('[data-part="current"], [data-part="choice"]')) old.remove();
    current.querySelector("[data-error]")?.remove(); // It is said beside the buttons.
    this.body.labels?.[0]?.before(document.adoptNode(current));
    const choices = page?.querySelectorAll('[data-part="choice"]') ?? [];
    this.#form.querySelector(".composer-foot button")?.after(...[...choices].map((each) => document.adoptNode(each)));
    this.body.value = both.value;
    revision.value = theirs;
    this.#draft.revision = theirs;
    this.#keep();
  }

  /** @param {MouseEvent} event on the link that keeps the saved words alone: what was typed is put away */
  async #giveWay(event) {
    const link = event.target instanceof Element ? event.target.closest('a[data-action="theirs"]') : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const card = take(await ask("GET", link.href), ".card");
      this.#drafts.drop(this.#draft.key);
      this.end();
      this.then.saved(card);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      this.#complain(error.message);
    }
  }

  /** @param {string} words "" takes the complaint away */
  #complain(words) {
    const error = find(this.#form, '[data-part="error"]', HTMLElement);
    if (!error) return;
    error.hidden = !words;
    error.textContent = words;
    this.body?.setAttribute("aria-invalid", String(Boolean(words) && this.#failed === "refused"));
  }

  /** @param {HTMLButtonElement} button */
  async #preview(button) {
    const preview = find(this.#form, '[data-part="preview"]', HTMLElement);
    const { body } = this;
    if (!preview || !body) return;
    const writing = !preview.hidden;
    preview.hidden = writing;
    body.hidden = !writing;
    button.textContent = writing ? "Preview" : "Write";
    if (writing) return body.focus();
    preview.replaceChildren("…");
    try {
      const page = await ask("POST", this.#form.dataset.previewUrl ?? "", { body: body.value });
      preview.replaceChildren(...take(page, ".prose").childNodes);
      announce("Preview shown");
    } catch (error) {
      preview.replaceChildren(error instanceof RequestFailed ? error.message : "No preview");
    }
  }
}
