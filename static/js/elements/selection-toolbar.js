/**
 * <selection-toolbar>: the actions for the selected words. It is beside them on wide screens, at the foot on narrow
 * ones.
 */
import { REFUSALS } from "../core/words.js";
import { choice, choose } from "../ui/choices.js";
import { copyCitation } from "../ui/clipboard.js";
import { beside, focusNextButton, icon, make, standAtSelection, viewTop } from "../ui/dom.js";
import { announce, emit, on } from "../ui/events.js";
import { isComposing, keysAreOn, onKey } from "../ui/keys.js";
import { NOTHING } from "../text/selected-words.js";
import { toast } from "../ui/toast.js";
import { AnnotatedText } from "./annotated-text.js";

/** @typedef {import("../ui/events.js").Passage} Passage */
/** @typedef {import("../ui/events.js").Selected} Selected */
/** @typedef {{ id: string, hue: string, name: string, help: string }} Label what it is for, if that was said */

export class SelectionToolbar extends HTMLElement {
  /** @type {Passage | null} */
  #passage = null;
  /** @type {AnnotatedText | null} */
  #text = null;
  #bar = make("div", { class: "toolbar", role: "toolbar", "aria-label": "Selected words", hidden: true });
  #life = new AbortController();
  /** Whether the reader is selecting a new place for a note. */
  #placing = false;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const text = document.querySelector("annotated-text");
    this.#text = text instanceof AnnotatedText ? text : null;
    this.append(this.#bar);
    on("passage-selected", (selected) => this.#take(selected), signal);
    on("block-chosen", ({ passage }) => this.#send("note", passage, this.#usual()), signal);
    on("placing", ({ note }) => {
      this.#placing = note !== null;
      if (this.#placing) this.#hide();
    }, signal);
    for (const event of ["scroll", "resize"]) {
      addEventListener(event, () => this.#place(), { signal, passive: true });
    }
    // A press on a button must not take the selection away before it is read.
    this.#bar.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
    this.#bar.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    this.#bar.addEventListener("keydown", (event) => this.#step(event), { signal });
    this.#bar.addEventListener("focusout", () => this.#place(), { signal });
    document.addEventListener("keydown", (event) => this.#tab(event), { signal });
    if (this.#text?.mayWrite) {
      onKey(
        { key: "h", words: "Highlight the selected words", act: () => this.#act("highlight", this.#usual(), null) },
        signal,
      );
      onKey(
        {
          key: "n",
          words: "Write a note about the selected words, or in caret mode about the paragraph",
          act: () => this.#act("note", this.#usual(), null),
        },
        signal,
      );
    }
    onKey({ key: "q", words: "Copy the selected words with their source", act: () => this.#copy(null) }, signal);
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /** @returns {Label[]} in the order of the page */
  get #labels() {
    return [...document.querySelectorAll("#labels > [data-label]")].map((item) => ({
      id: item.getAttribute("data-label") ?? "",
      hue: item.getAttribute("data-hue") ?? "1",
      name: item.textContent?.trim() ?? "",
      help: item.getAttribute("data-help") ?? "",
    }));
  }

  /** @returns {string} the label that was used last, else the first */
  #usual() {
    const labels = this.#labels;
    const last = choice("label");
    return labels.find(({ id }) => id === last)?.id ?? labels[0]?.id ?? "";
  }

  #fill() {
    this.#bar.replaceChildren();
    if (this.#text?.mayWrite) {
      if (this.#labels.length) {
        const group = make("div", { class: "toolbar-labels", role: "group", "aria-label": "Highlight with a label" });
        for (const label of this.#labels) group.append(this.#swatch(label));
        this.#bar.append(group);
      }
      this.#bar.append(
        this.#button("highlight", "Highlight", "h", () => this.#act("highlight", this.#usual(), this.#passage)),
        this.#button("note", "Note", "n", () => this.#act("note", this.#usual(), this.#passage)),
      );
    } else this.#bar.append(...this.#elsewhere());
    this.#bar.append(this.#button("copy", "Copy quote", "q", () => this.#copy(this.#passage)));
  }

  /** @returns {HTMLElement[]} the way to where this reader can keep notes, if the page knows one */
  #elsewhere() {
    const { writeHref, writeWords } = this.#text?.dataset ?? {};
    if (!writeHref || !writeWords) return [];
    return [make("a", { class: "button button-quiet", href: writeHref }, icon("note"), writeWords)];
  }

  /** @param {Selected} selected what cannot be noted, and why */
  #fillRefused({ refusal, block }) {
    this.#bar.replaceChildren(make("p", { class: "toolbar-words" }, refusal ? REFUSALS[refusal] : ""));
    if (refusal !== "changed" || block === null) return;
    this.#bar.append(this.#button("note", "Note on this paragraph", "", () => this.#text?.noteOnBlock(block)));
  }

  /**
   * @param {Label} label
   * @returns {HTMLButtonElement}
   */
  #swatch({ id, hue, name, help }) {
    const words = `Highlight as ${name}`;
    const button = make(
      "button",
      {
        type: "button",
        class: "button button-quiet swatch-button",
        "aria-label": words,
        title: help ? `${words}. ${help}` : words,
      },
      make("span", { class: "swatch", "data-hue": hue }),
    );
    button.addEventListener("click", () => this.#act("highlight", id, this.#passage));
    return button;
  }

  /**
   * @param {string} symbol
   * @param {string} words
   * @param {string} key
   * @param {() => void} act
   * @returns {HTMLButtonElement}
   */
  #button(symbol, words, key, act) {
    const button = make("button", { type: "button", class: "button button-quiet" }, icon(symbol), words);
    if (key && keysAreOn()) {
      button.append(make("kbd", { "aria-hidden": "true" }, key));
      button.setAttribute("aria-keyshortcuts", key);
    }
    button.addEventListener("click", act);
    return button;
  }

  /** @param {Selected} selected */
  #take(selected) {
    const refused = Boolean(selected.refusal) && Boolean(this.#text?.mayWrite);
    if (this.#placing || !selected.passage && !refused) return this.#hide();
    const was = this.#passage;
    this.#passage = selected.passage;
    const shown = refused ? `${selected.refusal} ${selected.block}` : "offers";
    if (this.#bar.dataset.shown !== shown) {
      this.#bar.dataset.shown = shown;
      if (refused) this.#fillRefused(selected);
      else this.#fill();
    }
    this.#bar.hidden = false;
    document.documentElement.toggleAttribute("data-selecting", true);
    this.#place();
    if (refused) announce(this.#bar.firstElementChild?.textContent ?? "");
    else if (!was) announce("Words selected. Press Tab for what you can do with them.");
  }

  #hide() {
    if (this.#bar.contains(document.activeElement)) return;
    this.#passage = null;
    this.#bar.hidden = true;
    document.documentElement.toggleAttribute("data-selecting", false);
  }

  #place() {
    if (!beside.matches || this.#bar.hidden) return;
    const selection = getSelection();
    const box = selection?.rangeCount && !selection.isCollapsed
      ? selection.getRangeAt(0).getBoundingClientRect()
      : this.#passage && this.#text?.box(this.#passage.start, this.#passage.end);
    if (!box) return;
    const { width, height } = this.#bar.getBoundingClientRect();
    // It hides while its words are scrolled out of the window, for it would point at nothing.
    const away = box.bottom < viewTop() || box.top > innerHeight;
    this.#bar.toggleAttribute("data-away", away && !this.#bar.contains(document.activeElement));
    const above = box.top - height - 10;
    const below = box.bottom + 10;
    const top = above >= 8 ? above : below + height <= innerHeight ? below : 8;
    const left = box.left + box.width / 2 - width / 2;
    this.#bar.style.top = `${top}px`;
    this.#bar.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  }

  /**
   * Gives the passage to act on: the present selection.
   * @param {Passage | null} offered the passage of the pressed button: a phone drops the selection when a button is pressed
   * @returns {Passage | null} null when nothing is selected, or when the selection is refused; then the reader is told
   */
  #wanted(offered) {
    const { passage, refusal } = this.#text?.selected ?? NOTHING;
    if (refusal) toast(REFUSALS[refusal]);
    return refusal ? null : passage ?? offered;
  }

  /**
   * @param {"note" | "highlight"} action
   * @param {string} label
   * @param {Passage | null} offered
   * @returns {boolean} whether there was something to act on
   */
  #act(action, label, offered) {
    if (!this.#text?.mayWrite || this.#placing) return false;
    const passage = this.#wanted(offered);
    if (passage) this.#send(action, passage, label);
    else return Boolean(this.#text.selected.refusal) || action === "note" && this.#text.noteOnBlock();
    return true;
  }

  /**
   * @param {"note" | "highlight"} action
   * @param {Passage} passage
   * @param {string} label
   */
  #send(action, passage, label) {
    if (action === "highlight") choose("label", label);
    // The selection goes first: letting go of it later would take the focus out of the composer.
    const selection = getSelection();
    if (selection?.focusNode) selection.collapse(selection.focusNode, selection.focusOffset);
    this.#leave();
    emit("passage-act", { action, passage, label });
  }

  /**
   * @param {Passage | null} offered
   * @returns {boolean} whether there was something to copy
   */
  #copy(offered) {
    const text = this.#text;
    const passage = this.#wanted(offered);
    if (!passage || !text) return Boolean(text?.selected.refusal);
    copyCitation(text.source(passage)).then((copied) =>
      toast(copied ? "Copied with its source" : "This browser did not allow copying", { seconds: 4 })
    );
    return true;
  }

  #leave() {
    this.#blur();
    this.#hide();
  }

  /** Moves the focus from the buttons back to the words, which stay selected. */
  #blur() {
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || !this.#bar.contains(active)) return;
    active.blur();
    standAtSelection();
  }

  /** @param {KeyboardEvent} event Tab out of the text goes to the toolbar first; Escape lets go of the words */
  #tab(event) {
    if (isComposing(event) || this.#bar.hidden || event.defaultPrevented) return;
    if (event.key === "Escape") {
      getSelection()?.removeAllRanges();
      return this.#leave();
    }
    if (event.key !== "Tab" || event.shiftKey) return;
    const active = document.activeElement;
    if (active && active !== document.body && !active.contains(this.#text) && !this.#text?.contains(active)) return;
    const first = this.#bar.querySelector("button, a");
    if (!(first instanceof HTMLElement)) return;
    event.preventDefault();
    this.#bar.removeAttribute("data-away");
    first.focus();
  }

  /** @param {KeyboardEvent} event */
  #step(event) {
    if (event.key === "Escape") {
      event.preventDefault(); // Back to the text, with the selection as it was.
      return this.#blur();
    }
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    focusNextButton(this.#bar, way);
  }
}
