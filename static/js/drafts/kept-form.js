/** A form that stores its words on this device with every key, and never confuses them with those of another tab. */
import { heard, part, wordsOf } from "../core/drafting.js";
import { find, make, scrollBox } from "../ui/dom.js";
import { discard } from "./card.js";
import { amendDraft, draftsAbout, dropDraft, keepDraft, onDrafts, onLateDrafts } from "./store.js";
import { announce, on } from "../ui/events.js";
import { differs, fieldOf, fieldsOf, fill, wordsFields } from "./form-fields.js";

/** @typedef {import("../core/drafting.js").Draft} Draft */
/** @typedef {import("../core/drafting.js").Told} Told */
/**
 * @typedef {"closed" | "discarded" | "elsewhere"} Closed closed with its words kept, discarded, or closed because another
 *   tab has saved or discarded them
 */

/** Milliseconds after which the form says that it is still writing to the disk. */
const SLOW = 300;

export class KeptForm {
  #touched = false;
  #life = new AbortController();

  /**
   * @param {HTMLFormElement} form
   * @param {Draft} draft what the form holds
   * @param {{ closed: (how: Closed, leads: boolean) => void }} then when it was put away; whether it takes the focus with it,
   *   which has to be led on: whoever writes somewhere else is left alone
   */
  constructor(form, draft, then) {
    this.form = form;
    this.draft = draft;
    this.then = then;
    const { signal } = this;
    form.addEventListener("input", () => this.#typed(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#takeUp(), { signal });
    onDrafts((told) => this.#hear(told), signal);
    on("drafts-changed", () => this.begin(), signal);
    onLateDrafts(() => this.#keepLate());
    const close = find(form, '[data-action="close"]', HTMLButtonElement);
    if (close) close.hidden = false;
    close?.addEventListener("click", () => this.close(), { signal });
    find(form, '[data-action="discard"]', HTMLButtonElement)?.addEventListener("click", () => this.discard(), {
      signal,
    });
  }

  /**
   * Stores words that were typed before the scripts ran, and offers older drafts beside them. An empty form takes the
   * newest stored draft instead.
   */
  async begin() {
    // The device may store other words under the form's own key.
    if (!this.#touched && differs(this.form, this.draft.fields)) this.part();
    this.#takeUp();
    const kept = (await draftsAbout(this.draft.owner, this.draft.subject)).filter(wordsOf);
    if (this.signal.aborted) return;
    this.#takeUp();
    const mine = wordsOf(this.draft);
    const draft = this.#touched
      ? kept.findLast((each) => each.id !== this.draft.id && wordsOf(each) === mine)
      : kept.at(-1);
    if (draft && draft.id !== this.draft.id) {
      if (this.#touched) dropDraft(this.draft); // The same words twice.
      this.#take(draft);
      this.sayKept();
    }
    await this.showOthers();
  }

  /**
   * Puts a stored draft into the form. Who writes there goes on behind its words, or in their place where all was selected.
   * @param {Draft} draft
   */
  #take(draft) {
    const { words } = this;
    const replaces = words?.value && words.selectionStart === 0 && words.selectionEnd === words.value.length;
    this.draft = draft;
    fill(this.form, draft);
    if (document.activeElement !== words) return;
    this.focus();
    if (replaces) words?.select();
  }

  /** Stores changes that came without an event: before the scripts ran, or by a tool. */
  #takeUp() {
    if (differs(this.form, this.draft.fields)) this.#typed();
  }

  /** Ends when the form is done with. */
  get signal() {
    return this.#life.signal;
  }

  /** @returns {HTMLInputElement | HTMLTextAreaElement | null} the first field that holds words */
  get words() {
    return wordsFields(this.form)[0] ?? null;
  }

  /** Focuses the words, with the caret at their end. */
  focus() {
    const { words } = this;
    words?.focus({ preventScroll: true });
    if (words) words.selectionStart = words.selectionEnd = words.value.length;
  }

  /** @param {string} words beside the buttons, quietly */
  say(words) {
    const state = find(this.form, '[data-part="state"]', HTMLElement);
    if (state) state.textContent = words;
  }

  /** Says that these words are a stored draft. */
  sayKept() {
    const { send, trouble } = this.draft;
    this.#showDiscard();
    this.say(send ? "Kept on this device, will be sent" : trouble || "Your unsaved words, kept on this device");
  }

  /**
   * Takes over what the form holds.
   * @param {HTMLElement | null} [button] that was pressed
   * @returns {Promise<boolean>} whether this device keeps it
   */
  keep(button = null) {
    this.draft.fields = fieldsOf(this.form, button);
    if (!wordsOf(this.draft)) return dropDraft(this.draft).then(() => true);
    return keepDraft(this.draft);
  }

  /** Closes the form; the draft stays. */
  close() {
    this.#takeUp();
    this.draft.open = false;
    amendDraft(this.draft.id, { open: false });
    this.#putAway("closed");
  }

  /** Discards the draft, and offers to undo that. */
  discard() {
    this.#takeUp();
    discard(this.draft);
    const key = fieldOf(this.form, "client_key");
    if (key) key.value = ""; // What is typed next is another draft, so that this one can come back.
    this.#putAway("discarded");
    this.#showDiscard(false); // Not before: it has the focus, which goes with it.
  }

  /** Stops following the form. */
  end() {
    this.#life.abort();
  }

  /** @param {Closed} how */
  #putAway(how) {
    const leads = this.form.contains(document.activeElement);
    this.end();
    this.then.closed(how, leads);
  }

  /** Gives the draft an identity of its own. */
  part() {
    part(this.draft);
    const key = fieldOf(this.form, "client_key");
    if (key) key.value = this.draft.id;
  }

  async #typed() {
    this.#touched = true;
    // Typing on takes the button back: it is not sent now.
    Object.assign(this.draft, { at: Date.now(), open: true, send: false, trouble: "" });
    await this.#keepAloud();
  }

  /** Stores the draft when the database has opened late, after the form said that it cannot store. */
  #keepLate() {
    if (this.signal.aborted || !this.#touched) return;
    if (this.draft.send) this.sayKept(); // Stored by now, and maybe on its way: storing it again would bring it back.
    else this.#keepAloud();
  }

  /** Keeps what stands in the form, and says so. */
  async #keepAloud() {
    const keeping = this.keep();
    this.#showDiscard();
    this.#keeping(1);
    const slow = setTimeout(() => this.say("Keeping…"), SLOW);
    const kept = await keeping;
    clearTimeout(slow);
    // A later key is still being stored: its own call says the state.
    if (this.#keeping(-1) || this.signal.aborted || this.draft.send) return;
    this.say(wordsOf(this.draft) ? (kept ? "Kept on this device" : "This browser cannot keep drafts") : "");
  }

  /**
   * @param {1 | -1} change
   * @returns {number} how many keystrokes are on their way to the disk
   */
  #keeping(change) {
    const count = Number(this.form.dataset.keeping ?? 0) + change;
    if (count) this.form.dataset.keeping = String(count);
    else delete this.form.dataset.keeping;
    return count;
  }

