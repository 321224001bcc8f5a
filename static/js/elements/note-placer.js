/**
 * <note-placer>: attaches a note to words that the reader selects, when its own words are gone or its place is wrong. A
 * bar at the foot of the window says what to do, until the reader is done or cancels.
 */
import { REFUSALS, shortened } from "../core/words.js";
import { find, make, reach } from "../ui/dom.js";
import { announce, emit, on } from "../ui/events.js";
import { isComposing } from "../ui/keys.js";
import { makeNextStop } from "../ui/places.js";
import { NOTHING } from "../text/selected-words.js";
import { sitePath } from "../net/site.js";
import { AnnotatedText } from "./annotated-text.js";

/** @typedef {import("../ui/events.js").Passage} Passage */
/** @typedef {import("../ui/events.js").Selected} Selected */

export class NotePlacer extends HTMLElement {
  /** @type {Passage | null} */
  #passage = null;
  /** @type {HTMLElement | null} The link that began it. */
  #begun = null;
  #asked = "";
  #words = make("p", {});
  #put = make("button", { type: "button", class: "button button-primary", disabled: true }, "Attach here");
  #bar = make("div", { class: "placer", role: "region", "aria-label": "Select where the note belongs", hidden: true });
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const cancel = make("button", { type: "button", class: "button button-quiet" }, "Cancel");
    this.#bar.replaceChildren(this.#words, this.#put, cancel);
    this.append(this.#bar);
    makeNextStop(this.#bar, signal);
    this.#put.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
    this.#put.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    this.#put.addEventListener("click", () => this.#send(), { signal });
    cancel.addEventListener("click", () => this.#end(), { signal });
    on("passage-selected", (selected) => this.#take(selected), signal);
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("[data-place]") : null;
      if (!(link instanceof HTMLElement)) return;
      event.preventDefault();
      this.#begin(link);
    }, { signal });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || isComposing(event) || this.#bar.hidden || event.defaultPrevented) return;
      event.preventDefault();
      this.#end();
    }, { signal });
    for (const link of document.querySelectorAll("[data-place]")) link.toggleAttribute("hidden", false);
    const asked = /^#place-(.+)$/.exec(location.hash)?.[1];
    const link = asked ? document.querySelector(`[data-place="${CSS.escape(asked)}"]`) : null;
    if (link instanceof HTMLElement) this.#begin(link);
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /** @param {HTMLElement} link names the note and the anchor that is to be replaced */
  #begin(link) {
    this.#begun = link;
    const quote = link.closest(".card, .entry, .item")?.querySelector(".quote, mark")?.textContent ?? "";
    const words = `Select the words to which “${shortened(quote.trim(), 60)}” belongs now.`;
    this.#asked = words;
    this.#bar.hidden = false;
    emit("placing", { note: link.dataset.place ?? "" });
    announce(words);
    const text = document.querySelector("annotated-text");
    this.#take(text instanceof AnnotatedText ? text.selected : NOTHING);
  }

  /** @param {Selected} selected */
  #take({ passage, refusal }) {
    if (this.#bar.hidden || (!passage && !refusal && this.#bar.contains(document.activeElement))) return;
    this.#passage = passage;
    this.#words.textContent = refusal ? REFUSALS[refusal] : this.#asked;
    if (refusal) announce(REFUSALS[refusal]);
    this.#put.toggleAttribute("disabled", !passage);
    delete this.#bar.dataset.visited;
  }

  #send() {
    // What is selected at this moment: the event that tells of it comes later on a slow device, and a selection may have grown.
    const text = document.querySelector("annotated-text");
    this.#passage = (text instanceof AnnotatedText && text.selected.passage) || this.#passage;
    const form = find(this, "form", HTMLFormElement);
    if (!form || !this.#passage || !this.#begun) return;
    const { start, end, exact } = this.#passage;
    const sent = { anchor: this.#begun.dataset.anchor ?? "", start: String(start), end: String(end), exact };
    for (const [name, value] of Object.entries(sent)) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value;
    }
    form.action = sitePath(`/notes/${this.#begun.dataset.place}/anchors`);
    form.submit();
  }

  /** Cancels, and moves the focus back to the link that began it: in its fold, on a phone in the sheet. */
  #end() {
    this.#bar.hidden = true;
    this.#passage = null;
    emit("placing", { note: null });
    const place = CSS.escape(this.#begun?.dataset.place ?? "");
    // A decision on another note meanwhile has made the links anew.
    if (!reach(this.#begun)) reach(document.querySelector(`[data-place="${place}"]`));
    this.#begun = null;
  }
}