  #showDiscard(shown = wordsOf(this.draft) !== "") {
    const button = find(this.form, '[data-action="discard"]', HTMLButtonElement);
    if (button) button.hidden = !shown;
  }

  /** @param {Told} told */
  #hear(told) {
    const what = heard(this.draft, this.#touched, told);
    if (what === "beside") this.showOthers();
    else if (what === "follow" && told.draft) {
      this.#take(told.draft);
      this.say("You are writing this in another tab");
    } else if (what === "part" || what === "alone") {
      this.part();
      this.keep();
      this.showOthers();
      const words = what === "part"
        ? "You are writing about this in another tab as well. Both texts are kept."
        : "It was saved or discarded in another tab. Your text here is kept as well.";
      this.say(words);
      announce(words);
    } else if (what === "shut") {
      this.#putAway("elsewhere");
      announce("Closed: it was saved or discarded in another tab.");
    }
  }

  /** Offers other drafts about the same subject, from another tab or from before. */
  async showOthers() {
    const all = await draftsAbout(this.draft.owner, this.draft.subject);
    if (this.signal.aborted) return;
    const mine = wordsOf(this.draft);
    const others = all.filter((draft) => draft.id !== this.draft.id && wordsOf(draft) && wordsOf(draft) !== mine);
    this.form.querySelector('[data-part="others"]')?.remove();
    if (!others.length) return;
    const box = make("div", { class: "notice notice-info", "data-part": "others", role: "status" });
    box.append(make("div", { class: "stack-tight" }, ...others.flatMap((draft) => this.#offer(draft))));
    (this.words?.labels?.[0] ?? this.words)?.before(box);
  }

  /**
   * @param {Draft} draft
   * @returns {HTMLElement[]}
   */
  #offer(draft) {
    const add = make("button", { type: "button", class: "button button-small" }, "Add it here");
    add.addEventListener("click", () => {
      const { words } = this;
      if (!words) return;
      words.value = [words.value.trimEnd(), wordsOf(draft)].filter(Boolean).join(
        words.matches("textarea") ? "\n\n" : " ",
      );
      this.#typed();
      dropDraft(draft).then(() => this.showOthers());
      this.focus();
    });
    return [
      make("p", {}, "You also wrote this, earlier or in another tab:"),
      scrollBox("The kept words", { class: "kept-words" }, wordsOf(draft)),
      make("p", {}, add),
    ];
  }
}
